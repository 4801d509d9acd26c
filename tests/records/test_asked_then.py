"""Versions of the questionnaire: an old record shows what was asked when it was filed."""

import json
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from records import actions, asked_then, questionnaire
from records.models import Encounter
from records.presenters.answers import answer_rows
from records.presenters.record import record_page
from records.questionnaire import ENCOUNTER_QUESTIONS, USE_QUESTIONS, Empty, Question, Section
from records.views.loading import WHOLE_RECORD
from records.vocabulary import Involvement, Status
from tests.factories import a_draft, an_encounter, an_officer, give_account


def test_the_version_that_is_kept_is_the_one_in_the_program():
    """Who changes a question raises VERSION and writes the new version down."""
    call_command("questionnaire_version", "--check", verbosity=0)


def test_what_is_written_down_is_read_back_as_it_was():
    for version, part, sections in (
        (1, "encounter", ENCOUNTER_QUESTIONS),
        (1, "account", USE_QUESTIONS),
    ):
        kept = getattr(asked_then.version(version), part)
        assert list(kept) == [str(section) for section in sections]
        for section, asked in sections.items():
            for then, now in zip(kept[section], asked, strict=True):
                assert replace(then, labels=()) == replace(
                    now, missing="", prompts=(), often_all=False
                )


@pytest.fixture
def kept_in(tmp_path, monkeypatch):
    """Versions are kept in a folder of the test, in which the first one is."""
    first = asked_then.path_of(1).read_text(encoding="utf-8")
    monkeypatch.setattr(asked_then, "FOLDER", tmp_path)
    (tmp_path / "v1.json").write_text(first, encoding="utf-8")
    asked_then.version.cache_clear()
    yield tmp_path
    asked_then.version.cache_clear()


def change_first(kept_in, change) -> None:
    """The first version, otherwise than the program's."""
    path = kept_in / "v1.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    change(kept)
    path.write_text(json.dumps(kept), encoding="utf-8")


def test_a_question_changed_without_raising_the_version_is_noticed(kept_in):
    def reword(kept):
        kept["encounter"]["encounter"][0]["ask"] = "Something else"

    change_first(kept_in, reword)
    for arguments in (["--check"], []):
        with pytest.raises(CommandError, match="raise VERSION"):
            call_command("questionnaire_version", *arguments)
    # And nothing that was asked is written over.
    assert "Something else" in (kept_in / "v1.json").read_text(encoding="utf-8")


def test_a_choice_is_part_of_the_version(kept_in):
    def relabel(kept):
        kept["account"]["handcuffing"][1]["choices"][0][1] = "Taken off"

    change_first(kept_in, relabel)
    with pytest.raises(CommandError, match="raise VERSION"):
        call_command("questionnaire_version", "--check")


def test_a_new_version_is_written_once(kept_in, monkeypatch, capsys):
    monkeypatch.setattr(questionnaire, "VERSION", 2)
    monkeypatch.setattr("records.management.commands.questionnaire_version.VERSION", 2)
    with pytest.raises(CommandError, match=r"no v2\.json"):
        call_command("questionnaire_version", "--check")
    call_command("questionnaire_version")
    call_command("questionnaire_version", "--check")
    assert json.loads((kept_in / "v2.json").read_text(encoding="utf-8"))["version"] == 2
    assert "v2.json written" in capsys.readouterr().out


# -- On records -----------------------------------------------------------------------------------


@pytest.fixture
def second(kept_in, monkeypatch):
    """The program is at version 2: since then one question was reworded, one retired, one is new
    and a choice has another label."""

    def as_it_was(kept):
        kept["encounter"]["encounter"][3]["ask"] = "Which sort of place was it then?"
        assert kept["encounter"]["encounter"][3]["name"] == "location_type"
        for choice in kept["encounter"]["encounter"][3]["choices"]:
            if choice[0] == "street":
                choice[1] = "Public highway"

    change_first(kept_in, as_it_was)

    def become() -> None:
        monkeypatch.setattr(questionnaire, "VERSION", 2)
        person = tuple(one for one in ENCOUNTER_QUESTIONS[Section.PERSON] if one.name != "gender")
        monkeypatch.setitem(ENCOUNTER_QUESTIONS, Section.PERSON, person)

    return become


def page_of(encounter) -> dict:
    record = Encounter.objects.prefetch_related(*WHOLE_RECORD).get(pk=encounter.pk)
    return record_page(record, record.reporting_officer, now=timezone.now())


def rows_of(encounter, title) -> dict[str, str]:
    (card,) = [card for card in page_of(encounter)["facts"] if card["title"] == title]
    return {row["key"]: row["value"] for row in card["rows"]}


def test_an_old_record_shows_the_words_of_its_time(db, second):
    encounter = an_encounter()
    assert rows_of(encounter, "The encounter")["What kind of place was it?"] == "Street or highway"
    second()
    rows = rows_of(encounter, "The encounter")
    assert rows["Which sort of place was it then?"] == "Public highway"
    assert "What kind of place was it?" not in rows


def test_accounts_that_differ_are_marked_in_the_words_of_their_time(db, kept_in, monkeypatch):
    """The question was reworded since: it is the same question all the same."""
    colleague = an_officer()
    encounter = an_encounter(colleagues={colleague: Involvement.APPLIED})
    give_account(encounter=encounter, officer=colleague, conduct="active_resistance")

    def as_it_was(kept):
        (question,) = (one for one in kept["account"]["handcuffing"] if one["name"] == "conduct")
        question["ask"] = "What did the person do?"

    change_first(kept_in, as_it_was)
    monkeypatch.setattr(questionnaire, "VERSION", 2)

    page = page_of(encounter)
    assert [one.ask for one in page["differences"]] == ["What did the person do?"]
    rows = [row for one in page["accounts"] for group in one["groups"] for row in group["rows"]]
    assert [row["key"] for row in rows if row["differs"]] == ["What did the person do?"] * 2


def test_a_question_that_is_retired_is_shown_where_it_was_answered(db, second):
    encounter = an_encounter()
    second()
    rows = list(rows_of(encounter, "The person").items())
    keys = [key for key, _ in rows]
    # Where it stood: after the age and before the ethnicity.
    assert keys[:4] == [
        "How do you know the person’s age?",
        "Age in years",
        "Gender, as you saw it",
        "Ethnicity, as you saw it",
    ]
    assert dict(rows)["Gender, as you saw it"] == "Male"


def test_a_question_that_is_newer_than_the_record_is_not_shown_as_unanswered(db, kept_in):
    def without_reason(kept):
        kept["encounter"]["encounter"] = [
            one for one in kept["encounter"]["encounter"] if one["name"] != "incident_reference"
        ]

    change_first(kept_in, without_reason)
    encounter = an_encounter(incident_reference="")
    answered = an_encounter(incident_reference="CAD 77")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(questionnaire, "VERSION", 2)
        assert "Incident reference" not in rows_of(encounter, "The encounter")
        # Amended later, it has an answer, and that is shown.
        assert rows_of(answered, "The encounter")["Incident reference"] == "CAD 77"


def test_a_draft_moves_to_the_questions_of_now_and_is_filed_under_them(db, second):
    draft = a_draft(complete=True)
    assert draft.questionnaire_version == 1
    second()
    asked = ENCOUNTER_QUESTIONS[Section.ENCOUNTER]
    keys = [row["key"] for row in answer_rows(draft, asked, {"reason": "", "searched": ""})]
    assert "What kind of place was it?" in keys
    filed = actions.submit(
        encounter_id=draft.pk,
        version_seen=draft.version,
        by=draft.reporting_officer,
        at=timezone.now(),
    )
    filed.refresh_from_db()
    assert (filed.status, filed.questionnaire_version) == (Status.SUBMITTED, 2)


def test_a_version_that_nobody_kept_is_shown_in_the_words_of_now(db):
    encounter = an_encounter()
    Encounter.objects.filter(pk=encounter.pk).update(questionnaire_version=99)
    assert "What kind of place was it?" in rows_of(encounter, "The encounter")


def test_a_retired_question_at_the_beginning_of_a_section_stays_there():
    old = (Question("a", "A?"), Question("b", "B?"), Question("c", "C?", empty=Empty.LIST))
    first, following = asked_then._retired({"x": old}, frozenset("b"))
    assert [one.name for one in first["b"]] == ["a"]
    assert [one.name for one in following["b"]] == ["c"]
