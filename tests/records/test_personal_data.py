"""Personal data in texts: found where it is, and not where it only looks like it."""

import re
import sys
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.texts import names, personal_data
from records.texts.personal_data import scan
from records.vocabulary import PERSONAL_DATA_FLAGS, TextFlag

ON = date(2026, 11, 20)


def found(text, **given_) -> list[tuple[str, str]]:
    return [(one.kind.value, one.words(text)) for one in scan(text, on=ON, **given_)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I told Mr Smith to stop.", ["Mr Smith"]),
        ("It was Mrs. O’Connor who called us.", ["Mrs. O’Connor"]),
        ("He is called John.", ["John"]),
        ("The male, known as Biggz, said nothing.", ["Biggz"]),
        ("He gave his name as Kwabena Asante.", ["Kwabena Asante"]),
        ("his name is john smith and he lives there", ["john smith"]),
        ("Kwabena Asante pulled his arm away.", ["Kwabena Asante"]),
        ("I saw Aisha reach for her bag.", ["Aisha"]),
        ("John ran when he saw us.", ["John"]),
        ("His brother Dele held the door.", ["Dele"]),
        ("We arrested Zbigniew Wozniak there.", ["Zbigniew Wozniak"]),
        ("It was Mohammed's phone.", ["Mohammed"]),
        ("Jean-Paul D’Arcy tried to leave.", ["Jean-Paul D’Arcy"]),
    ],
)
def test_names_are_found(text, expected):
    assert found(text) == [("name", name) for name in expected]


@pytest.mark.parametrize(
    "text",
    [
        "PC 1234 applied the handcuffs.",
        "PC Jones held his arm while Sgt Patel spoke to him.",
        "My colleague Sam Jones took over the talking.",
        "DC Aisha Khan was with me.",
        "CAD 1234/01JAN26 refers.",
        "I was on patrol in Brixton Road, Lambeth, near Brixton Underground Station.",
        "Peckham Rye was busy. We went to Elephant and Castle, then to Tulse Hill.",
        "Victoria Station, Kings Cross, St John Street and Queen Elizabeth Hall.",
        "On Monday 3 March we were in Burgess Park. It was April before he came back.",
        "I used my power under Section 23 of the Misuse of Drugs Act 1971 and PACE.",
        "Metropolitan Police Service. London Ambulance Service. Territorial Support Group.",
        "He is described as Black, with a Nike jacket and North Face trousers.",
        "The man called Lambeth Control and asked for help.",
        "I explained GOWISELY. Officer Safety Training covers it. Body Worn Video was on.",
        "He spoke Somali. His mother spoke Arabic and some English.",
        "He had a Stanley knife and a Rambo Knife.",
        "I will search you. Mark the place. Grace was shown.",
        "He said I was a liar. I said no. God knows why.",
        "A Ford Transit stopped. The Audi drove off towards Croydon.",
    ],
)
def test_what_is_no_name_is_left_alone(text):
    assert found(text) == []


def test_names_of_officers_who_were_there_are_not_pointed_out():
    text = "Amara took hold of him. Kofi Larkspur spoke to him. Then John ran."
    assert [words for _, words in found(text)] == ["Amara", "Kofi Larkspur", "John"]
    known = ["Amara Whitlock", "Kofi Larkspur"]
    assert found(text, known=known) == [("name", "John")]


def test_in_the_description_of_a_place_words_with_capitals_are_places():
    assert found("Outside Charlotte House, Jerome Crescent", is_place=True) == []
    assert found("Flat of Mr Dixon", is_place=True) == [("name", "Mr Dixon")]


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("phone", "His number is 07700 900123.", "07700 900123"),
        ("phone", "call +44 7700 900123 now", "+44 7700 900123"),
        ("phone", "020 7946 0018", "020 7946 0018"),
        ("phone", "on 01632960001", "01632960001"),
        ("email", "mail j.smith+x@mail.example.org please", "j.smith+x@mail.example.org"),
        ("date_of_birth", "DOB 3/4/99", "3/4/99"),
        ("date_of_birth", "date of birth: 03-04-2012", "03-04-2012"),
        ("date_of_birth", "He was born on 3rd of March 1998.", "3rd of March 1998"),
        ("date_of_birth", "shown as 1998-03-02 on PNC", "1998-03-02"),
        ("date_of_birth", "shown as 12/03/1999 on PNC", "12/03/1999"),
        ("registration", "the car, AB12 CDE, stopped", "AB12 CDE"),
        ("registration", "ab12cde", "ab12cde"),
        ("registration", "an old van M123 BCD", "M123 BCD"),
        ("postcode", "lives at SW9 8EP", "SW9 8EP"),
        ("postcode", "ec1a 1bb", "ec1a 1bb"),
        ("postcode", "E1 6AN", "E1 6AN"),
    ],
)
def test_numbers_and_addresses_are_found(kind, text, words):
    assert found(text) == [(kind, words)]


@pytest.mark.parametrize(
    "text",
    [
        "CAD 1234/01JAN26",
        "CRIS 1234567/26",
        "at 0830 and 0915 hours",
        "between 08:30 and 09:15",
        "on 20/11/2026 at 12:00",
        "in 1998 and on 5/11",
        "PACE 1984 s117 and CJPOA 1994 s60",
        "PC 1234 and PS 12 and 345TX",
        "IC3 male, IC1 female",
        "the A23 and the M25, bus 159",
        "UNIT M12 AND L21 THE VAN",
        "in SW9 and in E1",
        "the 2nd time, at 3rd, e1 2nd",
        "serial 12345678901234567890",
        "15 minutes, 6 feet 2, 80 kg",
        "BWV-10001, exhibit ABC/1",
        "1.5m away and 2-3 people",
    ],
)
def test_what_only_looks_like_a_number_of_somebody_is_left_alone(text):
    assert found(text) == []


def test_without_the_day_of_the_record_only_an_introduced_date_is_a_birthday():
    text = "12/03/1999; born 12/03/1999"
    assert [one.start for one in scan(text)] == [text.index("born") + len("born ")]


def test_what_is_found_is_in_order_and_does_not_overlap():
    text = "Mr John Smith, 07700 900123, born 1/2/1999, AB12 CDE, SW9 8EP, j@example.org"
    spans = [(one.start, one.end) for one in scan(text, on=ON)]
    assert spans == sorted(spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert {one.kind for one in scan(text, on=ON)} == set(PERSONAL_DATA_FLAGS)


PIECES = st.sampled_from(
    [
        "Mr ",
        "John ",
        "Smith",
        "PC ",
        "07700",
        " 900123",
        "+44",
        "@",
        "a.b",
        ".org",
        "1/2/",
        "1999",
        "AB12",
        " CDE",
        "SW9 8EP",
        "name is ",
        "called ",
        "’s",
        "'",
        "-",
        "\n",
        ". ",
        "\x00",
        "א",
        "🙂",
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=40).map("".join))
def test_any_text_is_scanned_and_every_place_lies_in_it(text):
    for one in scan(text, on=ON):
        assert 0 <= one.start < one.end <= len(text)
        assert one.words(text).strip() == one.words(text)
        assert one.kind in TextFlag


@pytest.mark.parametrize(
    "pattern", [*personal_data.PATTERNS, *names.PATTERNS], ids=lambda one: one.pattern[:30]
)
def test_no_pattern_repeats_without_bound(pattern):
    """So every attempt at a place of the text takes a bounded time, whatever the text."""
    outside_sets = re.sub(r"\[[^\]]*\]", "x", pattern.pattern).replace("\\+", "").replace("\\(", "")
    assert not re.search(r"[*+]|\{\d*,\}", outside_sets)


LONG = [
    "a",
    "A ",
    "John ",
    "0",
    "07700 ",
    "a@",
    "1/",
    "AB12",
    "Mr John Smith’s ",
    "name is ",
    "é\n",
]


@pytest.mark.parametrize("piece", LONG)
def test_the_work_grows_with_the_length_of_the_text(piece):
    """Counted in lines of Python, not in seconds; the patterns are bounded by the test above."""
    short, long = (piece * (size // len(piece)) for size in (1_000, 8_000))
    assert steps(long) <= 9 * steps(short) + 500


def steps(text: str) -> int:
    count = 0

    def trace(frame, event, _):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        scan(text, on=ON)
    finally:
        sys.settrace(before)
    return count


def test_a_hundred_thousand_characters_are_scanned():
    text = "He said that Mr Smith would call 07700 900123 in the evening. " * 1_600
    assert len(text) > 99_000
    assert len(scan(text, on=ON)) == 3_200
