"""People by CSV: what a line would do, what is wrong with it, and all of it or nothing."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import actions
from accounts.actions import create_team
from accounts.actions.files import NotAsShown
from accounts.models import PeopleFile, Role, Team, TeamKind, User
from accounts.people_file import COLUMNS, MOST_LINES
from accounts.people_file.planning import Effect, Plan, make_plan
from accounts.people_file.reading import Unreadable, decode, read
from accounts.people_file.report import report_of
from accounts.people_file.writing import people_csv, template_csv
from audit.models import Event
from outbox.models import Message
from tests.accounts.conftest import AT

TODAY = date(2026, 3, 27)
FIRST = "warrant_number,name,email,team,roles,active\n"


def plan(text: str, *, by: User) -> Plan:
    return make_plan(text, by=by, today=TODAY)


def apply(text: str, *, by: User) -> int:
    kept = actions.keep_people_file(text=text, name="people.csv", by=by, at=AT)
    return actions.apply_people_file(
        file_id=kept.pk, digest_seen=plan(text, by=by).digest, by=by, at=AT
    )


def problems(text: str, *, by: User) -> dict[int, list[str]]:
    return {line.number: line.problems for line in plan(text, by=by).wrong}


# -- Effects --------------------------------------------------------------------------------------


def test_every_effect_is_told_before_and_then_done(amy, person, team_a, hackney):
    person()
    for number, active in ((2, True), (3, False), (4, True)):
        one = person(warrant_number=f"P{number}", email=f"p{number}@force.example")
        User.objects.filter(pk=one.pk).update(is_active=active)
    text = FIRST + (
        "P9,Olu Green,olu@force.example,Team A,officer,yes\n"
        "P1234,,,Hackney,officer supervisor,\n"
        "P2,,,,,no\n"
        "P3,,,,,yes\n"
        "P4,,,Team A,officer,yes\n"
    )
    found = plan(text, by=amy)
    assert [line.effect for line in found.lines] == [
        Effect.ADD,
        Effect.CHANGE,
        Effect.DEACTIVATE,
        Effect.REACTIVATE,
        Effect.NOTHING,
    ]
    assert not User.objects.filter(warrant_number="P9").exists(), "a trial changes nothing"

    assert apply(text, by=amy) == 4

    olu = User.objects.get(warrant_number="P9")
    assert (olu.name, olu.email, olu.team, olu.roles) == (
        "Olu Green",
        "olu@force.example",
        team_a,
        ["officer"],
    )
    assert not olu.has_usable_password()
    ada = User.objects.get(warrant_number="P1234")
    assert (ada.name, ada.team, ada.roles) == ("Ada Marsh", hackney, ["officer", "supervisor"])
    active = dict(User.objects.values_list("warrant_number", "is_active"))
    assert (active["P2"], active["P3"], active["P4"]) == (False, True, True)


def test_every_change_is_an_event_of_its_own(amy, person, hackney):
    person()
    person(warrant_number="P2", email="p2@force.example")
    before = Event.objects.order_by("-id").first().pk
    apply(
        FIRST + "P9,Olu,olu@force.example,Team A,officer,\nP1234,,,Hackney,,\nP2,,,,,no\n", by=amy
    )
    events = Event.objects.filter(pk__gt=before).order_by("id")
    assert [(event.action, event.actor) for event in events] == [
        ("create_person", str(amy.pk)),
        ("change_person", str(amy.pk)),
        ("deactivate_person", str(amy.pk)),
    ]
    assert events[1].detail == {"team": ["Team A", "Hackney"]}


def test_everybody_new_gets_a_link_and_nobody_else(amy, person):
    person()
    apply(FIRST + "P9,Olu,olu@force.example,Team A,officer,\nP1234,Ada M,,,,\n", by=amy)
    assert list(Message.objects.values_list("to", flat=True)) == ["olu@force.example"]


def test_who_is_deactivated_is_signed_out_for_good(amy, person, client):
    ada = person()
    client.force_login(ada)
    apply("warrant_number,active\nP1234,no\n", by=amy)
    apply("warrant_number,active\nP1234,yes\n", by=amy)
    assert client.get("/").status_code == 302


def test_an_empty_cell_keeps_and_none_empties(amy, person):
    ada = person()
    User.objects.filter(pk=ada.pk).update(legal_trained_on=[date(2025, 1, 1)])
    header = "warrant_number,team,roles,legal_trained_on,de_escalation_trained_on\n"
    apply(header + "P1234,,,,2026-01-02\n", by=amy)
    ada.refresh_from_db()
    assert (ada.legal_trained_on, ada.de_escalation_trained_on) == (
        [date(2025, 1, 1)],
        [date(2026, 1, 2)],
    )
    apply(header + "P1234,none,none,none,\n", by=amy)
    ada.refresh_from_db()
    assert (ada.team, ada.roles, ada.legal_trained_on) == (None, [], [])


def test_days_of_training_are_added_to_those_kept(amy, person):
    """A file of the last course, or an old file, takes no earlier or later day away."""
    ada = person()
    User.objects.filter(pk=ada.pk).update(legal_trained_on=[date(2025, 1, 1), date(2026, 2, 1)])
    header = "warrant_number,legal_trained_on\n"
    apply(header + "P1234,2025-06-01 01/01/2025; 2024-05-05\n", by=amy)
    ada.refresh_from_db()
    assert ada.legal_trained_on == [
        *(date(2024, 5, 5), date(2025, 1, 1), date(2025, 6, 1), date(2026, 2, 1)),
    ]
    assert plan(header + "P1234,2025-01-01\n", by=amy).count(Effect.NOTHING) == 1


@pytest.mark.parametrize("written", ["2026-03-01", "01/03/2026", "1/3/2026"])
def test_a_date_is_read_as_people_write_it(amy, person, written):
    ada = person()
    apply(f"warrant_number,personal_safety_trained_on\nP1234,{written}\n", by=amy)
    ada.refresh_from_db()
    assert ada.personal_safety_trained_on == [date(2026, 3, 1)]


def test_the_downloaded_file_handed_in_again_changes_nothing(amy, person, hackney):
    person()
    person(warrant_number="P2", email="p2@force.example", name="O’Neill, Síle", team=hackney)
    User.objects.filter(warrant_number="P2").update(is_active=False)
    found = plan(people_csv(User.objects.order_by("pk")), by=amy)
    assert [line.effect for line in found.lines] == [Effect.NOTHING] * 3
    assert not found.changes_something


# -- A bad line changes nothing -------------------------------------------------------------------


def test_a_bad_line_changes_nothing(amy, person):
    ada = person()
    text = FIRST + "P1234,Ada Lane,,,,\nP9,Olu,not an address,Team A,officer,\n"
    events = Event.objects.count()
    with pytest.raises(NotAsShown):
        apply(text, by=amy)
    ada.refresh_from_db()
    assert ada.name == "Ada Marsh"
    assert (User.objects.count(), Event.objects.count()) == (2, events)
    assert PeopleFile.objects.count() == 1, "kept, to be looked at"


def test_when_the_last_line_fails_in_the_database_nothing_is_changed(amy, person, monkeypatch):
    ada = person()

    def fails(*args, **kwargs):
        raise RuntimeError("no audit")

    monkeypatch.setattr("accounts.actions.files.log", fails)
    with pytest.raises(RuntimeError, match="no audit"):
        apply(FIRST + "P1234,Ada Lane,,,,\n", by=amy)
    ada.refresh_from_db()
    assert ada.name == "Ada Marsh"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (",Olu,o@f.example,Team A,officer,", "Enter the warrant number"),
        ("P 9,Olu,o@f.example,Team A,officer,", "A warrant number has letters A to Z"),
        ("=9,Olu,o@f.example,Team A,officer,", "A warrant number has letters A to Z"),
        (f"P{'9' * 20},Olu,o@f.example,Team A,officer,", "The warrant number is too long"),
        ("P9,,o@f.example,Team A,officer,", "Enter the name"),
        ("P9,=cmd|'/C calc'!A1,o@f.example,Team A,officer,", "A name cannot begin with ="),
        ("P9,@SUM(A1),o@f.example,Team A,officer,", "A name cannot begin with @"),
        (f"P9,{'x' * 151},o@f.example,Team A,officer,", "The name is too long"),
        ("P9,O\u202elu,o@f.example,Team A,officer,", "a character that cannot be seen"),
        ("P9,Olu,,Team A,officer,", "Enter the e-mail address"),
        ("P9,Olu,olu at force,Team A,officer,", "“olu at force” is not an e-mail address"),
        ("P9,Olu,a1@force.example,Team A,officer,", "a1@force.example belongs to A1"),
        ("P9,Olu,o@f.example,Team Z,officer,", "There is no team called “Team Z”"),
        ("P9,Olu,o@f.example,,officer,", "Officers and supervisors belong to a team"),
        ("P9,Olu,o@f.example,Team A,chief,", "“chief” is not a role: the roles are officer, "),
        ("P9,Olu,o@f.example,Team A,officer,perhaps", "“active” is yes or no"),
        ("P9,Olu,o@f.example,Team A,officer,no", "Somebody new has to be active"),
        ("A1,,,,officer administrator,", "cannot change your own roles"),
        ("A1,,,,,no", "cannot end your own access"),
        ("P9,Olu,o@f.example,Team A,officer,yes,what,is,this", "It has 9 cells, and the first"),
        ("P9,Olu", "It has 2 cells, and the first line names 6 columns"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(amy, team_a, line, message):
    found = problems(FIRST + line + "\n", by=amy)
    assert message in " ".join(found[2])


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2026-02-30", "is not a date such as"),
        ("soon", "is not a date such as"),
        ("2026-03-28", "28/03/2026 is in the future"),
        ("2025-03-27 2026-03-28", "28/03/2026 is in the future"),
        ("0026-03-27", "27/03/0026 is too long ago"),
        ("2025-03-27 " * 61, "at most 60 dates are kept"),
    ],
)
def test_a_training_date_is_a_day_of_the_past(amy, person, day, message):
    person()
    found = problems(f"warrant_number,legal_trained_on\nP1234,{day}\n", by=amy)
    assert message in found[2][0]
    assert found[2][0].startswith("legal_trained_on: ")


def test_everything_wrong_with_a_line_is_said_at_once(amy, team_a):
    found = problems(FIRST + "P9,,nowhere,Team Z,chief,maybe\n", by=amy)
    assert len(found[2]) == 5


def test_a_person_is_in_the_file_once(amy, person):
    person()
    found = problems(FIRST + "P1234,Ada Lane,,,,\np1234,Ada Marsh,,,,\n", by=amy)
    assert found == {3: ["P1234 is on line 2 already"]}


def test_an_address_is_in_the_file_once(amy, team_a):
    line = "{},Olu,olu@force.example,Team A,officer,\n"
    found = problems(FIRST + line.format("P8") + line.format("P9"), by=amy)
    assert found == {3: ["olu@force.example is on line 2 already"]}


def test_two_people_do_not_swap_their_addresses_in_one_file(amy, person):
    """The database would refuse the first of the two; so the report says it before."""
    person()
    person(warrant_number="P2", email="p2@force.example")
    text = "warrant_number,email\nP1234,p2@force.example\nP2,ada.marsh@force.example\n"
    assert problems(text, by=amy) == {
        2: ["p2@force.example belongs to P2"],
        3: ["ada.marsh@force.example belongs to P1234"],
    }


def test_a_team_name_that_several_have_needs_its_place(amy, person, force, team_a):
    southern = create_team(name="Southern", kind=TeamKind.COMMAND, parent=force, by=None, at=AT)
    other = create_team(name="Team A", kind=TeamKind.TEAM, parent=southern, by=None, at=AT)
    line = FIRST + "P9,Olu,o@f.example,{},officer,\n"
    found = problems(line.format("Team A"), by=amy)
    assert "There are 2 teams called “Team A”" in found[2][0]
    assert "“Force / Southern / Team A”" in found[2][0]
    apply(line.format("force/southern /team a"), by=amy)
    assert User.objects.get(warrant_number="P9").team == other


def test_a_closed_team_takes_nobody_but_keeps_who_is_there(amy, person, team_a):
    person()
    Team.objects.filter(pk=team_a.pk).update(closed_at=AT)
    assert problems(FIRST + "P9,Olu,o@f.example,Team A,officer,\n", by=amy) == {
        2: ["The team “Team A” is closed"]
    }
    assert problems(FIRST + "P1234,,,Team A,,\n", by=amy) == {}


# -- The file as a whole --------------------------------------------------------------------------

LINE = "P9,Olu Gréen,olu@force.example,Team A,officer,yes\n"


@pytest.mark.parametrize(
    "content",
    [
        (FIRST + LINE).encode(),
        (FIRST + LINE).encode("utf-8-sig"),
        (FIRST + LINE).encode("cp1252"),
        (FIRST + LINE).replace(",", ";").encode(),
        (FIRST + LINE).replace(",", "\t").encode("utf-8-sig"),
        (FIRST + LINE).replace("\n", "\r\n").encode(),
        (FIRST + LINE).replace("\n", "\r").encode(),
        ("\n\n" + FIRST + "\n,,,,,\n" + LINE + "\n\n").encode(),
        (FIRST.replace("_", " ").title() + LINE).encode(),
        (FIRST.strip() + ",,\n" + LINE.strip() + ",,\n").encode(),
        ('"warrant_number","name",email,team,roles,active\n' + LINE).encode(),
    ],
    ids=[
        *("utf-8", "mark", "cp1252", "semicolons", "tabs", "crlf", "cr", "blank lines"),
        *("titles", "empty columns", "quotes"),
    ],
)
def test_what_spreadsheets_write_is_read(amy, team_a, content):
    (line,) = plan(decode(content), by=amy).lines
    assert line.problems == []
    assert (line.warrant_number, line.name) == ("P9", "Olu Gréen")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty"),
        (b"\n \n,,\n", "The file is empty"),
        (FIRST.encode(), "only its first line"),
        (("\ufeff" + FIRST + LINE).encode("utf-16"), "save it as “CSV UTF-8”"),
        (b"PK\x03\x04\x00\x00", "save it as “CSV UTF-8”"),
        (b"\x81\x8d\x8f", "save it as “CSV UTF-8”"),
        (b"warrant_number,password\nP9,x\n", "The column “password” is not known"),
        (b"name,email\nOlu,o@f.example\n", "The column “warrant_number” is missing"),
        (b"warrant_number,name,Name\nP9,a,b\n", "The column “name” is there twice"),
        (b'warrant_number,name\nP9,"Olu\nP8,Ada\n', "Line 2 cannot be read"),
        (b"warrant_number,name\nP9," + b"x" * 200_000 + b"\n", "Line 2 cannot be read"),
        (b"warrant_number\n" + b"x" * 2_000_001, "larger than 2 megabytes"),
    ],
    ids=[
        *("empty", "blank", "header only", "utf-16", "zip", "no text", "unknown column"),
        *("no number", "twice", "open quote", "long cell", "too large"),
    ],
)
def test_what_is_no_such_file_is_told_in_a_sentence(content, message):
    with pytest.raises(Unreadable, match=message):
        read(decode(content))


def test_a_hundred_thousand_lines_are_too_many():
    text = "warrant_number\n" + "".join(f"P{number}\n" for number in range(100_000))
    with pytest.raises(Unreadable, match=f"more than {MOST_LINES:,} people"):
        read(text)


def test_a_line_has_the_number_that_an_editor_shows():
    rows = read('warrant_number,name\n\nP1,"Olu\nGreen"\nP2,Ada\n')
    assert [row.number for row in rows] == [3, 5]


# -- The confirmation -----------------------------------------------------------------------------


def test_what_changed_after_the_report_stops_the_file(amy, bea, person):
    """The very thing that was shown is done, or nothing."""
    ada = person()
    text = "warrant_number,name\nP1234,Ada Lane\n"
    kept = actions.keep_people_file(text=text, name="people.csv", by=amy, at=AT)
    shown = plan(text, by=amy)
    User.objects.filter(pk=ada.pk).update(version=2)
    with pytest.raises(NotAsShown) as conflict:
        actions.apply_people_file(file_id=kept.pk, digest_seen=shown.digest, by=amy, at=AT)
    ada.refresh_from_db()
    assert ada.name == "Ada Marsh"
    actions.apply_people_file(
        file_id=kept.pk, digest_seen=conflict.value.plan.digest, by=amy, at=AT
    )
    ada.refresh_from_db()
    assert ada.name == "Ada Lane"


def test_a_file_is_applied_once(amy, person):
    person()
    text = "warrant_number,name\nP1234,Ada Lane\n"
    kept = actions.keep_people_file(text=text, name="people.csv", by=amy, at=AT)
    digest = plan(text, by=amy).digest
    actions.apply_people_file(file_id=kept.pk, digest_seen=digest, by=amy, at=AT)
    with pytest.raises(actions.Refused, match="applied already"):
        actions.apply_people_file(file_id=kept.pk, digest_seen=digest, by=amy, at=AT)


def test_a_file_is_its_uploaders_business(amy, bea, person):
    person()
    text = "warrant_number,name\nP1234,Ada Lane\n"
    kept = actions.keep_people_file(text=text, name="people.csv", by=amy, at=AT)
    with pytest.raises(actions.Refused):
        actions.apply_people_file(
            file_id=kept.pk, digest_seen=plan(text, by=bea).digest, by=bea, at=AT
        )


def test_files_are_not_kept_for_long(amy, bea):
    for by in (amy, bea):
        actions.keep_people_file(text="a", name="old.csv", by=by, at=AT)
    later = AT + timedelta(days=1, seconds=1)
    actions.keep_people_file(text="b", name="new.csv", by=amy, at=later)
    assert list(PeopleFile.objects.values_list("name", flat=True)) == ["new.csv"]


def test_many_lines_take_a_fixed_number_of_queries_to_try(amy, team_a):
    def lines(number: int) -> str:
        return FIRST + "".join(
            f"Q{n},Person {n},q{n}@force.example,Team A,officer,yes\n" for n in range(number)
        )

    with CaptureQueriesContext(connection) as few:
        plan(lines(1), by=amy)
    with CaptureQueriesContext(connection) as many:
        plan(lines(200), by=amy)
    assert len(many) == len(few)


# -- The files we write ---------------------------------------------------------------------------


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(amy, team_a, person):
    person(name="=HYPERLINK(1)")
    lines = list(csv.DictReader(io.StringIO(people_csv(User.objects.order_by("pk")))))
    assert lines[1]["name"] == "'=HYPERLINK(1)"


def test_the_example_is_a_file_that_works_where_there_is_such_a_team(amy, team_a):
    (line,) = plan(template_csv(), by=amy).lines
    assert line.problems == []
    assert set(next(csv.reader(io.StringIO(template_csv())))) == set(COLUMNS)
    assert line.details.roles == (Role.OFFICER, Role.SUPERVISOR)


def test_the_report_says_all_that_is_kept_of_somebody_new(amy, team_a):
    text = (
        "warrant_number,name,email,team,roles,legal_trained_on\n"
        "P9,Olu,olu@force.example,Team A,officer,2026-01-02 2025-01-03\n"
    )
    (line,) = report_of(plan(text, by=amy)).others
    assert line.details == [
        "E-mail: olu@force.example",
        "Team: Force / Hackney / Team A",
        "Roles: Officer",
        "Legal training: 3 January 2025, 2 January 2026",
        "A link to set the password is mailed",
    ]
    apply(text, by=amy)
    event = Event.objects.get(action="create_person", object_label="Olu (P9)")
    assert event.detail["legal_trained_on"] == ["2025-01-03", "2026-01-02"]


def test_the_report_says_from_what_to_what(amy, person, hackney):
    person()
    text = "warrant_number,team,legal_trained_on\nP1234,Hackney,2026-01-02\n"
    (line,) = report_of(plan(text, by=amy)).others
    assert line.details == [
        "Team: Force / Hackney / Team A → Force / Hackney",
        "Legal training: none → 2 January 2026",
    ]
