"""Defects seen in other systems of this kind, each with a test that it is not one of ours.

An app update that clears the offline queue, and a queue kept as plain text, are tried in a browser:
`tests/journeys/test_offline.py`.
"""

import csv
import io
import logging
import re
import uuid
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from audit.models import Event
from cuffing.log import WithoutRows
from records import actions
from records import vocabulary as v
from records.models import Encounter, HandcuffUse, StatusChange
from records.questionnaire import Section
from reporting import wording
from reporting.exports.columns import dictionary
from reporting.exports.encounters import ENCOUNTERS, columns
from reporting.reports import POPULATION_GAP
from reporting.selection import Selection
from reporting.statistics import State, proportion, rate_ratio
from tests import factories
from tests.factories import a_draft, a_judgement, an_encounter, complete_answers
from tests.records.browsing import Page, page_of, typed
from tests.reporting.teaming import figures_of

pytestmark = pytest.mark.django_db


def the_file(**filters) -> str:
    """The encounter file as somebody saves it."""
    return b"".join(ENCOUNTERS.stream(Selection(**filters))).decode("utf-8-sig")


@pytest.fixture
def officer():
    return factories.an_officer(name="Amara Whitlock")


@pytest.fixture
def quiet():
    """Every refusal would be a traceback in the log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


# -- A rule checked on GET and not on POST, or only in the browser --------------------------------


def test_a_rule_of_the_page_holds_for_what_is_sent_to_it(client, quiet):
    """Whoever was there cannot open the decision, and cannot send one either."""
    team = factories.a_team()
    both = factories.a_person(Role.OFFICER, Role.SUPERVISOR, team=team)
    sergeant = factories.a_supervisor(team=team)
    record = an_encounter(
        officer=factories.an_officer(team=team), colleagues={both: v.Involvement.PRESENT}
    )
    address = reverse("review", args=[record.pk])
    client.force_login(both)
    assert client.get(address).status_code == 403
    assert client.post(address, {"decision": v.Decision.ACCEPT}).status_code == 403
    record.refresh_from_db()
    assert record.status == v.Status.SUBMITTED
    # Nor past the page; and what they may not do, their sergeant may.
    with pytest.raises(actions.NotAllowed):
        actions.accept(
            encounter_id=record.pk,
            judgement=a_judgement(),
            version_seen=record.version,
            by=both,
            at=timezone.now(),
        )
    actions.accept(
        encounter_id=record.pk,
        judgement=a_judgement(),
        version_seen=record.version,
        by=sergeant,
        at=timezone.now(),
    )
    assert Encounter.objects.get().status == v.Status.ACCEPTED


def test_a_rule_of_the_browser_is_one_of_the_server(client, officer):
    """The browser would not offer "no" without a reason; a script sends what it likes."""
    draft = a_draft(officer, complete=True)
    client.force_login(officer)
    address = reverse("save_section", args=[draft.pk, "handcuffing"])
    whole = complete_answers(Section.HANDCUFFING, double_locked=v.YesNo.NO)
    invented = typed(whole, version=draft.version) | {"conduct": "friendly"}
    assert Page(client.post(address, invented)).summary
    assert HandcuffUse.objects.get().conduct != "friendly"

    without = typed(whole | {"not_double_locked_reason": ""}, version=draft.version)
    assert Page(client.post(address, without)).summary
    version = Encounter.objects.get().version
    client.post(reverse("submit", args=[draft.pk]), {"version": version})
    assert Encounter.objects.get().status == v.Status.DRAFT


# -- Success shown before the commit; an audit row before the permission check --------------------


def test_success_is_not_shown_before_the_transaction_is_committed(
    client, quiet, officer, monkeypatch
):
    draft = a_draft(officer, complete=True)
    client.force_login(officer)
    client.raise_request_exception = False

    def fails(**event):
        raise RuntimeError("no audit")

    with monkeypatch.context() as patch:
        patch.setattr("records.actions.changing.record", fails)
        answer = client.post(reverse("submit", args=[draft.pk]), {"version": draft.version})
    assert answer.status_code == 500
    assert Encounter.objects.get().status == v.Status.DRAFT
    # A message kept for the next page would say it was filed.
    assert "is filed" not in Page(client.get("/")).text
    filed = client.post(reverse("submit", args=[draft.pk]), {"version": draft.version}, follow=True)
    assert "is filed" in Page(filed).text


def test_no_audit_row_tells_of_what_was_refused(client, quiet, officer):
    record = an_encounter(officer=officer)
    stranger = factories.a_supervisor()
    before = Event.objects.count()
    client.force_login(stranger)
    for name in ("review", "withdraw", "encounter"):
        address = reverse(name, args=[record.pk])
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in (404, 405)
    assert Event.objects.count() == before
    for action, more in (
        (actions.accept, {"judgement": a_judgement()}),
        (actions.withdraw, {"reason": "A duplicate"}),
    ):
        with pytest.raises(actions.NotAllowed):
            action(
                encounter_id=record.pk,
                version_seen=record.version,
                by=stranger,
                at=timezone.now(),
                **more,
            )
    assert Event.objects.count() == before


# -- The actor of a change taken from the wrong variable ------------------------------------------


def test_the_actor_of_a_change_is_who_made_it_and_not_whom_it_names(officer):
    colleague, sergeant = factories.an_officer(), factories.a_supervisor(team=officer.team)
    at = timezone.now()
    record = an_encounter(officer=officer, colleagues={colleague: v.Involvement.APPLIED}, at=at)
    listing = Event.objects.filter(action="save_section").latest("id")
    assert (listing.actor, listing.actor_label) == (str(officer.pk), str(officer))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pgh_context->>'by' FROM records_officerpresentevent WHERE officer_id = %s",
            [colleague.pk],
        )
        writers = {by for (by,) in cursor.fetchall()}
    assert writers == {str(officer.pk)}
    actions.escalate(
        encounter_id=record.pk,
        judgement=a_judgement(necessity=v.Assessment.NOT_MET),
        category=v.EscalationCategory.OTHER,
        version_seen=record.version,
        by=sergeant,
        at=at,
    )
    assert StatusChange.objects.latest("id").by == sergeant
    assert Event.objects.latest("id").actor == str(sergeant.pk)


# -- "Not known" displayed as "No"; missing counted as 0; 0 of 0 drawn as 0% or 100% --------------


def test_not_known_is_not_displayed_or_exported_as_no(client, officer):
    record = an_encounter(
        officer=officer,
        injured=v.YesNoUnknown.UNKNOWN,
        video_recording=v.YesNoUnknown.UNKNOWN,
        age_basis=v.AgeBasis.NOT_KNOWN,
    )
    client.force_login(officer)
    page = page_of(client, "encounter", record.pk)
    assert page.text.count("Not known") >= 2
    [row] = csv.DictReader(io.StringIO(the_file()))
    assert (row["injured"], row["video_recording"]) == ("unknown", "unknown")
    assert row["age_band"] == v.age_band(None)
    assert row["age_16_to_25"] == row["is_child"] == ""  # neither yes nor no


def test_missing_is_not_counted_as_zero():
    """No table of residents is not a rate of 0, and no group is not one of no people."""
    nothing = POPULATION_GAP.compute(
        Selection(first_month=date(2026, 1, 1), last_month=date(2026, 2, 1)),
        now=datetime(2026, 3, 1, tzinfo=UTC),
    )
    for row in nothing.groups:
        assert row.population is None
        assert row.rate.estimate is None
        assert row.rate.state is State.BENCHMARK_MISSING


def test_nothing_of_nothing_is_neither_0_nor_100_per_cent(client):
    nothing = proportion(events=0, total=0)
    assert (nothing.estimate, nothing.lower, nothing.upper) == (None, None, None)
    assert "%" not in wording.share_figures(nothing)
    both = rate_ratio(events=0, exposure=10.0, reference_events=0, reference_exposure=10.0)
    assert both.estimate is None
    supervisor = factories.a_supervisor()
    client.force_login(supervisor)
    an_encounter(officer=factories.an_officer(team=supervisor.team))
    this_month = f"{timezone.localdate():%Y-%m}"
    client.post(reverse("work_out_team_figures"), {"end": this_month})
    html = client.get(reverse("team_figures"), {"end": this_month}).content.decode()
    words = unescape(re.sub(r"<[^>]+>", " ", html))
    assert "none recorded" in words  # no continued use was judged
    assert not re.search(r"\b(0|0\.0|100|100\.0)%", words)


# -- A hidden tab taken for access control; lists scoped while details are not --------------------


def test_what_is_not_in_the_list_is_not_behind_its_address_either(client, quiet):
    ours, theirs = factories.a_supervisor(), factories.a_supervisor()
    record = an_encounter(officer=factories.an_officer(team=theirs.team))
    client.force_login(ours)
    assert record.reference not in client.get(reverse("queue")).content.decode()
    for name in ("encounter", "review", "withdraw", "record_pdf", "add_comment"):
        assert client.get(reverse(name, args=[record.pk])).status_code in (404, 405)
        assert client.post(reverse(name, args=[record.pk])).status_code in (404, 405)
    client.force_login(theirs)
    assert record.reference in client.get(reverse("queue")).content.decode()
    assert client.get(reverse("encounter", args=[record.pk])).status_code == 200


def test_a_tab_that_is_not_offered_is_refused_when_typed(client, quiet, officer):
    client.force_login(officer)
    html = client.get("/").content.decode()
    for name in ("queue", "escalated", "reports", "people", "team_figures", "encounters_csv"):
        assert f'href="{reverse(name)}"' not in html
        assert client.get(reverse(name)).status_code == 403


# -- Two reports whose totals do not reconcile ----------------------------------------------------


def test_every_report_counts_the_same_records_of_a_month(officer):
    """By the day of the encounter in London, never that of filing; drafts and withdrawn never."""
    month = date(2026, 3, 1)
    first = timezone.make_aware(datetime(2026, 3, 1)).astimezone(UTC)
    end = timezone.make_aware(datetime(2026, 4, 1)).astimezone(UTC)
    moments = [first - timedelta(minutes=1), first, end - timedelta(minutes=1), end]
    for began in moments:
        for status in v.Status:
            an_encounter(status, officer=officer, at=began + timedelta(hours=2), occurred_at=began)
    now = end + timedelta(days=40)
    months = {"first_month": month, "last_month": month}
    gap = POPULATION_GAP.compute(Selection(**months), now=now)
    team = figures_of(officer.team, now=now, **months)
    in_file = the_file(**months).splitlines()
    expected = 2 * len(v.COUNTED_STATUSES)
    assert gap.total.events + sum(left.events for left in gap.left_out) == expected
    assert team.counts.encounters == expected
    assert len(in_file) - 1 == ENCOUNTERS.count(Selection(**months)) == expected


# -- A rule that blocks 31 December after midnight; identifiers of one second ---------------------


def test_new_years_eve_can_be_recorded_after_midnight(client, officer):
    began = timezone.make_aware(datetime(2025, 12, 31, 23, 50)).astimezone(UTC)
    filed = began + timedelta(minutes=40)
    draft = a_draft(officer, complete=True, at=began + timedelta(hours=2))
    for section in (Section.ENCOUNTER, Section.HANDCUFFING):
        times = {"occurred_at": began} if section == Section.ENCOUNTER else {}
        if section == Section.HANDCUFFING:
            times = {
                "applied_at": began + timedelta(minutes=5),
                "ended_at": began + timedelta(minutes=20),
            }
        draft = actions.save_section(
            encounter_id=draft.pk,
            section=section,
            answers=complete_answers(section, at=filed, **times),
            version_seen=draft.version,
            by=officer,
            at=filed,
        )
    record = actions.submit(encounter_id=draft.pk, version_seen=draft.version, by=officer, at=filed)
    assert record.status == v.Status.SUBMITTED
    assert not record.is_late
    assert timezone.localtime(record.occurred_at).year == 2025
    assert timezone.localtime(record.submitted_at).year == 2026


def test_two_records_of_one_instant_have_different_names(officer):
    at = timezone.now()
    made = [actions.start(encounter_id=uuid.uuid4(), by=officer, at=at) for _ in range(20)]
    assert len({one.reference for one in made}) == 20
    assert len({one.pk for one in made}) == 20
    ids = Event.objects.filter(action="start").values_list("id", flat=True)
    assert len(set(ids)) == 20


# -- A CSV without header or dictionary; several people in a cell; user ids leaking ---------------


def test_the_row_file_has_a_header_and_each_column_a_line_in_the_dictionary(officer):
    an_encounter(officer=officer)
    header = next(csv.reader(io.StringIO(the_file())))
    explained = [line[0] for line in dictionary(columns())]
    assert list(dict.fromkeys(explained)) == header


def test_two_officers_and_two_people_are_rows_and_numbers_and_never_one_cell(officer):
    colleague = factories.an_officer()
    for age in (17, 44):
        record = an_encounter(
            officer=officer,
            colleagues={colleague: v.Involvement.APPLIED},
            age_basis=v.AgeBasis.KNOWN,
            age_years=age,
        )
        factories.give_account(encounter=record, officer=colleague)
    rows = list(csv.DictReader(io.StringIO(the_file())))
    assert [row["officer_reports"] for row in rows] == ["2", "2"]
    assert {row["is_child"] for row in rows} == {"yes", "no"}
    for row in rows:
        assert "various" not in " ".join(row.values()).lower()


def test_no_user_id_leaves_in_a_file(client, quiet):
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('accounts_user_id_seq', 918273645)")
    supervisor = factories.a_supervisor(name="Ruth Abernethy-Cole", warrant_number="W77123")
    team = supervisor.team
    officers = [factories.an_officer(team=team, name=f"Amara Whitlock {n}") for n in range(3)]
    for one in officers:
        an_encounter(v.Status.ACCEPTED, officer=one, supervisor=supervisor)
    analyst = factories.an_analyst()
    texts = []
    for person, name in (
        (analyst, "encounters_csv"),
        (analyst, "officer_reports_csv"),
        (analyst, "reviews_csv"),
        (analyst, "population_gap_csv"),
        (supervisor, "team_figures_csv"),
    ):
        client.force_login(person)
        answer = client.get(reverse(name), {"end": f"{timezone.localdate():%Y-%m}"})
        assert answer.status_code == 200
        texts.append(answer.getvalue().decode())
    assert all(one.pk > 918273645 for one in officers)
    for text in texts:
        assert len(text.splitlines()) > 1
        for secret in ("9182736", "W77123", "Abernethy", "Whitlock", officers[0].warrant_number):
            assert secret not in text


# -- Last write wins between two editors ----------------------------------------------------------


def test_the_last_write_does_not_win_unseen(client, officer):
    draft = a_draft(officer, complete=True)
    client.force_login(officer)
    address = reverse("save_section", args=[draft.pk, "encounter"])
    first = complete_answers(Section.ENCOUNTER, location_description="Outside the market")
    second = complete_answers(Section.ENCOUNTER, location_description="Inside the hall")
    assert client.post(address, typed(first, version=draft.version)).status_code == 302
    told = Page(client.post(address, typed(second, version=draft.version)))
    assert "Not saved yet" in told.text
    assert told.value_of("location_description") == "Inside the hall"  # nothing typed is lost
    assert Encounter.objects.get().location_description == "Outside the market"


# -- Free text with personal data in application logs ---------------------------------------------


def test_a_refused_row_leaves_no_words_of_a_record_in_the_log(client, officer, monkeypatch):
    secret = "Jonathan Q. Examplesson of 12 Nowhere Lane"
    draft = a_draft(officer, complete=True, justification_what_happened=secret)
    client.force_login(officer)
    client.raise_request_exception = False

    def breaks(*_, **__):
        HandcuffUse.objects.filter(encounter=draft).update(conduct="friendly")

    monkeypatch.setattr("records.actions.drafting.log", breaks)
    plain, ours = io.StringIO(), io.StringIO()
    handlers = [logging.StreamHandler(plain), logging.StreamHandler(ours)]
    handlers[1].setFormatter(WithoutRows())
    for handler in handlers:
        logging.getLogger("django").addHandler(handler)
    try:
        answer = client.post(
            reverse("save_section", args=[draft.pk, "encounter"]),
            typed(complete_answers(Section.ENCOUNTER), version=draft.version),
        )
    finally:
        for handler in handlers:
            logging.getLogger("django").removeHandler(handler)
    assert answer.status_code == 500
    assert secret.encode() not in answer.content
    assert secret in plain.getvalue()  # what an ordinary log would have kept
    assert "IntegrityError" in ours.getvalue()
    assert secret not in ours.getvalue()


def test_every_handler_of_the_log_leaves_rows_out(settings):
    for name, handler in settings.LOGGING["handlers"].items():
        assert handler["formatter"] == "without_rows", name
