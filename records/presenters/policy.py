"""The rules of the register as administrators read them."""

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse

from records import policy
from records.models import Policy
from records.models.policy import NUMBERS
from records.presenters.answers import moment
from records.presenters.writing import sentence
from records.questionnaire import USE_QUESTIONS, all_questions
from records.retiring import LISTS, choices_of
from records.texts.justification import Concern

VERSIONS_ON_A_PAGE = 20
LABELS = {
    "record_within_hours": ("Record within", "hour"),
    "account_within_hours": ("Colleagues’ accounts within", "hour"),
    "review_within_hours": ("Review within", "hour"),
    "continued_use_minutes": ("Continued use after", "minute"),
    "duplicate_within_minutes": ("Look-alikes within", "minute"),
}


def _amount(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _numbers(rules: policy.Rules) -> dict[str, str]:
    return {
        LABELS[name][0]: _amount(getattr(rules, name), LABELS[name][1]) for name, _, _ in NUMBERS
    }


def _retired(rules: policy.Rules) -> dict[str, list[str]]:
    """What administrators have retired, by the label of the list."""
    retired = {}
    for name, (label, vocabulary) in LISTS.items():
        gone = rules.retired_choices.get(name, ())
        labels = [text for value, text in vocabulary.choices if value in gone]
        if name in rules.retired_questions:
            labels.append("the question itself")
        if labels:
            retired[label] = labels
    return retired


def rules_page(rules: policy.Rules, *, number: str | None) -> dict[str, Any]:
    """What is in force, and what changed when, newest first."""
    versions = Policy.objects.select_related("by").order_by("-version")
    page = Paginator(versions, VERSIONS_ON_A_PAGE).get_page(number)
    listed = list(page.object_list)
    # What the oldest on the page changed shows beside the one before it.
    before = {one.version: one for one in listed}
    if listed and listed[-1].version - 1 not in before:
        earlier = Policy.objects.filter(version=listed[-1].version - 1).first()
        if earlier is not None:
            before[earlier.version] = earlier
    return {
        "version": rules.version,
        "numbers": [{"key": key, "value": value} for key, value in _numbers(rules).items()],
        "prompts": [
            {
                "key": f"Beside “{question.ask}”",
                "values": list(rules.sentences_for(question.name, question.prompts)),
            }
            for question in all_questions(USE_QUESTIONS)
            if question.prompts
        ],
        "writing_prompts": rules.writing_prompts,
        "concerns": [sentence(rules, concern) for concern in Concern],
        "retired": [{"key": key, "values": values} for key, values in _retired(rules).items()],
        "page": page,
        "versions": [
            {
                "title": f"Version {one.version}",
                "by": one.by.name,
                "at": moment(one.at),
                "reason": one.reason,
                "changes": _changes(
                    policy.rules_of(before.get(one.version - 1)), policy.rules_of(one)
                ),
            }
            for one in listed
        ],
    }


def _changes(before: policy.Rules, after: policy.Rules) -> list[str]:
    """What one version changed, in sentences."""
    said = []
    old, new = _numbers(before), _numbers(after)
    said += [f"{key}: {old[key]} became {new[key]}" for key in new if old[key] != new[key]]
    if before.writing_prompts != after.writing_prompts:
        said.append(f"Prompts while writing: {'on' if after.writing_prompts else 'off'}")
    if before.sentences != after.sentences:
        said.append("The sentences of the prompts")
    gone, still = _retired(after), _retired(before)
    for key in {**still, **gone}:
        retired = [label for label in gone.get(key, ()) if label not in still.get(key, ())]
        back = [label for label in still.get(key, ()) if label not in gone.get(key, ())]
        if retired:
            said.append(f"{key}, retired: {', '.join(retired)}")
        if back:
            said.append(f"{key}, offered again: {', '.join(back)}")
    return said


def choices_page(rules: policy.Rules) -> dict[str, Any]:
    """Every list with its answers: offered, retired, or bound to stay."""
    return {
        "lists": [
            {
                "label": label,
                "href": reverse("change_choices", args=[name]),
                "offered": [one.label for one in choices_of(rules, name) if not one.retired],
                "retired": [one.label for one in choices_of(rules, name) if one.retired],
                "is_asked": name not in rules.retired_questions,
            }
            for name, (label, _) in LISTS.items()
        ]
    }
