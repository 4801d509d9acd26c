"""The rules of the register: what the environment says until administrators say otherwise."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from records import actions, policy, retiring
from records import vocabulary as v
from records.actions import NotAllowed
from records.actions.policy import NothingChanged, OtherRules, change_rules
from records.conditions import Chosen
from records.forms.sections import SectionForm
from records.models import Encounter, Policy
from records.models.policy import NUMBERS
from records.presenters.record import record_page
from records.questionnaire import (
    ENCOUNTER_QUESTIONS,
    USE_QUESTIONS,
    Section,
    all_questions,
    questions,
)
from records.views.loading import WHOLE_RECORD
from tests.factories import a_draft, an_administrator, an_encounter, an_officer

NOW = timezone.now()


@pytest.fixture
def administrator(db):
    return an_administrator(name="Bridget Amoah-Lane")


@pytest.fixture
def put(administrator):
    """`put(record_within_hours=48)` puts that in force."""

    def change(**changes):
        return change_rules(
            changes=changes,
            reason="As the force decided.",
            version_seen=policy.current().version,
            by=administrator,
            at=timezone.now(),
        )

    return change


def test_until_somebody_changes_them_the_settings_are_the_rules(db, settings):
    settings.RECORD_WITHIN_HOURS = 30
    settings.CONTINUED_USE_MINUTES = 7
    rules = policy.current()
    assert (rules.version, rules.record_within_hours, rules.continued_use_minutes) == (0, 30, 7)
    assert rules.writing_prompts


def test_a_change_is_a_new_version_with_who_when_why_and_an_audit_event(put, administrator):
    changed = put(record_within_hours=48)
    again = put(review_within_hours=24)
    assert [one.version for one in Policy.objects.order_by("pk")] == [1, 2]
    assert (changed.by, changed.reason) == (administrator, "As the force decided.")
    rules = policy.current()
    # What a change does not name stays.
    assert (rules.record_within_hours, rules.review_within_hours) == (48, 24)
    event = Event.objects.latest("id")
    assert (event.action, event.object_type, event.object_id) == ("change_rules", "policy", "2")
    assert event.detail == {"review_within_hours": [72, 24]}
    assert event.actor == str(administrator.pk)
    assert again.record_within_hours == 48


def test_a_change_that_changes_nothing_is_none(put):
    with pytest.raises(NothingChanged):
        put(record_within_hours=24)
    assert not Policy.objects.exists()


def test_two_administrators_do_not_write_over_each_other(put, administrator):
    put(record_within_hours=48)
    with pytest.raises(OtherRules):
        change_rules(
            changes={"record_within_hours": 12},
            reason="I saw the old ones.",
            version_seen=0,
            by=administrator,
            at=NOW,
        )
    assert policy.current().record_within_hours == 48


def test_only_administrators_keep_the_rules(db):
    with pytest.raises(NotAllowed):
        change_rules(
            changes={"record_within_hours": 12},
            reason="x",
            version_seen=0,
            by=an_officer(),
            at=NOW,
        )


def a_policy(administrator, **values):
    numbers = {name: least for name, least, _ in NUMBERS}
    return {"version": 1, "at": NOW, "by": administrator, "reason": "x", **numbers, **values}


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("policy_has_reason", {"reason": ""}),
        ("records_policy_version_key", {"version": 9}),
        *((f"policy_{name}_possible", {name: least - 1}) for name, least, _ in NUMBERS),
        *((f"policy_{name}_possible", {name: most + 1}) for name, _, most in NUMBERS),
    ],
)
def test_the_database_refuses_rules_that_cannot_be(administrator, constraint, values):
    Policy.objects.create(**a_policy(administrator, version=9))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Policy.objects.create(**a_policy(administrator, **values))


def test_a_version_is_never_changed_and_never_deleted(administrator):
    Policy.objects.create(**a_policy(administrator))
    for change in (lambda: Policy.objects.update(reason="y"), Policy.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


# -- What they decide -----------------------------------------------------------------------------


def test_late_begins_after_the_last_second_of_the_deadline(put):
    """The boundary, at the deadline that an administrator set."""
    put(record_within_hours=6)
    edge = Encounter(occurred_at=NOW - timedelta(hours=6))
    assert not actions.is_late(edge, at=NOW)
    assert actions.is_late(edge, at=NOW + timedelta(microseconds=1))


def test_a_late_record_asks_why_and_the_flag_follows_it(client, put):
    put(record_within_hours=1)
    officer = an_officer()
    draft = a_draft(officer, complete=True)  # it began two hours ago
    client.force_login(officer)
    address = reverse("submit", args=[draft.pk])
    page = client.get(address).text
    assert "Why is this record late?" in page
    assert "more than 1 hours ago" in page or "more than 1 hour ago" in page
    refused = client.post(address, {"version": draft.version})
    assert "Explain why this record is late" in refused.text
    given_ = {"version": draft.version, "late_explanation": "The van broke down."}
    assert client.post(address, given_).status_code == 302
    draft.refresh_from_db()
    assert (draft.is_late, draft.late_explanation) == (True, "The van broke down.")
    # Another deadline later does not take the flag away.
    put(record_within_hours=48)
    page = client.get(reverse("encounter", args=[draft.pk])).text
    assert "Filed late" in page
    assert "The van broke down." in page


def test_the_deadlines_of_colleagues_and_reviewers_are_those_in_force(put):
    put(review_within_hours=5, account_within_hours=7)
    colleague = an_officer()
    encounter = an_encounter(colleagues={colleague: v.Involvement.APPLIED}, at=NOW)
    assert encounter.review_due_at == NOW + timedelta(hours=5)
    assert encounter.officers_present.get().account_due_at == NOW + timedelta(hours=7)


def test_the_limit_of_continued_use_is_the_one_in_force_when_the_section_is_saved(put):
    put(continued_use_minutes=3)
    encounter = an_encounter(justification_continued="He kicked the door of the van.")
    use = encounter.uses.get()
    assert (use.minutes, use.continued_use) == (5, True)
    # What was decided stays, whatever the limit later is; and so does the page.
    put(continued_use_minutes=60)
    use.refresh_from_db()
    assert use.continued_use
    record = Encounter.objects.prefetch_related(*WHOLE_RECORD).get(pk=encounter.pk)
    page = str(record_page(record, encounter.reporting_officer, now=NOW))
    assert "He kicked the door of the van." in page


def test_the_browser_is_told_the_limit_in_force(put):
    put(continued_use_minutes=4)
    draft = a_draft()
    form = form_of(draft, Section.HANDCUFFING)
    condition = form.fields["justification_continued"].show_when
    assert condition["any"][0]["more_than"] == 4


def form_of(encounter, section) -> SectionForm:
    return SectionForm(
        asked=questions(section),
        encounter=encounter,
        use=encounter.uses.get(),
        now=NOW,
        strict=False,
    )


def test_prompts_are_in_the_words_of_the_force(client, put):
    put(sentences={"justification_necessity": ["Why this person?"], "concern:habit": ["Why them?"]})
    draft = a_draft()
    client.force_login(draft.reporting_officer)
    page = client.get(reverse("save_section", args=[draft.pk, "handcuffing"])).text
    assert "Why this person?" in page
    assert "What about this person, here and now" not in page
    answer = client.post(
        reverse("writing_notes", args=[draft.pk]),
        {"justification_necessity": "I handcuff everyone I detain."},
    )
    assert answer.json()["notes"] == {"justification_necessity": ["Why them?"]}


def test_prompts_can_be_switched_off_and_personal_data_is_still_pointed_out(client, put):
    put(writing_prompts=False)
    draft = a_draft()
    client.force_login(draft.reporting_officer)
    answer = client.post(
        reverse("writing_notes", args=[draft.pk]),
        {"justification_necessity": "Officer safety.", "reason_other": "Mr Smith called"},
    )
    assert set(answer.json()["notes"]) == {"reason_other"}


def test_the_rules_are_read_once_in_a_request_and_once_in_an_action(client, db):
    officer = an_officer()
    draft = a_draft(officer, complete=True)
    client.force_login(officer)
    address = reverse("submit", args=[draft.pk])
    for send in (
        lambda: client.get(address),
        lambda: client.post(address, {"version": draft.version}),
    ):
        with CaptureQueriesContext(connection) as captured:
            send()
        read = [one for one in captured if 'FROM "records_policy"' in one["sql"]]
        assert len(read) == 1
    draft.refresh_from_db()
    assert draft.status == v.Status.SUBMITTED


# -- Retired answers ------------------------------------------------------------------------------


def test_a_retired_answer_is_not_offered_and_stays_on_the_record_that_has_it(put):
    holds = a_draft(handcuff_type=v.HandcuffType.CHAIN)
    put(retired_choices={"handcuff_type": ["chain"]})
    offered = dict(form_of(a_draft(), Section.HANDCUFFING).fields["handcuff_type"].choices)
    assert "chain" not in offered
    assert "rigid" in offered
    held = form_of(holds, Section.HANDCUFFING)
    assert "chain" in dict(held.fields["handcuff_type"].choices)
    # And it may be filed as it stands.
    filed = actions.submit(
        encounter_id=holds.pk, version_seen=holds.version, by=holds.reporting_officer, at=NOW
    )
    assert filed.uses.get().handcuff_type == "chain"
    put(retired_choices={})
    offered = dict(form_of(a_draft(), Section.HANDCUFFING).fields["handcuff_type"].choices)
    assert "chain" in offered


def test_a_retired_answer_is_refused_from_a_page_made_by_hand(put):
    put(retired_choices={"handcuff_type": ["chain"]})
    draft = a_draft()
    form = SectionForm(
        {"version": draft.version, "handcuff_type": "chain"},
        asked=questions(Section.HANDCUFFING),
        encounter=draft,
        use=draft.uses.get(),
        now=NOW,
        strict=False,
    )
    assert form.errors["handcuff_type"] == ["Choose an answer that is in the list"]


def test_a_retired_answer_is_shown_by_its_label(put):
    encounter = an_encounter(handcuff_type=v.HandcuffType.CHAIN)
    put(retired_choices={"handcuff_type": ["chain"]})
    record = Encounter.objects.prefetch_related(*WHOLE_RECORD).get(pk=encounter.pk)
    assert "'value': 'Chain'" in str(record_page(record, encounter.reporting_officer, now=NOW))


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("outcome", "arrested", "It opens the question “When was the person arrested?”."),
        ("impact_factor", "none", "Officers need a way to say that none applies."),
        ("position", "other", "Officers need a way to give an answer that is not in the list."),
        ("de_escalation", "none", "Officers need a way to say that none applies."),
    ],
)
def test_what_the_program_depends_on_cannot_be_retired_and_says_why(name, value, why):
    assert retiring.why_not(retiring.LISTS[name][1], value) == why
    assert why in retiring.problem_with(name, [value])


def test_a_list_keeps_something_to_choose():
    values = [one for one in v.Position.values if one != "other"]
    assert retiring.problem_with("position", values[:-2]) == ""
    assert "Leave at least 2" in retiring.problem_with("position", values[:-1])
    assert retiring.problem_with("position", ["sideways"]) == "Choose answers that are in the list."


def test_every_condition_on_an_answer_of_these_lists_is_known():
    """Else an answer could be retired on which a question hangs."""
    asked = all_questions(ENCOUNTER_QUESTIONS) + all_questions(USE_QUESTIONS)
    fixed = {
        (question.when.field, value)
        for question in asked
        if isinstance(question.when, Chosen) and len(question.when.values) == 1
        for value in question.when.values
    }
    lists = {one for _, one in retiring.LISTS.values()}
    for name, value in fixed:
        vocabulary = retiring._LIST_OF_QUESTION.get(name)
        if vocabulary in lists:
            assert retiring.why_not(vocabulary, value)


def test_the_fixed_lists_are_not_among_those_that_change():
    changeable = {one for _, one in retiring.LISTS.values()}
    for fixed in (v.YesNo, v.YesNoUnknown, v.Status, v.AgeBasis, v.Ethnicity, v.Compliance):
        assert fixed not in changeable


def test_a_retired_question_is_not_asked_and_its_answers_stay(put):
    answered = an_encounter()
    put(retired_questions=["officer_defined_code"])
    assert "officer_defined_code" not in form_of(a_draft(), Section.PERSON).fields
    assert "officer_defined_code" in form_of(answered, Section.PERSON).fields
    never = an_encounter(officer_defined_code="")
    for encounter, shown in ((answered, True), (never, False)):
        record = Encounter.objects.prefetch_related(*WHOLE_RECORD).get(pk=encounter.pk)
        page = str(record_page(record, encounter.reporting_officer, now=NOW))
        assert ("Officer-defined code" in page) is shown


# -- The pages ------------------------------------------------------------------------------------


@pytest.fixture
def page(client, administrator):
    client.force_login(administrator)
    return client


def send(page, name, *args, version=0, **given_):
    given_ = {"version": version, "reason": "As the force decided.", **given_}
    return page.post(reverse(name, args=args), given_, follow=True)


NUMBERS_IN_FORCE = {
    "record_within_hours": "24",
    "account_within_hours": "72",
    "review_within_hours": "72",
    "continued_use_minutes": "10",
    "duplicate_within_minutes": "30",
}


def test_an_administrator_changes_a_deadline_and_reads_the_history(page, administrator):
    answer = send(page, "change_deadlines", **NUMBERS_IN_FORCE | {"record_within_hours": "36"})
    assert "The rules are changed: version 1." in answer.text
    assert "36 hours" in answer.text
    assert "Record within: 24 hours became 36 hours" in answer.text
    assert "As the force decided." in answer.text
    assert administrator.name in answer.text


def test_a_reason_is_asked_for_and_what_was_typed_stays(page):
    changed = NUMBERS_IN_FORCE | {"record_within_hours": "36", "reason": " "}
    answer = send(page, "change_deadlines", **changed)
    assert "Say why the rules are changed" in answer.text
    assert 'value="36"' in answer.text
    assert not Policy.objects.exists()


@pytest.mark.parametrize("typed", ["", "0", "-1", "1.5", "99999", "soon", "9" * 400, "²", "\x00"])
def test_a_number_that_cannot_be_is_refused(page, typed):
    answer = send(page, "change_deadlines", **NUMBERS_IN_FORCE | {"review_within_hours": typed})
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert not Policy.objects.exists()


def test_the_same_again_changes_nothing(page):
    answer = send(page, "change_deadlines", **NUMBERS_IN_FORCE)
    assert "Nothing was changed" in answer.text
    assert not Policy.objects.exists()


def test_a_stale_page_keeps_what_was_typed_and_can_be_sent_again(page, put):
    put(review_within_hours=48)
    changed = NUMBERS_IN_FORCE | {"record_within_hours": "36"}
    answer = send(page, "change_deadlines", version=0, **changed)
    assert "The rules were changed meanwhile" in answer.text
    assert 'value="36"' in answer.text
    answer = send(page, "change_deadlines", version=1, **changed)
    assert "version 2" in answer.text


def test_prompts_are_changed_and_an_empty_box_is_the_program_s_own_again(page):
    answer = send(
        page,
        "change_prompts",
        writing_prompts="on",
        justification_necessity="First line\r\n\r\nSecond line\r\nFirst line",
    )
    assert "version 1" in answer.text
    assert policy.current().sentences == {"justification_necessity": ["First line", "Second line"]}
    answer = send(page, "change_prompts", version=1, writing_prompts="on")
    assert policy.current().sentences == {}
    too_many = "\n".join(f"line {number}" for number in range(9))
    answer = send(page, "change_prompts", version=2, justification_necessity=too_many)
    assert "Write at most 6 lines" in answer.text
    assert "line 8" in answer.text


def test_an_answer_is_retired_and_brought_back(page):
    offered = [one.value for one in v.HandcuffType if one not in ("other", "chain")]
    answer = send(page, "change_choices", "handcuff_type", offered=offered)
    assert "Retired: Chain" in answer.text
    assert policy.current().retired_choices == {"handcuff_type": ["chain"]}
    answer = send(page, "change_choices", "handcuff_type", version=1, offered=[*offered, "chain"])
    assert "Retired: Chain" not in answer.text
    assert policy.current().retired_choices == {}
    history = page.get(reverse("rules")).text
    assert "Type of handcuffs, retired: Chain" in history
    assert "Type of handcuffs, offered again: Chain" in history


def test_the_page_says_what_cannot_be_retired_and_why(page):
    answer = page.get(reverse("change_choices", args=["outcome"])).text
    assert "Arrested. It opens the question “When was the person arrested?”." in answer
    refused = send(page, "change_choices", "handcuff_type", offered=["rigid"])
    assert "Leave at least 2 answers" in refused.text


def test_a_question_that_nobody_must_answer_is_retired(page):
    codes = [one.value for one in v.OfficerDefinedCode]
    send(page, "change_choices", "officer_defined_code", offered=codes)
    assert policy.current().retired_questions == ("officer_defined_code",)
    send(page, "change_choices", "officer_defined_code", version=1, offered=codes, asked="on")
    assert policy.current().retired_questions == ()


def test_a_list_that_there_is_not_is_a_404(page):
    for name in ("status", "yes_no", "x"):
        assert page.get(reverse("change_choices", args=[name])).status_code == 404


def test_the_history_asks_no_more_for_twenty_versions_than_for_one(page, put):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert page.get(reverse("rules")).status_code == 200
        return len(captured)

    put(record_within_hours=100)
    before = queries()
    for hours in range(101, 120):
        put(record_within_hours=hours)
    assert queries() == before
