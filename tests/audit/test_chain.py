"""The chain holds, and when somebody changed it, says where."""

import hashlib
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import connection, transaction

from audit.chain import content, verify
from audit.models import Event, Operation
from audit.origin import coming_from

AT = datetime(2026, 3, 27, 14, 5, 0, 123456, tzinfo=UTC)


@dataclass
class Person:
    """All that the audit asks of an actor."""

    pk: int
    name: str

    def __str__(self):
        return self.name


ODD_TEXTS = {
    "empty": "",
    "one space": " ",
    "letters with marks": "Zoë Ó Súilleabháin",
    "composed and decomposed": "é e\u0301",
    "four bytes": "👮🏽‍♀️ 𝔘",
    "right to left": "\u202eסוף\u202c",
    "quotes": "O'Brien said \"it''s fine\"",
    "backslashes": "C:\\new\\table \\x00 \\u0041",
    "lines": "one\ntwo\r\nthree\ttab",
    "control characters": "\x01\x1b[31m\x7f",
    "what separates parts": "3:abc,4:",
    "what replaces in a format": "%s %% {0} $1 :name",
    "markup": "<script>alert('1')</script>",
    "a line separator": "a\u2028b\u2029c",
    "the null of JSON": "null",
}


def test_the_chain_of_no_events_holds(db):
    result = verify()
    assert result.holds
    assert (result.events, result.head) == (0, "")


def test_the_chain_of_many_events_holds(write):
    for number in range(150):
        write(object_id=number, detail={"count": number})
    result = verify()
    assert result.holds, result.fault
    assert result.events == 150
    assert result.head == Event.objects.get(id=150).hash


def test_every_event_carries_the_hash_of_the_one_before(write):
    for _ in range(3):
        write()
    first, second, third = Event.objects.order_by("id")
    assert first.previous_hash == ""
    assert second.previous_hash == first.hash
    assert third.previous_hash == second.hash
    assert len({first.hash, second.hash, third.hash}) == 3


def test_the_hash_is_of_the_text_a_person_would_write_down(write):
    """Written out by hand, so that database and Python cannot be wrong together."""
    with coming_from("192.0.2.7"):
        write(
            at=AT,
            by=Person(17, "Zoë"),
            operation=Operation.DISCLOSURE,
            action="download",
            object_type="file",
            object_id="r2",
            object_label="R2",
            reason="a, b",
            detail={"rows": 3},
        )
    by_hand = (
        "1:1,26:2026-03-27T14:05:00.123456,2:17,4:Zoë,10:disclosure,8:download,"
        '4:file,2:r2,2:R2,9:192.0.2.7,4:a, b,11:{"rows": 3},0:,'
    )
    assert Event.objects.get().hash == hashlib.sha256(by_hand.encode()).hexdigest()


def test_two_events_cannot_share_a_text():
    assert content(("ab", "c")) != content(("a", "bc"))
    assert content(("a", "")) != content(("", "a"))


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
def test_odd_text_hashes_alike_in_python_and_in_the_database(write, text):
    with coming_from(text[:64]):
        write(
            by=Person(1, text),
            action=text[:64],
            object_id=text[:64],
            object_label=text,
            reason=text,
            detail={text: [text, {"nested": text}]},
        )
    write()
    result = verify()
    assert result.holds, result.fault
    assert result.events == 2
    assert Event.objects.get(id=1).reason == text


@pytest.mark.parametrize(
    "detail",
    [
        {},
        {"b": 1, "a": 2},
        {"number": 1.10, "large": 10**20, "small": 1e-9, "negative": -0.0},
        {"nothing": None, "truth": True, "list": [], "text": ""},
    ],
)
def test_odd_detail_hashes_alike_in_python_and_in_the_database(write, detail):
    """Numbers and the order of keys are as the database writes them, not as Python does."""
    write(detail=detail)
    assert verify().holds


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ],
)
def test_odd_moments_hash_alike_in_python_and_in_the_database(write, at):
    write(at=at)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Kathmandu'")
    write(at=at)
    assert verify().holds


def test_an_insert_cannot_choose_its_number_or_its_hashes(write):
    write()
    Event.objects.create(
        id=99,
        at=AT,
        actor="1",
        actor_label="Forger",
        operation=Operation.CONSULTATION,
        action="consult",
        object_type="encounter",
        object_id="1",
        object_label="",
        origin="",
        reason="",
        previous_hash="0" * 64,
        hash="f" * 64,
    )
    assert list(Event.objects.order_by("id").values_list("id", flat=True)) == [1, 2]
    assert verify().holds


# What a forger would change in event 3, column by column.
ALTERATIONS = {
    "at": "at + interval '1 microsecond'",
    "actor": "'18'",
    "actor_label": "actor_label || ' '",
    "operation": "'erasure'",
    "action": "'submit'",
    "object_type": "'user'",
    "object_id": "'2'",
    "object_label": "'HC-26-000002'",
    "origin": "'203.0.113.9'",
    "reason": "'another'",
    "detail": """'{"rows": 1}'""",
    "hash": "repeat('0', 64)",
}


def test_every_column_is_part_of_the_chain():
    columns = {field.column for field in Event._meta.concrete_fields}
    assert columns == {*ALTERATIONS, "id", "previous_hash"}


@pytest.mark.parametrize(("column", "value"), ALTERATIONS.items())
def test_altered_content_breaks_the_chain_at_that_event(write, tamper, column, value):
    for _ in range(5):
        write()
    tamper(f"UPDATE audit_event SET {column} = {value} WHERE id = 3")
    result = verify()
    assert (result.holds, result.broken_at, result.events) == (False, 3, 2)
    assert result.fault == "its content does not match its hash"


def test_altered_content_with_its_hash_made_anew_breaks_the_chain_at_the_next_event(write, tamper):
    for _ in range(5):
        write(at=AT)
    forged = content(
        (
            *("3", AT.strftime("%Y-%m-%dT%H:%M:%S.%f"), "system", "system"),
            *("consultation", "consult", "encounter", "9", "", "", "", "{}"),
            Event.objects.get(id=2).hash,
        )
    )
    tamper(
        "UPDATE audit_event SET object_id = '9', "
        f"hash = '{hashlib.sha256(forged).hexdigest()}' WHERE id = 3"
    )
    result = verify()
    assert (result.broken_at, result.events) == (4, 3)
    assert result.fault == "it does not carry the hash of the event before"


@pytest.mark.parametrize("removed", [1, 3])
def test_a_removed_event_is_missed(write, tamper, removed):
    for _ in range(5):
        write()
    tamper(f"DELETE FROM audit_event WHERE id = {removed}")
    result = verify()
    assert (result.broken_at, result.events) == (removed + 1, removed - 1)
    assert result.fault == f"event {removed} is missing"


def test_a_removed_event_is_missed_also_when_the_rest_is_numbered_anew(write, tamper):
    for _ in range(5):
        write()
    tamper(
        "DELETE FROM audit_event WHERE id = 3",
        "UPDATE audit_event SET id = 3 WHERE id = 4",
        "UPDATE audit_event SET id = 4 WHERE id = 5",
    )
    result = verify()
    assert result.broken_at == 3
    assert result.fault == "it does not carry the hash of the event before"


def test_two_events_in_another_order_break_the_chain_at_the_first(write, tamper):
    for number in range(5):
        write(object_id=number)
    tamper(
        "UPDATE audit_event SET id = 0 WHERE id = 2",
        "UPDATE audit_event SET id = 2 WHERE id = 3",
        "UPDATE audit_event SET id = 3 WHERE id = 0",
    )
    assert verify().broken_at == 2


def test_a_removed_tail_shows_in_the_number_of_events_and_the_last_hash(write, tamper):
    """From inside it cannot be seen; so the command prints what to note elsewhere."""
    for _ in range(5):
        write()
    noted = verify()
    tamper("DELETE FROM audit_event WHERE id > 3")
    shortened = verify()
    assert shortened.holds
    assert (shortened.events, shortened.head) != (noted.events, noted.head)


def test_ten_comes_after_nine_and_not_after_one(write):
    for _ in range(12):
        write()
    assert verify().events == 12


def test_events_written_at_the_same_time_make_one_chain(transactional_db, write):
    together = threading.Barrier(2)
    failures = []

    def work(name: str) -> None:
        try:
            together.wait(timeout=10)
            for number in range(20):
                with transaction.atomic():
                    write(action=name, object_id=number)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    result = verify()
    assert failures == []
    assert result.holds, result.fault
    assert result.events == 40


def test_an_event_rolled_back_leaves_no_gap_for_the_one_that_waited(transactional_db, write):
    written, failures = threading.Event(), []

    def wait_and_write() -> None:
        try:
            write(action="second")
            written.set()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=wait_and_write)
    with transaction.atomic():
        write(action="first")
        thread.start()
        assert not written.wait(timeout=0.3), "the second event did not wait for the first"
        transaction.set_rollback(True)
    thread.join(timeout=10)
    assert failures == []
    assert list(Event.objects.values_list("id", "action")) == [(1, "second")]
    assert verify().holds


def test_the_command_says_how_many_events_hold_and_the_last_hash(write):
    for _ in range(3):
        write(at=AT + timedelta(minutes=1))
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue() == f"3 events hold. Last hash: {Event.objects.get(id=3).hash}\n"


def test_the_command_names_the_first_broken_link(write, tamper):
    for _ in range(4):
        write()
    tamper("UPDATE audit_event SET reason = 'x' WHERE id IN (2, 4)")
    with pytest.raises(CommandError) as error:
        call_command("verify_audit")
    assert str(error.value) == (
        "The chain breaks at event 2: its content does not match its hash. "
        "The 1 events before it hold."
    )


def test_the_command_ends_with_an_error_when_the_chain_is_broken(transactional_db, write, capsys):
    """What a timer looks at; a good chain ends without one."""
    command = load_command_class(get_commands()["verify_audit"], "verify_audit")
    write()
    command.run_from_argv(["manage.py", "verify_audit", "--skip-checks"])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_event SET reason = 'x'")
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")
    with pytest.raises(SystemExit) as ended:
        command.run_from_argv(["manage.py", "verify_audit", "--skip-checks"])
    assert ended.value.code == 1
    assert "The chain breaks at event 1" in capsys.readouterr().err
