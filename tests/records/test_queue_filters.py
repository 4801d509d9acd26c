"""Filters, counts, order, search and neighbours in the queue, straight on the register."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from records.models import Encounter, SearchText
from records.queue import listing
from records.queue.address import LONGEST_TEXT, read
from records.queue.filters import QueueFilter
from records.vocabulary import (
    Assessment,
    Compliance,
    DeEscalation,
    Ethnicity,
    Involvement,
    Status,
    TextFlag,
    YesNo,
    YesNoUnknown,
)
from records.vocabulary.queue import Counted, Feature, Scope, Sort
from tests.factories import a_team, an_area, an_encounter, an_officer, give_account
from tests.reporting.registering import london
from tests.reporting.teaming import a_review, an_account

NOW = timezone.now()
HOURS = {"hours": 1}


@pytest.fixture
def officer(cast):
    return an_officer(team=cast.officer.team, name="Ida Quill")


def found(chosen: QueueFilter, user, *, now=None) -> list[Encounter]:
    return list(chosen.records(user, now=now or timezone.now()).in_order(chosen.sort))


def only(feature: Feature) -> QueueFilter:
    return QueueFilter(features=(feature,))


def ordinary(officer, **details) -> Encounter:
    """A record that has no feature but that nobody is assigned to it."""
    return an_encounter(officer=officer, **{"before_arrest": YesNo.NO, **details})


def having(feature: Feature, officer, cast) -> Encounter:
    match feature:
        case Feature.OVERDUE:
            return ordinary(officer, at=timezone.now() - timedelta(days=10))
        case Feature.CHILD:
            return ordinary(officer, age_years=17)
        case Feature.BEFORE_ARREST:
            return ordinary(officer, before_arrest=YesNo.YES)
        case Feature.INJURY:
            return ordinary(officer, injured=YesNoUnknown.YES)
        case Feature.NO_DE_ESCALATION:
            return ordinary(officer, de_escalation=[DeEscalation.NONE])
        case Feature.NO_VIDEO:
            return ordinary(officer, video_recording=YesNoUnknown.NO)
        case Feature.LATE:
            return ordinary(officer, occurred_at=timezone.now() - timedelta(hours=30))
        case Feature.FLAGGED_TEXT:
            made = ordinary(officer)
            made.uses.update(text_flags=[TextFlag.POSTCODE])
            return made
        case Feature.RETURNED_BEFORE:
            made = an_encounter(
                Status.RETURNED,
                officer=officer,
                supervisor=cast.inspector,
                before_arrest=YesNo.NO,
            )
            return _answered(made, officer)
        case Feature.ACCOUNT_MISSING:
            return ordinary(officer, colleagues={cast.helper: Involvement.APPLIED})
        case Feature.UNASSIGNED:
            return ordinary(officer)
    raise AssertionError(feature)


def _answered(record, officer):
    from records import actions

    return actions.resubmit(
        encounter_id=record.pk,
        answer="He had run before.",
        version_seen=record.version,
        by=officer,
        at=timezone.now(),
    )


@pytest.mark.parametrize("feature", list(Feature))
def test_each_filter_finds_what_has_the_feature_and_nothing_else(cast, officer, feature):
    wanted, other = having(feature, officer, cast), ordinary(officer)
    Encounter.objects.filter(pk=other.pk).update(assigned_to=cast.inspector)
    before = QueueFilter(officer="Ida Quill")
    assert set(found(before, cast.sergeant)) == {wanted, other}
    narrowed = QueueFilter(officer="Ida Quill", features=(feature,))
    assert found(narrowed, cast.sergeant) == [wanted]


@pytest.mark.parametrize("feature", list(Feature))
def test_each_count_is_what_the_filter_would_find(cast, officer, feature):
    having(feature, officer, cast), ordinary(officer)
    records = QueueFilter(officer="Ida Quill").records(cast.sergeant, now=timezone.now())
    counts = records.counted_by_feature(now=timezone.now(), at_most=100)
    assert counts.total == 2
    assert counts.of[feature] == len(
        found(QueueFilter(officer="Ida Quill", features=(feature,)), cast.sergeant)
    )


def test_not_known_is_not_no_video(cast, officer):
    """Defect seen in a peer: “not known” displayed as “no”."""
    unknown = ordinary(officer, video_recording=YesNoUnknown.UNKNOWN)
    assert unknown not in found(only(Feature.NO_VIDEO), cast.sergeant)


def test_an_account_being_written_counts_for_nothing(cast, officer):
    record = ordinary(officer, colleagues={cast.helper: Involvement.APPLIED})
    from tests.records.conftest import write_account

    write_account(cast.helper, record, justification_necessity="A zeppelin was overhead.")
    assert found(QueueFilter(words="zeppelin"), cast.sergeant) == []
    assert record in found(only(Feature.ACCOUNT_MISSING), cast.sergeant)


def test_several_filters_all_hold(cast, officer):
    both = ordinary(officer, age_years=15, injured=YesNoUnknown.YES)
    ordinary(officer, age_years=15)
    chosen = QueueFilter(officer="quill", features=(Feature.CHILD, Feature.INJURY))
    assert found(chosen, cast.sergeant) == [both]


def test_counting_costs_one_query_however_many_filters_there_are(cast, officer):
    ordinary(officer)
    records = QueueFilter().records(cast.sergeant, now=NOW)
    with CaptureQueriesContext(connection) as captured:
        records.counted_by_feature(now=NOW, at_most=100)
    assert len(captured) == 1


def test_counting_stops_at_its_limit_and_says_so(cast, officer):
    for _ in range(3):
        ordinary(officer)
    records = QueueFilter(officer="quill").records(cast.sergeant, now=NOW)
    assert not records.counted_by_feature(now=NOW, at_most=3).capped
    counts = records.counted_by_feature(now=NOW, at_most=2)
    assert (counts.total, counts.capped) == (2, True)


# -- Scopes, and who sees what --------------------------------------------------------------------


def test_scopes(cast, officer):
    waiting = ordinary(officer)
    mine = ordinary(officer)
    Encounter.objects.filter(pk=mine.pk).update(assigned_to=cast.sergeant)
    accepted = an_encounter(Status.ACCEPTED, officer=officer, supervisor=cast.inspector)
    old = an_encounter(
        Status.ACCEPTED,
        officer=officer,
        supervisor=cast.inspector,
        at=timezone.now() - timedelta(days=120),
    )
    an_encounter(Status.DRAFT, officer=officer)

    def in_scope(scope):
        return set(found(QueueFilter(scope=scope, officer="quill"), cast.sergeant))

    assert in_scope(Scope.WAITING) == {waiting, mine}
    assert in_scope(Scope.MINE) == {mine}
    assert in_scope(Scope.RECENT) == {waiting, mine, accepted}
    assert in_scope(Scope.ALL) == {waiting, mine, accepted, old}
    decided = QueueFilter(scope=Scope.ALL, officer="quill", status=Status.ACCEPTED)
    assert set(found(decided, cast.sergeant)) == {accepted, old}


@pytest.mark.parametrize("scope", list(Scope))
def test_no_scope_leads_past_the_one_door(cast, officer, scope):
    record = ordinary(officer, justification_necessity="A zeppelin was overhead.")
    for chosen in (
        QueueFilter(scope=scope),
        QueueFilter(scope=scope, words="zeppelin"),
        QueueFilter(scope=scope, team=record.team),
        QueueFilter(scope=scope, officer="quill"),
    ):
        for stranger in (cast.neighbour, cast.stranger, cast.analyst, cast.standards):
            assert found(chosen, stranger) == []


def test_team_and_area_narrow(cast):
    command = cast.inspector.team
    other = an_officer(team=a_team(parent=command, name="Other team"))
    hackney = an_area(code="E09000012", name="Hackney")
    there = ordinary(other, area=hackney)
    here = ordinary(an_officer(team=cast.officer.team), area=an_area(name="Lambeth"))
    for scope in (Scope.WAITING, Scope.ALL):
        assert set(found(QueueFilter(scope=scope, team=other.team), cast.inspector)) == {there}
        assert here in found(QueueFilter(scope=scope, team=here.team), cast.inspector)
        assert found(QueueFilter(scope=scope, area=hackney), cast.inspector) == [there]


def test_officers_are_found_by_part_of_the_name_or_the_whole_number(cast, officer):
    record = ordinary(officer)
    account = ordinary(cast.officer, colleagues={officer: Involvement.APPLIED})
    give_account(encounter=account, officer=officer)
    for written in ("ida", "QUILL", officer.warrant_number.lower()):
        assert set(found(QueueFilter(officer=written), cast.sergeant)) == {record, account}
    assert found(QueueFilter(officer=officer.warrant_number[:-1] + "x"), cast.sergeant) == []
    assert found(QueueFilter(officer="%"), cast.sergeant) == []


# -- Search ---------------------------------------------------------------------------------------


@pytest.fixture
def texts(officer):
    return {
        "alley": ordinary(officer, justification_what_happened="He ran into the alley."),
        "fence": ordinary(officer, justification_necessity="She climbed the fences twice."),
        "both": ordinary(
            officer,
            justification_alternatives="The alley was closed by a fence.",
        ),
    }


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("alley", {"alley", "both"}),
        ("FENCE", {"fence", "both"}),  # another form of the word
        ("alley fence", {"both"}),
        ("alley OR fence", {"alley", "fence", "both"}),
        ("alley -fence", {"alley"}),
        ('"closed by a fence"', {"both"}),
        ('"fence closed"', set()),
        ("zeppelin", set()),
        ("the", set()),
    ],
)
@pytest.mark.parametrize("rare", [True, False])
def test_search_finds_words_in_every_justification(cast, texts, monkeypatch, words, names, rare):
    if not rare:
        monkeypatch.setattr(listing, "RARE", 0)
    records = found(QueueFilter(words=words, officer="quill"), cast.sergeant)
    assert set(records) == {texts[name] for name in names}


@pytest.mark.parametrize(
    "words",
    [
        "'; DROP TABLE records_encounter; --",
        '"',
        "' & | ! ( ) <-> :* \\",
        "-",
        "OR OR OR",
        "😀 🚓",
        "\u202eright to left",
        "%s %(q)s {0}",
        "x" * LONGEST_TEXT,
        "((((((((((" * 20,
    ],
)
def test_hostile_searches_find_something_or_nothing_but_never_fail(cast, officer, words):
    ordinary(officer)
    found(QueueFilter(words=words), cast.sergeant)


def test_words_follow_the_account(cast, officer):
    record = an_encounter(
        Status.RETURNED, officer=officer, supervisor=cast.inspector, question_for=officer
    )
    use = record.uses.get()
    assert SearchText.objects.filter(use=use).count() == 1
    use.justification_necessity = "A zeppelin was overhead."
    use.save()
    assert found(QueueFilter(scope=Scope.ALL, words="zeppelin"), cast.sergeant) == [record]
    use.justification_necessity = "Nothing was overhead."
    use.save()
    assert found(QueueFilter(scope=Scope.ALL, words="zeppelin"), cast.sergeant) == []


# -- Order and neighbours -------------------------------------------------------------------------


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("scope", [Scope.WAITING, Scope.ALL])
def test_neighbours_are_those_of_the_list_in_every_order(cast, sort, scope):
    now = timezone.now()
    people = [an_officer(team=cast.officer.team, name=name) for name in ("Émile", "amy", "Bea")]
    for hours in (5, 5, 3, 8):
        for person in people:
            ordinary(person, at=now - timedelta(hours=hours))
    an_encounter(Status.ACCEPTED, officer=people[0], supervisor=cast.inspector)
    an_encounter(Status.ACCEPTED, officer=people[1], supervisor=cast.inspector)
    records = QueueFilter(scope=scope).records(cast.sergeant, now=now)
    in_order = list(records.in_order(sort))
    listed = [record.pk for record in in_order]
    assert len(listed) >= 12
    for index, record in enumerate(in_order):
        place = listing.place_of(record, sort)
        after = [one.pk for one in records.next_to(place, sort)]
        before = [one.pk for one in records.next_to(place, sort, backwards=True)]
        assert after == listed[index + 1 :]
        assert before == listed[:index][::-1]


def test_the_order_is_what_it_says(cast):
    now = timezone.now()
    zoe, amy = (an_officer(team=cast.officer.team, name=name) for name in ("zoe", "Amy"))
    new, old = ordinary(zoe), ordinary(amy, at=now - timedelta(hours=9))

    def first(sort):
        chosen = QueueFilter(chosen_sort=sort)
        return next(one for one in found(chosen, cast.sergeant) if one in (new, old))

    assert first(Sort.DUE) == first(Sort.OLDEST) == first(Sort.OFFICER) == old
    assert first(Sort.NEWEST) == new


# -- The address ----------------------------------------------------------------------------------


def test_an_address_says_the_whole_choice_and_nothing_else(cast, officer):
    area = an_area(code="E09000012", name="Hackney")
    chosen = QueueFilter(
        scope=Scope.ALL,
        features=(Feature.CHILD, Feature.LATE),
        status=Status.RETURNED,
        team=cast.officer.team,
        area=area,
        counted=(date(2026, 1, 1), date(2026, 3, 1)),
        counted_as=Counted.NON_COMPLIANT,
        officer="O’Neill & sons",
        words='"in the alley" -fence',
        chosen_sort=Sort.OFFICER,
    )
    again = read(QueryDict(chosen.query()), user=cast.inspector)
    assert again.chosen == chosen
    assert again.ignored == []
    assert QueueFilter().query() == ""
    assert len(chosen.in_words()) == len(list(chosen.removals())) == 9
    for _, query in chosen.removals():
        fewer = read(QueryDict(query), user=cast.inspector).chosen
        assert len(fewer.in_words()) == 8


@pytest.mark.parametrize(
    "address",
    [
        "show=tall",
        "scope=everything",
        "sort=height",
        "status=draft",
        "status=accepted",  # not in what waits
        "team=999999",
        "team=x",
        "area=nowhere",
        "counted=2026-03",
        "counted=2026-03_2026-01",
        "counted=2026-13_2026-14",
        "counted_as=tall",
        "colour=red",
        "q=" + "a" * 100_000,
        "officer=" + "é" * 5_000,
        "show=%00&q=%F0%9F%98%80%00",
    ],
)
def test_what_an_address_does_not_say_clearly_is_left_out_and_told(cast, address):
    asked = read(QueryDict(address), user=cast.inspector)
    if "%00" not in address:
        assert len(asked.ignored) == 1
    assert all(len(one) < 120 for one in asked.ignored)
    found(asked.chosen, cast.inspector)


def test_records_that_figures_count_of_some_months(cast, officer):
    """By the day on which they began, by London time, and without those that were withdrawn."""
    march = QueueFilter(scope=Scope.ALL, counted=(date(2026, 3, 1), date(2026, 3, 1)))
    inside, outside, withdrawn = (ordinary(officer) for _ in range(3))
    for one, moment in (
        (inside, london(2026, 3, 1, 0, 30)),
        (outside, london(2026, 4, 1, 0, 30)),
        (withdrawn, london(2026, 3, 9)),
    ):
        Encounter.objects.filter(pk=one.pk).update(occurred_at=moment)
    Encounter.objects.filter(pk=withdrawn.pk).update(status=Status.WITHDRAWN, review_due_at=None)
    assert found(march, cast.inspector) == [inside]
    assert march.in_words() == ["Counted in figures of March 2026"]
    april = replace(march, counted=(date(2026, 3, 1), date(2026, 4, 1)))
    assert set(found(april, cast.inspector)) == {inside, outside}


def test_what_figures_of_teams_count_among_the_records_of_some_months(cast, officer):
    """A first review in time, and a record whose time has not run out, are not late ones."""
    long_ago = timezone.now() - timedelta(days=10)
    plain, unlike, unknown, late, in_time, kept_on = (
        ordinary(officer, **details)
        for details in (
            {"compliance": Compliance.COMPLIANT},
            {"compliance": Compliance.NON_COMPLIANT},
            {"ethnicity_perceived": Ethnicity.NOT_REPORTED},
            {"at": long_ago},
            {"at": long_ago},
            {"at": long_ago},
        )
    )
    an_account(kept_on, continued=True)
    a_review(in_time, cast.inspector, after=71)
    a_review(kept_on, cast.inspector, after=1, continued=Assessment.MET)
    a_review(kept_on, cast.inspector, after=2, continued=Assessment.NOT_MET)
    for one, wanted in (
        (Counted.NON_COMPLIANT, {unlike}),
        (Counted.ETHNICITY_UNKNOWN, {unknown}),
        (Counted.REVIEWED_LATE, {late}),
        (Counted.NOT_JUSTIFIED, {kept_on}),
    ):
        chosen = QueueFilter(scope=Scope.ALL, officer="Ida Quill", counted_as=one)
        assert set(found(chosen, cast.inspector)) == wanted, one
        assert plain not in found(chosen, cast.inspector)


def test_teams_of_others_cannot_be_chosen(cast):
    asked = read(QueryDict(f"team={cast.neighbour.team.pk}"), user=cast.sergeant)
    assert asked.chosen.team is None
    assert asked.ignored
