"""A register of any size, made by the database itself. Nobody in it exists."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, models, transaction

from accounts.actions import create_team
from accounts.models import Role, Team, TeamKind, User
from records.models import Area, Encounter, HandcuffUse, OfficerPresent, SearchText
from reporting import cube

FORCE = (32, 12, 12)  # commands, teams in each, officers in each team
MONTHS = 24
MANY_ACCOUNTS = 0.3  # share of encounters with a second officer's account
DRAFTS = 2 / 1000

# Answers that a complete record needs; everything else stays as the model's default.
ENCOUNTER = {
    "id": "gen_random_uuid()",
    "reference": "'HC-26-' || lpad(n::text, 8, '0')",
    "reporting_officer_id": "officer",
    "team_id": "team",
    "status": "status",
    "version": "2",
    "created_at": "occurred_at + interval '1 hour'",
    "changed_at": "occurred_at + interval '2 hours'",
    "submitted_at": "CASE WHEN status <> 'draft' THEN occurred_at + lag END",
    "review_due_at": "CASE WHEN status = 'submitted' THEN occurred_at + interval '5 days' END",
    "is_late": "status <> 'draft' AND lag > interval '24 hours'",
    "late_explanation": (
        "CASE WHEN status <> 'draft' AND lag > interval '24 hours' THEN 'Bench' ELSE '' END"
    ),
    "incident_reference": "'CAD ' || n / 3",
    "occurred_at": "occurred_at",
    "area_id": "area",
    "location_type": "'street'",
    "location_description": "'Outside the station'",
    "reason": "CASE WHEN searched THEN 'stop_and_search' ELSE 'response' END",
    "searched": "CASE WHEN searched THEN 'yes' ELSE 'no' END",
    "search_power": "CASE WHEN searched THEN 'mda_s23' ELSE '' END",
    "gowisely": "CASE WHEN searched THEN ARRAY['grounds', 'object', 'identity'] ELSE '{}' END",
    "age_basis": "'estimated'",
    "age_years": "12 + (50 * age * age)::int",
    "gender": "CASE WHEN age < 0.85 THEN 'male' ELSE 'female' END",
    "ethnicity_perceived": "ethnicity",
    "ethnicity_self_defined": "'ns'",
    "health_condition": "'none'",
    "vulnerabilities": "ARRAY['none']",
    "outcomes": "CASE WHEN arrested THEN ARRAY['arrested'] ELSE ARRAY['no_further_action'] END",
    "arrested_at": "CASE WHEN arrested THEN occurred_at + interval '12 minutes' END",
    "injured": "'no'",
    "complaint_made": "'no'",
    "video_recording": "'yes'",
    "camera_references": "ARRAY['BWV-' || n]",
    "officer_reports": "CASE WHEN status = 'draft' THEN 0 WHEN many THEN 2 ELSE 1 END",
    "compliance": "CASE WHEN status = 'draft' THEN '' ELSE compliance END",
    "before_arrest": "CASE WHEN status = 'draft' THEN '' ELSE before_arrest END",
    "minutes_in_handcuffs": "CASE WHEN status <> 'draft' THEN 8 END",
}
# A text has some four hundred characters. The first sentence is in all of them; of the others each
# is in about one of four. The rare word is in one of eight thousand.
SENTENCES = (
    "He reached for the bag again after two requests to step back from it.",
    "She was shaking and looked twice towards the alley behind the bakery.",
    "The crowd outside had grown and somebody threw a bottle at the van.",
    "I held the arm first, which he twisted out of before I could speak.",
    "My colleague was on the other side of the railing with a second person.",
    "He told us that he would run, and tensed as I took hold of his wrist.",
    "The pavement was narrow, buses passed close by, and it was raining.",
    "A folding knife was reported by the caller and had not been found yet.",
    "I explained what would happen, slowly, and asked him to sit on the wall.",
    "Nobody else was near enough to hold the gate while I searched the coat.",
    "He had been drinking and swayed, and his mother asked us to be careful.",
    "Once the search was over I took them off and we talked about the way home.",
    "The shop was closing and its owner wanted us to leave by the yard.",
)
COMMON_WORD, USUAL_WORD, RARE_WORD = "bag", "bottle", "trampoline"
RARE_SENTENCE = "There was a trampoline."
TEXTS = 1 << 13  # different ones, of which every account has three
USE = {
    "id": "gen_random_uuid()",
    "encounter_id": "drawn.id",
    "officer_id": "officer",
    "status": "CASE WHEN status = 'draft' THEN 'draft' ELSE 'submitted' END",
    "created_at": "created_at",
    "changed_at": "changed_at",
    "submitted_at": "submitted_at",
    "applied_at": "occurred_at + interval '3 minutes'",
    "ended_by": "'removed'",
    "ended_at": "occurred_at + interval '11 minutes'",
    "after_search": "'no'",
    "before_arrest": "coalesce(nullif(before_arrest, ''), 'yes')",
    "compliance": "coalesce(nullif(compliance, ''), 'compliant')",
    "conduct": "CASE WHEN compliance = 'non_compliant' THEN 'active_resistance' "
    "ELSE 'compliant' END",
    "position": "'rear_back_to_back'",
    "handcuff_type": "'rigid'",
    "asked_too_tight": "'yes'",
    "checked_tightness": "'yes'",
    "double_locked": "'yes'",
    "force_powers": "ARRAY['common_law']",
    "force_reasons": "ARRAY['prevent_escape']",
    "impact_factors": "ARRAY['none']",
    "justification_what_happened": "first.text",
    "justification_necessity": "second.text",
    "justification_alternatives": "third.text",
    "de_escalation": "ARRAY['explained']",
    "de_escalation_effect": "'did_not_work'",
    "officer_injured": "'no'",
}


def fill(*, encounters: int, now: datetime, force: tuple[int, int, int] = FORCE) -> None:
    """Make a force and its register, then count the cube once.

    Triggers, foreign keys and indexes rest meanwhile: a million rows of history would measure
    nothing that is asked, and an index is made faster than it is kept.
    """
    _make_force(*force, now=now)
    with connection.cursor() as cursor, _at_rest(cursor):
        cursor.execute("SELECT setseed(0.5)")
        _write_texts(cursor)
        _insert(cursor, Encounter, ENCOUNTER, _occasions(encounters), {"now": now})
        _insert(cursor, HandcuffUse, USE, _accounts("reporting_officer_id", "true"))
        _insert(cursor, HandcuffUse, USE, _accounts(_COLLEAGUE, "officer_reports = 2"))
        cursor.execute(
            "INSERT INTO records_officerpresent "
            "(encounter_id, officer_id, involvement, account_due_at, not_involved_reason, "
            "denial_response, denial_response_note) "
            "SELECT encounter_id, officer_id, 'applied', submitted_at + interval '3 days', "
            "'', '', '' "
            "FROM records_handcuffuse AS use WHERE NOT EXISTS (SELECT FROM records_encounter "
            "WHERE id = use.encounter_id AND reporting_officer_id = use.officer_id)"
        )
        cursor.execute(
            "INSERT INTO records_searchtext (use_id, encounter_id, words) "
            "SELECT drawn.id, encounter_id, first.words || second.words || third.words "
            f"FROM records_handcuffuse AS drawn {_texts('encounter_id', 'officer_id')} "
            "WHERE status = 'submitted'"
        )
    cube.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def add_drafts(*, officers: list[User], each: int, now: datetime) -> None:
    """Drafts of half an hour ago with every answer given, so that they can be filed at once.

    Each officer's have an area and incident references of their own, or they would look like one
    another's.
    """
    occurred_at = now - timedelta(minutes=30)
    areas = list(Area.objects.order_by("pk").values_list("pk", flat=True))
    with transaction.atomic(), connection.cursor() as cursor:
        _write_texts(cursor)
        for number, officer in enumerate(officers):
            source = (
                "SELECT %(start)s + n AS n, %(officer)s AS officer, %(team)s AS team, "
                "'draft' AS status, interval '0' AS lag, %(occurred_at)s AS occurred_at, "
                "%(area)s AS area, false AS searched, 0.5 AS age, 'white' AS ethnicity, "
                "false AS arrested, false AS many, 'compliant' AS compliance, "
                "'yes' AS before_arrest FROM generate_series(1, %(each)s) AS n"
            )
            start = Encounter.objects.count() + 1_000_000 + 3 * number
            values = {
                "start": start,
                "officer": officer.pk,
                "team": officer.team_id,
                "occurred_at": occurred_at,
                "area": areas[officer.pk % len(areas)],
                "each": each,
            }
            _insert(cursor, Encounter, ENCOUNTER, source, values)
            _insert(
                cursor,
                HandcuffUse,
                USE,
                _accounts("reporting_officer_id", "reference > 'HC-26-' || %(start)s"),
                {"start": str(start).zfill(8)},
            )


def _make_force(commands: int, teams: int, officers: int, *, now: datetime) -> None:
    force = create_team(name="Bench", kind=TeamKind.FORCE, parent=None, by=None, at=now)
    people = [_person("ANALYST", team=None, roles=[Role.ANALYST])]
    for number in range(commands):
        command = create_team(
            name=f"Command {number}", kind=TeamKind.COMMAND, parent=force, by=None, at=now
        )
        for letter in range(teams):
            name = f"Team {number}-{letter}"
            team = create_team(name=name, kind=TeamKind.TEAM, parent=command, by=None, at=now)
            people.append(_person(f"S{number}-{letter}", team=team, roles=[Role.SUPERVISOR]))
            people += [
                _person(f"O{number}-{letter}-{officer}", team=team, roles=[Role.OFFICER])
                for officer in range(officers)
            ]
    User.objects.bulk_create(people)


def _person(warrant_number: str, *, team: Team | None, roles: list[Role]) -> User:
    return User(
        warrant_number=warrant_number,
        name=f"Person {warrant_number}",
        email=f"{warrant_number.lower()}@bench.example",
        team=team,
        roles=roles,
        password="!",  # noqa: S106 - nobody signs in with it
    )


def _occasions(encounters: int) -> str:
    """One row for each encounter: who, when, where, and what the answers depend on."""
    districts = list(Area.objects.order_by("pk").values_list("pk", flat=True))
    officers = list(
        User.objects.filter(roles__contains=[Role.OFFICER]).order_by("pk").values_list("pk", "team")
    )
    return f"""
        SELECT n, occurred_at, many, searched, arrested, age,
            ({_array(pk for pk, _ in officers)})[1 + floor(who * {len(officers)})::int] AS officer,
            ({_array(team for _, team in officers)})[1 + floor(who * {len(officers)})::int] AS team,
            ({_array(districts)})[1 + floor(place * {len(districts)})::int] AS area,
            CASE WHEN stage < {DRAFTS} THEN 'draft' WHEN stage < 0.012 THEN 'submitted'
                WHEN stage < 0.014 THEN 'returned' WHEN stage < 0.02 THEN 'escalated'
                WHEN stage < 0.03 THEN 'upheld' WHEN stage < 0.04 THEN 'withdrawn'
                ELSE 'accepted' END AS status,
            CASE WHEN seen < 0.44 THEN 'white' WHEN seen < 0.78 THEN 'black'
                WHEN seen < 0.9 THEN 'asian' WHEN seen < 0.93 THEN 'mixed'
                WHEN seen < 0.97 THEN 'other' ELSE 'not_reported' END AS ethnicity,
            CASE WHEN manner < 0.6 THEN 'compliant' ELSE 'non_compliant' END AS compliance,
            CASE WHEN before < 0.5 THEN 'yes' ELSE 'no' END AS before_arrest,
            CASE WHEN delay < 0.05 THEN interval '30 hours' ELSE interval '3 hours' END AS lag
        FROM (
            SELECT n, random() AS who, random() AS place, random() AS stage, random() AS seen,
                random() AS manner, random() AS before, random() AS delay, random() AS age,
                random() < {MANY_ACCOUNTS} AS many, random() < 0.3 AS searched,
                random() < 0.5 AS arrested,
                %(now)s - interval '2 days' - random() * interval '{MONTHS} months' AS occurred_at
            FROM generate_series(1, {encounters}) AS n
        ) AS drawn
    """


# The next officer in line: another person, and always the same one.
_COLLEAGUE = (
    "CASE WHEN reporting_officer_id = (SELECT max(id) FROM accounts_user) "
    "THEN reporting_officer_id - 1 ELSE reporting_officer_id + 1 END"
)


def _accounts(officer: str, condition: str) -> str:
    return f"SELECT encounter.*, {officer} AS officer FROM records_encounter AS encounter " + (
        f"WHERE {condition}"
    )


def _write_texts(cursor) -> None:
    """The texts that accounts draw from, each with its words as the search keeps them."""
    values = ", ".join(f"({n}, '{sentence}')" for n, sentence in enumerate(SENTENCES))
    picks = " ".join(
        f"JOIN sentences AS s{n} ON s{n}.n = 1 + (hashint4extended(number, {n}) & 1023) "
        f"% {len(SENTENCES) - 1}"
        for n in range(1, 5)
    )
    rare = f"CASE WHEN number = 0 THEN '{RARE_SENTENCE}' ELSE '' END"
    cursor.execute(
        f"""
        DROP TABLE IF EXISTS texts;
        CREATE TEMPORARY TABLE texts AS
        WITH sentences AS MATERIALIZED (
            SELECT n, sentence, to_tsvector('english', sentence) AS words
            FROM (VALUES {values}) AS written (n, sentence)
        )
        SELECT number, concat_ws(' ', s0.sentence, s1.sentence, s2.sentence, s3.sentence,
                s4.sentence, {rare}) AS text,
            s0.words || s1.words || s2.words || s3.words || s4.words
                || to_tsvector('english', {rare}) AS words
        FROM generate_series(0, {TEXTS - 1}) AS number JOIN sentences AS s0 ON s0.n = 0 {picks};
        ANALYZE texts
        """
    )


def _texts(encounter: str, officer: str) -> str:
    """Three texts for each account, always the same ones for the same account."""
    return " ".join(
        f"JOIN texts AS {name} ON {name}.number = "
        f"(hashtextextended(drawn.{encounter}::text || drawn.{officer}, {n}) & {TEXTS - 1})"
        for n, name in enumerate(("first", "second", "third"))
    )


@contextmanager
def _at_rest(cursor) -> Iterator[None]:
    """Meanwhile the register's tables have no triggers, foreign keys and secondary indexes."""
    tables = [
        model._meta.db_table for model in (Encounter, HandcuffUse, OfficerPresent, SearchText)
    ]
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() "
        "AND tablename = ANY(%s) AND NOT EXISTS "
        "(SELECT FROM pg_constraint WHERE conindid = indexname::regclass)",
        [tables],
    )
    indexes = cursor.fetchall()
    cursor.execute(
        "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
        [tables],
    )
    keys = cursor.fetchall()
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for table, name, _ in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    cursor.execute("SET maintenance_work_mem = '1GB'")
    for _, written in indexes:
        cursor.execute(written)
    for table, name, written in keys:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {written}')
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    cursor.execute("RESET maintenance_work_mem")


def _array(values) -> str:
    written = ", ".join(f"'{value}'" if isinstance(value, str) else str(value) for value in values)
    return f"ARRAY[{written}]"


def _insert(cursor, model, answers: dict[str, str], source: str, values: dict | None = None):
    """Insert `source`, each column by its SQL in `answers` or its model's empty value."""
    columns = {
        field.column: answers.get(field.column) or _empty(field)
        for field in model._meta.concrete_fields
    }
    texts = _texts("id", "officer") if model is HandcuffUse else ""
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "
        f"SELECT {', '.join(columns.values())} FROM ({source}) AS drawn {texts}",
        values or {},
    )


def _empty(field: models.Field) -> str:
    default = field.get_default()
    if default is None or field.null:
        return "NULL"
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, list):
        return "'{}'"
    return f"'{default}'"
