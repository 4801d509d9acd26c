"""Saving what is being written: what can be kept is, and nothing is written without a change."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from records import actions
from records.forms.autosaved import AutosavedForm
from records.models import Encounter, StatusChange
from records.questionnaire import USE_QUESTIONS, Section, questions
from records.vocabulary import Involvement, Status, UseStatus, YesNo
from tests.factories import a_draft, complete_answers
from tests.records.browsing import typed
from tests.records.conftest import everything_written, write_account
from tests.records.test_section_pages import colleagues

DATA = {"Accept": "application/json"}
STORY = "justification_what_happened"
NECESSITY = "justification_necessity"


@pytest.fixture
def draft(cast) -> Encounter:
    return a_draft(cast.officer)


@pytest.fixture
def autosave(client, cast):
    """What a script sends while the officer writes; the answer's status and data."""
    client.force_login(cast.officer)

    def post(encounter, section, data, *, version=None, name="save_section"):
        sent = {"version": encounter.version if version is None else version, **data}
        response = client.post(
            reverse(name, args=[encounter.pk, section]), {**sent, "then": "autosave"}, headers=DATA
        )
        return response.status_code, response.json()

    return post


def events() -> int:
    return Event.objects.count()


def test_what_is_written_is_kept_and_the_page_is_told_the_new_version(autosave, draft):
    status, answer = autosave(draft, Section.PERSON, {"gender": "female"})
    draft.refresh_from_db()
    assert draft.gender == "female"
    assert (status, answer["state"], answer["problems"]) == (200, "saved", [])
    assert answer["version"] == draft.version
    assert answer["saved_at"] == timezone.localtime(draft.changed_at).strftime("%H:%M")


def test_a_position_that_was_found_is_kept_before_any_button_and_taken_back_the_same_way(
    autosave, draft
):
    where = {"latitude": "51.4504", "longitude": "-0.1222"}
    status, answer = autosave(draft, Section.ENCOUNTER, where)
    assert (status, answer["problems"]) == (200, [])
    draft.refresh_from_db()
    assert (str(draft.latitude), str(draft.longitude)) == ("51.450", "-0.122")
    before = events()
    assert autosave(draft, Section.ENCOUNTER, where)[1]["version"] == draft.version
    assert events() == before
    autosave(draft, Section.ENCOUNTER, {"latitude": "", "longitude": ""})
    draft.refresh_from_db()
    assert (draft.latitude, draft.longitude) == (None, None)


@pytest.mark.parametrize("wrong", [("51.463", ""), ("x", "y"), ("91", "0"), ("NaN", "\x00")])
def test_what_is_no_position_costs_nothing_else_while_writing(autosave, draft, wrong):
    where = dict(zip(("latitude", "longitude"), wrong, strict=True))
    data = {"location_description": "Outside the market", **where}
    assert autosave(draft, Section.ENCOUNTER, data)[0] == 200
    draft.refresh_from_db()
    assert (draft.location_description, draft.latitude) == ("Outside the market", None)


def test_nothing_is_written_when_nothing_changed(autosave, cast):
    draft = a_draft(cast.officer, complete=True)
    for section in Section:
        data = typed(complete_answers(section, at=draft.created_at)) | colleagues()
        before = everything_written()
        status, answer = autosave(draft, section, data)
        assert (status, answer["version"]) == (200, draft.version), section
        assert everything_written() == before, section


def test_saving_the_same_again_is_one_change(autosave, draft):
    data = {"gender": "female", "age_basis": "estimated", "age_years": "24"}
    autosave(draft, Section.PERSON, data)
    draft.refresh_from_db()
    before = everything_written()
    # Even from a page that never got the answer to the first time.
    assert autosave(draft, Section.PERSON, data, version=1) == (
        200,
        {
            "state": "saved",
            "version": draft.version,
            "saved_at": timezone.localtime(draft.changed_at).strftime("%H:%M"),
            "problems": [],
        },
    )
    assert everything_written() == before


def test_what_is_no_answer_yet_is_told_and_takes_nothing_away(autosave, draft):
    autosave(draft, Section.PERSON, {"age_basis": "known", "age_years": "24"})
    draft.refresh_from_db()
    status, answer = autosave(
        draft, Section.PERSON, {"age_basis": "known", "age_years": "160", "gender": "male"}
    )
    draft.refresh_from_db()
    assert status == 200
    assert (draft.age_years, draft.gender) == (24, "male")
    assert answer["problems"] == [
        {
            "field": "age_years",
            "question": "Age in years",
            "message": "Age must be 120 or less: check what you typed",
        }
    ]


def test_half_a_date_does_not_take_away_what_is_asked_because_of_it(autosave, draft):
    """While the end is typed anew, continued use is still a question and keeps its answer."""
    began = timezone.now().replace(second=0, microsecond=0) - timedelta(hours=2)
    data = typed({"applied_at": began, "ended_at": began + timedelta(minutes=30)}) | {
        "justification_continued": "Still kicking out at everybody near."
    }
    autosave(draft, Section.HANDCUFFING, data)
    use = draft.uses.get()
    assert use.continued_use
    draft.refresh_from_db()
    status, answer = autosave(draft, Section.HANDCUFFING, {**data, "ended_at_month": ""})
    use.refresh_from_db()
    assert status == 200
    assert [problem["field"] for problem in answer["problems"]] == ["ended_at"]
    assert use.justification_continued == "Still kicking out at everybody near."
    assert use.ended_at == began + timedelta(minutes=30)


def test_times_that_cannot_both_be_true_stay_as_they_were_and_the_text_is_kept(autosave, draft):
    began = timezone.now().replace(second=0, microsecond=0) - timedelta(hours=2)
    times = {"applied_at": began, "ended_at": began + timedelta(minutes=5)}
    autosave(draft, Section.HANDCUFFING, typed(times))
    draft.refresh_from_db()
    wrong = typed({"applied_at": began + timedelta(minutes=9), "ended_at": times["ended_at"]})
    status, answer = autosave(draft, Section.HANDCUFFING, {**wrong, STORY: "He ran."})
    use = draft.uses.get()
    assert status == 200
    assert answer["problems"]
    assert (use.applied_at, use.ended_at) == (times["applied_at"], times["ended_at"])
    assert getattr(use, STORY) == "He ran."


@pytest.mark.parametrize(
    "nonsense",
    [
        {"age_years": "9" * 100_000},
        {"age_years": "\u202e42"},
        {"gender": "🦊"},
        {"vulnerabilities": ["none", "pregnant"]},
        {"vulnerabilities": ["no such thing"]},
        {"not_asked_reason": "x" * 100_000, "ethnicity_self_defined": "not_asked"},
        {"not_asked_reason": "\x00", "ethnicity_self_defined": "not_asked"},
        {"age_basis": ["known", "estimated"], "age_years": "-1"},
    ],
)
def test_nonsense_is_told_and_never_an_error(autosave, draft, nonsense):
    status, answer = autosave(draft, Section.PERSON, {**nonsense, "health_condition": "physical"})
    draft.refresh_from_db()
    assert (status, answer["state"]) == (200, "saved")
    assert draft.health_condition == "physical"
    assert (draft.gender, draft.vulnerabilities, draft.not_asked_reason) == ("", [], "")


def test_a_page_without_its_version_is_refused(autosave, draft):
    before = everything_written()
    for version in ("", "x"):
        status, _ = autosave(draft, Section.PERSON, {"gender": "male"}, version=version)
        assert status == 400
    assert everything_written() == before


def test_a_second_tab_is_told_what_differs_and_overwrites_nothing(autosave, draft):
    autosave(draft, Section.PERSON, {"gender": "female", "health_condition": "none"})
    before = everything_written()
    status, answer = autosave(
        draft, Section.PERSON, {"gender": "male", "health_condition": "none"}, version=1
    )
    assert (status, answer["state"]) == (409, "stale")
    assert answer["differences"] == ["Gender, as you saw it"]
    assert answer["version"] == Encounter.objects.get(pk=draft.pk).version
    assert everything_written() == before


@pytest.mark.parametrize("status", ["submitted", "returned", "accepted", "discarded"])
def test_a_record_that_is_no_draft_is_never_autosaved(autosave, in_status, status):
    encounter = in_status(status)
    before = everything_written()
    code, answer = (403, None)
    if status == "returned":  # the one that its officer may change, as a whole
        code, answer = autosave(encounter, Section.PERSON, {"gender": "", "age_basis": "known"})
        assert (code, answer["state"]) == (409, "closed")
        assert "Only drafts" in answer["message"]
    else:
        with pytest.raises(ValueError, match="Content-Type"):  # the page that says no
            autosave(encounter, Section.PERSON, {"gender": ""})
    assert everything_written() == before


def test_colleagues_that_are_valid_are_listed_and_others_hold_nothing_up(autosave, draft, cast):
    known = colleagues((cast.colleague.warrant_number, Involvement.APPLIED))
    autosave(draft, Section.VIDEO, {"video_recording": "no", **known})
    draft.refresh_from_db()
    unknown = colleagues((cast.colleague.warrant_number, Involvement.PRESENT), ("X999", "present"))
    data = {"video_recording": "no", "no_video_reason": "The battery was empty", **unknown}
    status, answer = autosave(draft, Section.VIDEO, data)
    draft.refresh_from_db()
    assert status == 200
    assert draft.no_video_reason == "The battery was empty"
    assert [problem["question"] for problem in answer["problems"]] == ["Colleagues who were there"]
    (listed,) = draft.officers_present.all()
    assert (listed.officer, listed.involvement) == (cast.colleague, Involvement.APPLIED)


def test_a_change_of_colleagues_alone_is_a_change(autosave, draft, cast):
    row = colleagues((cast.colleague.warrant_number, Involvement.PRESENT))
    autosave(draft, Section.VIDEO, {"video_recording": "unknown", **row})
    draft.refresh_from_db()
    row = colleagues((cast.colleague.warrant_number, Involvement.ASSISTED))
    status, answer = autosave(draft, Section.VIDEO, {"video_recording": "unknown", **row})
    assert (status, answer["version"]) == (200, draft.version + 1)


def test_an_autosave_is_audited_like_any_save_and_moves_no_status(autosave, draft):
    before, rows = events(), StatusChange.objects.count()
    autosave(draft, Section.PERSON, {"gender": "female"})
    assert events() == before + 1
    last = Event.objects.latest("id")
    assert (last.action, last.detail) == ("save_section", {"section": "person"})
    assert StatusChange.objects.count() == rows


# -- A colleague's own account


@pytest.fixture
def as_colleague(client, cast, autosave):
    client.force_login(cast.colleague)

    def post(encounter, section, data, **more):
        return autosave(encounter, section, data, name="save_account_section", **more)

    return post


def test_an_account_is_kept_while_it_is_written(as_colleague, in_status, cast):
    encounter = in_status("submitted")
    status, answer = as_colleague(encounter, Section.HANDCUFFING, {NECESSITY: "He lashed out."})
    use = encounter.uses.get(officer=cast.colleague)
    assert (status, answer["state"]) == (200, "saved")
    assert (use.status, getattr(use, NECESSITY)) == (UseStatus.DRAFT, "He lashed out.")


def test_a_page_of_an_account_that_was_only_opened_begins_none(as_colleague, in_status, cast):
    encounter = in_status("submitted")
    before = everything_written()
    status, answer = as_colleague(encounter, Section.HANDCUFFING, {NECESSITY: ""})
    assert (status, answer["version"]) == (200, encounter.version)
    assert everything_written() == before


def test_an_account_that_was_given_and_asked_about_is_not_autosaved(as_colleague, cast, in_status):
    encounter = write_account(cast.colleague, in_status("submitted"))
    encounter = actions.give_account(
        encounter_id=encounter.pk,
        version_seen=encounter.version,
        by=cast.colleague,
        at=timezone.now(),
    )
    before = everything_written()
    with pytest.raises(ValueError, match="Content-Type"):
        as_colleague(encounter, Section.DE_ESCALATION, {"de_escalation": []})
    assert everything_written() == before


def test_the_form_keeps_stored_answers_that_were_not_sent_as_they_are(cast):
    """The database refuses a use that ends before it begins: never written by an autosave."""
    draft = a_draft(cast.officer, complete=True)
    use = draft.uses.get()
    for part in ("day", "month", "year", "time"):
        data = typed(complete_answers(Section.HANDCUFFING, at=draft.created_at), version=1)
        data[f"ended_at_{part}"] = "x"
        form = AutosavedForm(
            data,
            asked=questions(Section.HANDCUFFING),
            encounter=draft,
            use=use,
            now=timezone.now(),
        )
        form.is_valid()
        assert form.kept["ended_at"] == use.ended_at


def test_an_account_asks_for_its_own_questions_only(cast, in_status):
    encounter = in_status("submitted")
    form = AutosavedForm(
        {"version": encounter.version, "officer_injured": YesNo.NO, "injured": "yes"},
        asked=USE_QUESTIONS[Section.OUTCOME],
        encounter=encounter,
        use=encounter.uses.get(officer=cast.officer),
        now=timezone.now(),
    )
    form.is_valid()
    assert set(form.kept) == {question.name for question in USE_QUESTIONS[Section.OUTCOME]}
    assert encounter.status == Status.SUBMITTED
