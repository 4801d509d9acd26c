"""The table of steps: complete, reachable, with an action for each, and drawn as it is."""

import inspect
import re

import pytest

from records import actions
from records.vocabulary import COUNTED_STATUSES, Status
from records.workflow import (
    TRANSITIONS,
    Step,
    StepNotPossible,
    diagram,
    possible,
    target_of,
)

# The whole workflow, written once more by hand: (step, from, to).
EDGES = {
    ("submit", "draft", "submitted"),
    ("discard", "draft", "discarded"),
    ("accept", "submitted", "accepted"),
    ("return_with_question", "submitted", "returned"),
    ("escalate", "submitted", "escalated"),
    ("resubmit", "returned", "submitted"),
    ("clear", "escalated", "accepted"),
    ("uphold", "escalated", "upheld"),
    ("amend", "accepted", "submitted"),
    ("amend", "submitted", "submitted"),
    ("withdraw", "submitted", "withdrawn"),
    ("withdraw", "returned", "withdrawn"),
    ("withdraw", "accepted", "withdrawn"),
    ("withdraw", "escalated", "withdrawn"),
    ("withdraw", "upheld", "withdrawn"),
}


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("status", Status)
def test_a_step_leads_where_the_design_says_and_nowhere_else(step, status):
    targets = {to for name, source, to in EDGES if (name, source) == (step, status)}
    assert possible(step=step, status=status) is bool(targets)
    if targets:
        assert {target_of(step=step, status=status)} == targets
    else:
        with pytest.raises(StepNotPossible) as error:
            target_of(step=step, status=status)
        assert (error.value.step, error.value.status) == (step, status)


def test_the_table_has_every_step():
    assert set(TRANSITIONS) == set(Step)


def test_every_status_is_reached_from_a_draft():
    reached = {Status.DRAFT}
    while True:
        further = {
            transition.target
            for transition in TRANSITIONS.values()
            if reached & set(transition.sources)
        }
        if further <= reached:
            break
        reached |= further
    assert reached == set(Status)


def test_nothing_leads_back_into_a_draft_or_out_of_what_is_over():
    for transition in TRANSITIONS.values():
        assert transition.target != Status.DRAFT
        assert not {Status.DISCARDED, Status.WITHDRAWN} & set(transition.sources)


def test_everything_that_reports_count_can_be_withdrawn():
    assert set(TRANSITIONS[Step.WITHDRAW].sources) == set(COUNTED_STATUSES)


@pytest.mark.parametrize("step", sorted(Step))
def test_every_step_has_an_action_of_its_name(step):
    action = getattr(actions, step)
    assert {"encounter_id", "version_seen", "by", "at"} <= set(inspect.signature(action).parameters)


@pytest.mark.parametrize("name", actions.__all__)
def test_actions_take_names_only(name):
    action = getattr(actions, name)
    if not inspect.isfunction(action) or name == "is_late":
        return
    kinds = {parameter.kind for parameter in inspect.signature(action).parameters.values()}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}


def test_every_step_says_what_happens():
    assert all(transition.explanation for transition in TRANSITIONS.values())


def test_the_diagram_shows_every_edge_once_and_nothing_else():
    drawn = re.findall(r"^    (\w+) --> (\w+): (\w+)$", diagram(), flags=re.MULTILINE)
    assert sorted((step, source, target) for source, target, step in drawn) == sorted(EDGES)
    assert diagram().startswith("stateDiagram-v2\n    [*] --> draft\n")
