"""The pages of a draft: what is typed is kept or still there, and never silently lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from records import actions
from records.models import Encounter
from records.questionnaire import Section
from records.vocabulary import Involvement, UseStatus
from tests.factories import a_draft, an_encounter, complete_answers
from tests.records.browsing import Page, typed
from tests.records.conftest import write_account

STORY = "justification_what_happened"


@pytest.fixture
def draft(cast) -> Encounter:
    return a_draft(cast.officer)


@pytest.fixture
def send(client, cast):
    """Send the page of a section as the officer does."""
    client.force_login(cast.officer)

    def post(encounter, section, data, *, then="continue", name="save_section"):
        data = {"version": encounter.version, **data}
        if then:
            data["then"] = then
        return client.post(reverse(name, args=[encounter.pk, section]), data)

    return post


def colleagues(*rows: tuple[str, str]) -> dict[str, str]:
    """The rows of the list of colleagues, as (warrant number, involvement)."""
    data = {
        "colleagues-TOTAL_FORMS": str(len(rows)),
        "colleagues-INITIAL_FORMS": "0",
        "colleagues-MIN_NUM_FORMS": "0",
        "colleagues-MAX_NUM_FORMS": "30",
    }
    for number, (warrant_number, involvement) in enumerate(rows):
        data[f"colleagues-{number}-warrant_number"] = warrant_number
        data[f"colleagues-{number}-involvement"] = involvement
    return data


def test_the_sections_lead_from_one_to_the_next_and_then_to_the_check(send, draft, client):
    urls = []
    for section in Section:
        draft.refresh_from_db()
        data = typed(complete_answers(section)) | colleagues()
        response = send(draft, section, data)
        assert response.status_code == 302, Page(response).summary
        urls.append(response["Location"])
    following = list(Section)[1:]
    expected = [reverse("save_section", args=[draft.pk, section]) for section in following]
    assert urls == [*expected, reverse("submit", args=[draft.pk])]


def test_save_and_come_back_later_leads_to_the_task_list(send, draft, client):
    response = send(draft, Section.PERSON, {"gender": "female"}, then="come_back")
    assert response["Location"] == reverse("tasks", args=[draft.pk])
    page = Page(client.get(response["Location"]))
    assert "The person: saved." in page.text
    assert "In progress" in page.text
    draft.refresh_from_db()
    assert draft.gender == "female"


def test_a_section_left_half_done_is_kept_and_what_is_missing_is_shown(send, draft):
    """Pressing “continue” too early costs nothing."""
    page = Page(send(draft, Section.PERSON, {"gender": "female", "age_basis": "known"}))
    draft.refresh_from_db()
    assert (draft.gender, draft.age_basis) == ("female", "known")
    assert ("#id_age_years", "Enter the person’s age in years") in page.summary
    assert page.chosen("gender") == ["female"]
    assert "Last saved" in page.text
    assert page.value_of("version") == str(draft.version)


@pytest.mark.parametrize("section", Section)
def test_every_error_stands_beside_its_field_and_in_the_summary_that_leads_there(
    send, draft, section
):
    page = Page(send(draft, section, colleagues()))
    assert page.summary
    assert sorted(text for _, text in page.summary) == sorted(page.beside)
    for href, text in page.summary:
        assert href.startswith("#"), text
        assert href[1:] in page.ids, text
    assert "<title>Error: " in page.html


@pytest.mark.parametrize(
    ("section", "wrong", "message"),
    [
        (
            Section.PERSON,
            {"age_years": "160"},
            "Age must be 120 or less: check what you typed",
        ),
        (Section.ENCOUNTER, {"occurred_at_year": "2999"}, "The encounter cannot be in the future"),
        (
            Section.ENCOUNTER,
            {"occurred_at_day": "99999999999999999999"},
            "The date must be a real date",
        ),
        (
            Section.HANDCUFFING,
            {"ended_at_year": "2020"},
            "Handcuffs cannot come off before they went on",
        ),
    ],
)
@pytest.mark.parametrize("then", ["continue", "come_back"])
def test_what_cannot_be_read_is_said_and_all_that_was_typed_is_still_there(
    send, draft, section, wrong, message, then
):
    data = typed(complete_answers(section)) | wrong
    if section == Section.HANDCUFFING:
        data[STORY] = "He ran <b>twice</b>"
    page = Page(send(draft, section, data, then=then))
    assert [text for _, text in page.summary] == [message]
    assert page.beside == [message]
    ((name, value),) = wrong.items()
    assert page.value_of(name) == value
    for name in set(data) - set(wrong):
        if name.endswith(("_day", "_month", "_year", "_time")):
            assert page.value_of(name) == data[name], name
    if section == Section.HANDCUFFING:
        assert "He ran &lt;b&gt;twice&lt;/b&gt;" in page.html
    draft.refresh_from_db()
    assert draft.version == 1, "nothing was saved"


def test_hidden_answers_are_not_in_the_register(send, draft):
    data = typed(complete_answers(Section.PERSON, age_basis="not_known"))
    send(draft, Section.PERSON, data | {"age_years": "24", "not_asked_reason": "left over"})
    draft.refresh_from_db()
    assert (draft.age_basis, draft.age_years, draft.not_asked_reason) == ("not_known", None, "")


def test_hostile_text_comes_back_as_text_on_every_page(send, draft, client, cast):
    hostile = "<script>alert(1)</script>{{ x }}\u202e"
    data = typed(complete_answers(Section.HANDCUFFING)) | {STORY: hostile}
    send(draft, Section.HANDCUFFING, data)
    assert draft.uses.get().justification_what_happened == hostile
    for url in (
        reverse("save_section", args=[draft.pk, Section.HANDCUFFING]),
        reverse("submit", args=[draft.pk]),
    ):
        html = client.get(url).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ x }}" in html


@pytest.mark.parametrize("size", [20_000, 3_000_000], ids=["long", "too long to be read at all"])
def test_a_text_without_end_is_refused_and_not_a_crash(send, draft, size):
    data = typed(complete_answers(Section.HANDCUFFING)) | {STORY: "x" * size}
    response = send(draft, Section.HANDCUFFING, data)
    if size > 2_500_000:
        assert response.status_code in (400, 413)
    else:
        assert f"Write at most 10000 characters; this has {size}" in Page(response).beside
    draft.refresh_from_db()
    assert draft.uses.get().justification_what_happened == ""


def test_section_117_with_another_search_power_is_warned_about_and_saved(send, draft, client):
    data = typed(complete_answers(Section.ENCOUNTER, search_power="mda_s23"))
    send(draft, Section.ENCOUNTER, data)
    draft.refresh_from_db()
    data = typed(complete_answers(Section.HANDCUFFING, force_powers=["pace_s117"]))
    response = send(draft, Section.HANDCUFFING, data)
    assert response.status_code == 302
    assert (
        "PACE s117 lets force be used for powers under PACE"
        in Page(client.get(response["Location"])).text
    )
    assert draft.uses.get().force_powers == ["pace_s117"]


def test_the_hour_that_comes_twice_is_asked_about_and_stored_as_answered(send, draft):
    night = {
        "occurred_at_day": "26",
        "occurred_at_month": "10",
        "occurred_at_year": "2025",
        "occurred_at_time": "01:30",
    }
    data = typed(complete_answers(Section.ENCOUNTER)) | night
    page = Page(send(draft, Section.ENCOUNTER, data | {"occurred_at_clock": ""}))
    assert "came twice: say which it was" in page.summary[0][1]
    assert {one["value"] for one in page.inputs if one.get("name") == "occurred_at_clock"} == {
        "first",
        "second",
    }
    response = send(draft, Section.ENCOUNTER, data | {"occurred_at_clock": "second"})
    assert response.status_code == 302, Page(response).summary
    draft.refresh_from_db()
    assert draft.occurred_at.isoformat() == "2025-10-26T01:30:00+00:00"


# -- A returned record ----------------------------------------------------------------------------


def test_a_returned_record_stays_complete(send, cast):
    """What is missing is refused, also when coming back later, and nothing is saved."""
    returned = an_encounter("returned", officer=cast.officer, supervisor=cast.sergeant)
    data = typed(complete_answers(Section.PERSON)) | {"gender": ""}
    page = Page(send(returned, Section.PERSON, data, then="come_back"))
    assert [text for _, text in page.summary] == ["Select the person’s gender"]
    assert Encounter.objects.get(pk=returned.pk).version == returned.version


# -- Two windows ----------------------------------------------------------------------------------


def in_another_window(draft, by, **answers) -> Encounter:
    return actions.save_section(
        encounter_id=draft.pk,
        section=Section.PERSON,
        answers=complete_answers(Section.PERSON, **answers),
        version_seen=draft.version,
        by=by,
        at=timezone.now(),
    )


def test_what_another_window_saved_is_not_overwritten_before_it_was_seen(send, draft, cast):
    saved = in_another_window(draft, cast.officer, gender="male", age_years=30)
    data = typed(complete_answers(Section.PERSON, gender="female", age_years=30))
    page = Page(send(draft, Section.PERSON, data))
    draft.refresh_from_db()
    assert (draft.gender, draft.version) == ("male", saved.version)
    assert "Not saved yet: this record was changed in another window" in page.text
    assert "It differs from what was saved meanwhile in: Gender, as you saw it" in page.text
    assert "Age in years Save again" not in page.text
    assert page.chosen("gender") == ["female"], "what was typed is still there"
    assert page.value_of("version") == str(saved.version), "and can be sent again knowingly"
    response = send(draft, Section.PERSON, data | {"version": page.value_of("version")})
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.gender == "female"


def test_an_error_in_between_does_not_make_an_old_window_new(send, draft, cast):
    """Else correcting the error would overwrite, unseen, what the other window saved."""
    in_another_window(draft, cast.officer, gender="male")
    data = typed(complete_answers(Section.PERSON, gender="female"))
    page = Page(send(draft, Section.PERSON, data | {"age_years": "160"}))
    assert page.beside == ["Age must be 120 or less: check what you typed"]
    page = Page(send(draft, Section.PERSON, data | {"version": page.value_of("version")}))
    assert "Not saved yet" in page.text
    draft.refresh_from_db()
    assert draft.gender == "male"


def test_another_window_that_saved_the_same_is_no_difference(send, draft, cast):
    in_another_window(draft, cast.officer)
    page = Page(send(draft, Section.PERSON, typed(complete_answers(Section.PERSON))))
    assert "It does not differ from what was saved meanwhile." in page.text


def test_another_list_of_colleagues_in_another_window_is_a_difference(send, draft, cast):
    actions.save_section(
        encounter_id=draft.pk,
        section=Section.VIDEO,
        answers=complete_answers(Section.VIDEO),
        colleagues={cast.helper: Involvement.PRESENT},
        version_seen=draft.version,
        by=cast.officer,
        at=timezone.now(),
    )
    data = typed(complete_answers(Section.VIDEO)) | colleagues(("", ""))
    page = Page(send(draft, Section.VIDEO, data))
    assert "saved meanwhile in: Colleagues who were there" in page.text
    assert draft.officers_present.get().officer == cast.helper


def test_an_old_window_of_a_record_that_was_filed_meanwhile_changes_nothing(send, cast, client):
    filed = an_encounter("submitted", officer=cast.officer)
    response = send(filed, Section.PERSON, typed(complete_answers(Section.PERSON)))
    assert response.status_code == 403
    assert "only while it is returned" in response.content.decode()
    assert Encounter.objects.get(pk=filed.pk).version == filed.version


# -- Colleagues -----------------------------------------------------------------------------------


def video(**answers) -> dict:
    return typed(complete_answers(Section.VIDEO, **answers))


def test_colleagues_are_found_by_their_warrant_numbers_in_any_case(send, draft, cast):
    rows = [
        (cast.colleague.warrant_number.lower(), "applied"),
        (f" {cast.helper.warrant_number} ", "assisted"),
        ("", ""),
    ]
    response = send(draft, Section.VIDEO, video() | colleagues(*rows))
    assert response.status_code == 302, Page(response).summary
    assert {row.officer: row.involvement for row in draft.officers_present.all()} == {
        cast.colleague: "applied",
        cast.helper: "assisted",
    }


def test_clearing_a_warrant_number_takes_a_colleague_off_the_list(send, cast):
    draft = a_draft(cast.officer, colleagues={cast.helper: Involvement.PRESENT})
    send(draft, Section.VIDEO, video() | colleagues(("", "")))
    assert not draft.officers_present.exists()


def test_an_error_in_the_list_keeps_all_that_was_typed_and_saves_nothing(send, draft, cast):
    number = cast.helper.warrant_number
    errors = {
        ("X999999", "present"): "No officer has the warrant number X999999",
        (cast.officer.warrant_number, "present"): "You are already part of the record",
        (number, ""): f"Select what officer {number} did",
        ("", "present"): "Enter the officer’s warrant number",
    }
    for row, message in errors.items():
        data = video(camera_references=["BWV-77"]) | colleagues(row)
        page = Page(send(draft, Section.VIDEO, data))
        assert [text for _, text in page.summary] == page.beside == [message]
        assert page.summary[0][0][1:] in page.ids
        assert "BWV-77" in page.html
        assert page.value_of("colleagues-0-warrant_number") == (row[0] or None)
    draft.refresh_from_db()
    assert draft.camera_references == []
    assert not draft.officers_present.exists()


def test_a_colleague_is_on_the_list_once(send, draft, cast):
    number = cast.helper.warrant_number
    rows = [(number, "present"), (number.lower(), "applied")]
    page = Page(send(draft, Section.VIDEO, video() | colleagues(*rows)))
    assert page.beside == [f"Officer {number} is on the list twice"]


@pytest.mark.parametrize("who", ["analyst", "administrator", "nobody"])
def test_who_is_no_officer_was_not_there(send, draft, cast, who):
    """They could never give the account that they would be asked for."""
    number = getattr(cast, who).warrant_number
    page = Page(send(draft, Section.VIDEO, video() | colleagues((number, "applied"))))
    assert page.beside == [f"No officer has the warrant number {number}"]


def test_who_has_left_is_no_longer_found_but_stays_on_a_list(send, draft, cast):
    listed = a_draft(cast.officer, colleagues={cast.helper: Involvement.PRESENT})
    cast.helper.is_active = False
    cast.helper.save()
    rows = colleagues((cast.helper.warrant_number, "assisted"))
    assert send(listed, Section.VIDEO, video() | rows).status_code == 302
    assert listed.officers_present.get().involvement == "assisted"
    assert send(draft, Section.VIDEO, video() | rows).status_code == 200


@pytest.mark.parametrize("row", [("", ""), ("{number}", "assisted")])
def test_who_has_begun_an_account_stays_on_the_list_and_what_was_typed_stays_too(send, cast, row):
    filed = an_encounter(
        "returned",
        officer=cast.officer,
        supervisor=cast.sergeant,
        colleagues={cast.colleague: Involvement.APPLIED},
    )
    encounter = write_account(cast.colleague, filed)
    number = cast.colleague.warrant_number
    sent = (row[0].format(number=number), row[1])
    data = video(camera_references=["BWV-77"]) | colleagues(sent)
    page = Page(send(encounter, Section.VIDEO, data))
    assert "has begun an account" in page.summary[0][1]
    assert "BWV-77" in page.html
    assert encounter.officers_present.get().involvement == "applied"


def test_another_row_is_added_without_saving_or_judging_anything(send, draft):
    """Half a page and an impossible date: still there, unjudged."""
    data = colleagues(("X1", ""), ("", "present")) | {
        "add_colleague": "1",
        "camera_references": "x" * 61,
        "video_recording": "no",
        "no_video_reason": "Battery <b>",
    }
    page = Page(send(draft, Section.VIDEO, data, then=None))
    assert page.summary == page.beside == []
    assert page.value_of("colleagues-TOTAL_FORMS") == "3"
    assert page.value_of("colleagues-0-warrant_number") == "X1"
    assert page.chosen("colleagues-1-involvement") == ["present"]
    assert page.value_of("colleagues-2-warrant_number") is None
    assert "x" * 61 in page.html
    assert page.value_of("no_video_reason") == "Battery <b>"
    assert page.value_of("version") == "1"
    draft.refresh_from_db()
    assert (draft.version, draft.video_recording) == (1, "")


@pytest.mark.parametrize("total", ["30", "31", "1000", "9" * 5_000, "-1", "x", ""])
def test_there_is_an_end_to_adding_rows(send, draft, total):
    data = colleagues() | {"colleagues-TOTAL_FORMS": total, "add_colleague": "1"}
    response = send(draft, Section.VIDEO, data, then=None)
    assert response.status_code == 200
    rows = [name for one in Page(response).inputs if "warrant_number" in (name := one["name"])]
    assert 1 <= len(rows) <= 30


@pytest.mark.parametrize("total", ["31", "1000", "x", ""])
def test_a_forged_number_of_rows_is_refused_and_not_a_crash(send, draft, total):
    data = video() | colleagues() | {"colleagues-TOTAL_FORMS": total}
    assert send(draft, Section.VIDEO, data).status_code == 200
    draft.refresh_from_db()
    assert draft.version == 1


# -- A colleague's account ------------------------------------------------------------------------


@pytest.fixture
def filed(cast) -> Encounter:
    return an_encounter(
        "submitted", officer=cast.officer, colleagues={cast.colleague: Involvement.APPLIED}
    )


def test_a_colleague_writes_an_account_section_by_section_and_gives_it(client, send, cast, filed):
    client.force_login(cast.colleague)
    for section in (Section.HANDCUFFING, Section.DE_ESCALATION, Section.OUTCOME):
        filed.refresh_from_db()
        data = typed(complete_answers(section))
        response = send(filed, section, data, name="save_account_section")
        assert response.status_code == 302, Page(response).summary
    assert response["Location"] == reverse("give_account", args=[filed.pk])
    page = Page(client.get(response["Location"]))
    response = client.post(response["Location"], {"version": page.value_of("version")}, follow=True)
    assert f"Your account is part of {filed.reference}." in Page(response).text
    assert filed.uses.get(officer=cast.colleague).status == UseStatus.SUBMITTED


def test_an_account_left_half_done_is_kept(client, send, cast, filed):
    client.force_login(cast.colleague)
    page = Page(
        send(filed, Section.DE_ESCALATION, {"de_escalation": "warned"}, name="save_account_section")
    )
    assert page.beside == ["Select whether it worked"]
    assert filed.uses.get(officer=cast.colleague).de_escalation == ["warned"]


def test_an_error_does_not_make_an_old_account_window_new(client, send, cast, filed):
    client.force_login(cast.colleague)
    write_account(cast.colleague, filed, position="rear_stack")
    data = typed(complete_answers(Section.HANDCUFFING, position="front_stack"))
    wrong = data | {"ended_at_year": "2020"}
    page = Page(send(filed, Section.HANDCUFFING, wrong, name="save_account_section"))
    version = page.value_of("version")
    page = Page(
        send(filed, Section.HANDCUFFING, data | {"version": version}, name="save_account_section")
    )
    assert "Not saved yet" in page.text
    assert "Position of the hands" in page.text
    assert filed.uses.get(officer=cast.colleague).position == "rear_stack"


def test_an_account_cannot_put_the_handcuffs_on_before_the_encounter(client, send, cast, filed):
    """Compared with what the reporting officer recorded."""
    client.force_login(cast.colleague)
    before = filed.occurred_at - timedelta(minutes=1)
    data = typed(complete_answers(Section.HANDCUFFING, applied_at=before))
    page = Page(send(filed, Section.HANDCUFFING, data, name="save_account_section"))
    assert "Handcuffs cannot go on before the encounter began" in page.beside
