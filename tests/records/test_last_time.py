"""What is carried over from an officer's last record: what was issued to them, and nothing else."""

import pytest
from django.urls import reverse
from django.utils import timezone

from records import actions, policy
from records.last_time import NOTHING_CARRIED, last_time
from records.models import Encounter
from records.questionnaire import Section, questions
from records.vocabulary import Involvement
from tests.factories import a_draft, an_encounter, an_officer, complete_answers, give_account
from tests.records.browsing import page_of, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return an_officer()


def carried(officer, section, *, but=None):
    return last_time(
        Encounter.objects.visible_to(officer), officer, section=section, but=but or Encounter()
    )


def test_the_handcuffs_are_those_of_the_own_account_in_the_last_record(officer):
    colleague = an_officer(team=officer.team)
    assert carried(officer, Section.HANDCUFFING).handcuff_type == ""
    an_encounter(officer=officer, handcuff_type="hinged")
    shared = an_encounter(
        officer=colleague, colleagues={officer: Involvement.APPLIED}, handcuff_type="flexi"
    )
    assert carried(officer, Section.HANDCUFFING).handcuff_type == "hinged"
    give_account(encounter=shared, officer=officer)
    given = shared.uses.get(officer=officer).handcuff_type
    assert given not in ("hinged", "flexi")
    assert carried(officer, Section.HANDCUFFING).handcuff_type == given
    assert carried(officer, Section.HANDCUFFING, but=shared).handcuff_type == "hinged"
    assert carried(colleague, Section.HANDCUFFING).handcuff_type == "flexi"


def test_what_says_nothing_for_the_next_record_is_passed_over(officer):
    an_encounter(officer=officer, handcuff_type="chain", camera_references=["BWV-1"])
    an_encounter(officer=officer, handcuff_type="other", video_recording="no")
    dropped = a_draft(officer, complete=True, handcuff_type="flexi", camera_references=["BWV-2"])
    actions.discard(
        encounter_id=dropped.pk, version_seen=dropped.version, by=officer, at=timezone.now()
    )
    assert carried(officer, Section.HANDCUFFING).handcuff_type == "chain"
    assert carried(officer, Section.VIDEO).cameras == ("BWV-1",)


def test_only_the_handcuffs_and_the_cameras_are_looked_up(officer):
    an_encounter(officer=officer)
    for section in set(Section) - {Section.HANDCUFFING, Section.VIDEO}:
        assert carried(officer, section) is NOTHING_CARRIED


def test_a_new_record_shows_the_handcuffs_of_the_last_and_answers_nothing_else(client, officer):
    an_encounter(officer=officer, handcuff_type="hinged")
    draft = a_draft(officer)
    client.force_login(officer)
    page = page_of(client, "save_section", draft.pk, Section.HANDCUFFING)
    assert page.chosen("handcuff_type") == ["hinged"]
    assert "“Hinged” is from your last record: change it if it was another." in page.text
    chosen = {one["name"] for one in page.inputs if "checked" in one}
    assert chosen == {"handcuff_type"}
    # It is an answer once the page that shows it is saved.
    assert draft.uses.get().handcuff_type == ""


def test_what_the_officer_answered_stays(client, officer):
    an_encounter(officer=officer, handcuff_type="hinged")
    draft = a_draft(officer, complete=True, handcuff_type="chain")
    client.force_login(officer)
    page = page_of(client, "save_section", draft.pk, Section.HANDCUFFING)
    assert page.chosen("handcuff_type") == ["chain"]
    assert "from your last record" not in page.text


def test_handcuffs_that_are_no_longer_offered_are_not_filled_in(client, officer):
    an_encounter(officer=officer, handcuff_type="hinged")
    Encounter.objects.get().uses.update(handcuff_type="flexi")
    draft = a_draft(officer)
    client.force_login(officer)
    rules = policy.rules_of(None)
    with policy.remembered():
        policy._remembered.get().append(
            type(rules)(**{**vars(rules), "retired_choices": {"handcuff_type": ["flexi"]}})
        )
        page = page_of(client, "save_section", draft.pk, Section.HANDCUFFING)
    assert page.chosen("handcuff_type") == []


def test_an_account_begins_with_the_own_handcuffs_too(client, officer):
    an_encounter(officer=officer, handcuff_type="hinged")
    colleague = an_officer(team=officer.team)
    shared = an_encounter(
        officer=colleague, colleagues={officer: Involvement.APPLIED}, handcuff_type="flexi"
    )
    client.force_login(officer)
    page = page_of(client, "save_account_section", shared.pk, Section.HANDCUFFING)
    assert page.chosen("handcuff_type") == ["hinged"]


def test_the_camera_is_offered_and_not_filled_in(client, officer):
    an_encounter(officer=officer, camera_references=["BWV-7", "BWV-8"])
    draft = a_draft(officer)
    client.force_login(officer)
    page = page_of(client, "save_section", draft.pk, Section.VIDEO)
    assert "Your last record: BWV-7, BWV-8." in page.text
    assert "Use BWV-7" in page.text
    data = typed(complete_answers(Section.VIDEO) | {"camera_references": []})
    url = reverse("save_section", args=[draft.pk, Section.VIDEO])
    response = client.post(url, data | {"version": draft.version, **NO_COLLEAGUES})
    assert "Enter at least one camera reference" in response.content.decode()


NO_COLLEAGUES = {"colleagues-TOTAL_FORMS": "0", "colleagues-INITIAL_FORMS": "0"}


def test_nothing_is_ticked_for_the_officer(client, officer):
    """One button ticks what the person was told; only in the browser, and only when pressed."""
    an_encounter(officer=officer)
    draft = a_draft(officer)
    client.force_login(officer)
    for section in (Section.ENCOUNTER, Section.PERSON, Section.DE_ESCALATION, Section.OUTCOME):
        page = page_of(client, "save_section", draft.pk, section)
        answered = [one for one in page.inputs if "checked" in one or "selected" in one]
        assert not [one for one in answered if one.get("value")], section
        often = [one.name for one in questions(section) if one.often_all]
        assert page.html.count("data-tick-all") == len(often)
        assert often == (["gowisely"] if section == Section.ENCOUNTER else [])
