"""Times as people write them: London on the wall clock, one instant in the register."""

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.core.exceptions import ValidationError

from records.conditions import is_continued_use
from records.forms.moments import LONDON, LondonMomentField, Written, happens_twice, read_moment
from records.models import HandcuffUse
from records.presenters.answers import moment

# The clocks of 2026: forward on 29 March at 01:00 UTC, back on 25 October at 01:00 UTC.
BEFORE_IT_REPEATS = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
WHEN_IT_REPEATS = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def written(text: str, clock: str = "") -> Written:
    """ "27 3 2026 14:05" as four boxes; a dash is an empty one."""
    parts = ["" if part == "-" else part for part in text.split(" ", 3)]
    return Written(*parts, clock=clock)


class OneMoment(forms.Form):
    when = LondonMomentField(required=False)


def form_of(**parts: str) -> OneMoment:
    return OneMoment({f"when_{name}": value for name, value in parts.items()})


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("27 3 2026 14:05", datetime(2026, 3, 27, 14, 5, tzinfo=UTC)),
        ("27 03 2026 14.05", datetime(2026, 3, 27, 14, 5, tzinfo=UTC)),
        ("27 3 26 1405", datetime(2026, 3, 27, 14, 5, tzinfo=UTC)),
        ("27 3 2026 905", datetime(2026, 3, 27, 9, 5, tzinfo=UTC)),
        ("27 3 2026 9:05", datetime(2026, 3, 27, 9, 5, tzinfo=UTC)),
        ("27 3 2026 14 05", datetime(2026, 3, 27, 14, 5, tzinfo=UTC)),
        ("27 7 2026 14:05", datetime(2026, 7, 27, 13, 5, tzinfo=UTC)),  # summer time
        ("1 7 2026 00:30", datetime(2026, 6, 30, 23, 30, tzinfo=UTC)),
        ("31 12 2026 23:59", datetime(2026, 12, 31, 23, 59, tzinfo=UTC)),
        ("1 1 2027 00:00", datetime(2027, 1, 1, tzinfo=UTC)),
        ("29 2 2028 12:00", datetime(2028, 2, 29, 12, tzinfo=UTC)),
    ],
)
def test_what_people_write_is_read(text, instant):
    assert read_moment(written(text)) == instant


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- 3 2026 14:05", "The date must include a day"),
        ("27 - 2026 14:05", "The date must include a month"),
        ("27 3 - 14:05", "The date must include a year"),
        ("27 March 2026 14:05", "The date must be in numbers, for example 27 3 2026"),
        ("27 3 2o26 14:05", "The date must be in numbers, for example 27 3 2026"),
        ("² 3 2026 14:05", "The date must be in numbers, for example 27 3 2026"),
        ("-1 3 2026 14:05", "The date must be in numbers, for example 27 3 2026"),
        ("30 2 2026 14:05", "The date must be a real date"),
        ("29 2 2026 14:05", "The date must be a real date"),
        ("0 3 2026 14:05", "The date must be a real date"),
        ("27 13 2026 14:05", "The date must be a real date"),
        ("27 3 0 14:05", "The date must be a real date"),
        ("27 3 20266 14:05", "The date must be a real date"),
        ("27 3 99999999999999999999 14:05", "The date must be a real date"),
        ("99999999999999999999 3 2026 14:05", "The date must be a real date"),
        ("27 3 026 14:05", "The year must have four digits, for example 2026"),
        ("27 3 1026 14:05", "The year must have four digits, for example 2026"),
        ("27 3 2026 -", "Enter the time as well, for example 14:05"),
        ("27 3 2026 noon", "Write the time on the 24-hour clock: 14:05"),
        ("27 3 2026 2pm", "Write the time on the 24-hour clock: 14:05"),
        ("27 3 2026 14:5", "Write the time on the 24-hour clock: 14:05"),
        ("27 3 2026 14:05:30", "Write the time on the 24-hour clock: 14:05"),
        ("27 3 2026 5", "Write the time on the 24-hour clock: 14:05"),
        ("27 3 2026 :", "Write the time on the 24-hour clock: 14:05"),
        ("27 3 2026 -1:30", "Write the time on the 24-hour clock: 14:05"),
        ("27 3 2026 24:00", "The time must be between 00:00 and 23:59"),
        ("27 3 2026 12:60", "The time must be between 00:00 and 23:59"),
        (
            "29 3 2026 01:30",
            "01:30 did not exist on that day: the clocks went forward an hour",
        ),
        (
            "25 10 2026 01:30",
            "The clocks went back that night and 01:30 came twice: say which it was",
        ),
    ],
)
def test_what_cannot_be_read_is_answered_in_words_that_help(text, message):
    with pytest.raises(ValidationError) as error:
        read_moment(written(text))
    assert error.value.messages == [message]


@pytest.mark.parametrize("text", ["27 3 99999999999999999999 14:05", "0 0 0 0", "31 2 2026 25:61"])
def test_a_page_with_an_impossible_time_can_be_shown_again(text):
    day, month, year, time = text.split()
    form = form_of(day=day, month=month, year=year, time=time)
    assert not form.is_valid()
    page = form.as_div()
    assert f'value="{year}"' in page
    assert f'value="{time}"' in page


def test_every_kind_of_digit_is_a_digit():
    """A keyboard set to another script is no reason to refuse a date."""
    assert read_moment(written("٢٧ ٣ ٢٠٢٦ ١٤:٠٥")) == datetime(2026, 3, 27, 14, 5, tzinfo=UTC)


def test_no_time_at_all_is_no_error_and_no_answer():
    form = form_of(day="", month=" ", year="", time="")
    assert form.is_valid()
    assert form.cleaned_data["when"] is None


def test_one_part_alone_is_an_error_and_not_no_answer():
    form = form_of(day="27")
    assert form.errors["when"] == ["The date must include a month"]


def test_blanks_around_the_parts_do_not_matter():
    form = form_of(day=" 27 ", month="3\t", year=" 2026", time=" 14:05 ")
    assert form.is_valid()
    assert form.cleaned_data["when"] == datetime(2026, 3, 27, 14, 5, tzinfo=UTC)


def test_what_the_form_hands_on_is_in_utc():
    """Two times of one zone are compared on the wall clock, which is wrong across the change."""
    form = form_of(day="27", month="7", year="2026", time="14:05")
    assert form.is_valid()
    assert form.cleaned_data["when"].utcoffset() == timedelta(0)


@pytest.mark.parametrize("parts", [{"day": "\x00"}, {"time": "14:05\x00"}])
def test_the_character_that_the_database_cannot_keep_is_no_time(parts):
    form = form_of(**{"day": "27", "month": "3", "year": "2026", "time": "14:05", **parts})
    assert not form.is_valid()


def test_the_minutes_around_the_hour_that_is_skipped_exist():
    assert read_moment(written("29 3 2026 00:59")) == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert read_moment(written("29 3 2026 02:00")) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    for skipped in ("01:00", "01:59"):
        with pytest.raises(ValidationError, match="did not exist"):
            read_moment(written(f"29 3 2026 {skipped}"))


def test_only_the_hour_that_repeats_is_asked_about():
    assert read_moment(written("25 10 2026 00:59")) == datetime(2026, 10, 24, 23, 59, tzinfo=UTC)
    assert read_moment(written("25 10 2026 02:00")) == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)
    for repeated in ("01:00", "01:59"):
        with pytest.raises(ValidationError, match="came twice"):
            read_moment(written(f"25 10 2026 {repeated}"))


@pytest.mark.parametrize(
    ("clock", "instant"), [("first", BEFORE_IT_REPEATS), ("second", WHEN_IT_REPEATS)]
)
def test_the_answer_to_which_hour_is_kept(clock, instant):
    assert read_moment(written("25 10 2026 01:30", clock)) == instant
    assert Written.of(instant) == written("25 10 2026 01:30", clock)


@pytest.mark.parametrize("clock", ["", "third", "SECOND"])
def test_the_repeated_hour_is_never_guessed(clock):
    with pytest.raises(ValidationError, match="say which it was"):
        read_moment(written("25 10 2026 01:30", clock))


def test_an_answer_about_the_hour_is_ignored_on_every_other_night():
    assert read_moment(written("24 10 2026 01:30", "second")) == read_moment(
        written("24 10 2026 01:30")
    )


def test_the_page_asks_which_hour_only_when_it_came_twice():
    asked = form_of(day="25", month="10", year="2026", time="01:30").as_div()
    assert 'name="when_clock"' in asked
    not_asked = form_of(day="25", month="10", year="2026", time="03:30").as_div()
    assert 'value="second"' not in not_asked


@pytest.mark.parametrize("instant", [BEFORE_IT_REPEATS, WHEN_IT_REPEATS])
def test_a_stored_time_in_the_repeated_hour_is_shown_and_read_back_the_same(instant):
    shown = Written.of(instant)
    assert read_moment(shown) == instant
    assert not LondonMomentField().has_changed(instant, shown)


def test_another_hour_of_the_same_name_is_a_change():
    assert LondonMomentField().has_changed(BEFORE_IT_REPEATS, Written.of(WHEN_IT_REPEATS))


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (BEFORE_IT_REPEATS, "25 October 2026 at 01:30 BST"),
        (WHEN_IT_REPEATS, "25 October 2026 at 01:30 GMT"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), "25 October 2026 at 02:30"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "2 July 2026 at 00:30"),
        (datetime(2026, 1, 5, 9, 5, tzinfo=UTC), "5 January 2026 at 09:05"),
        (None, ""),
    ],
)
def test_times_are_shown_as_london_clocks_showed_them(instant, text):
    assert moment(instant) == text


def test_no_time_but_that_hour_happens_twice():
    start = datetime(2026, 10, 24, 23, 0, tzinfo=UTC)
    twice = [
        start + timedelta(minutes=minutes)
        for minutes in range(0, 240, 10)
        if happens_twice_in_london(start + timedelta(minutes=minutes))
    ]
    assert twice[0] == datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    assert twice[-1] == datetime(2026, 10, 25, 1, 50, tzinfo=UTC)


def happens_twice_in_london(instant: datetime) -> bool:
    return Written.of(instant).clock != "" and happens_twice(instant.astimezone(LONDON))


@pytest.mark.parametrize(
    ("applied", "ended", "minutes"),
    [
        # On at 01:55 summer time, off at 01:05 winter time: ten minutes, not minus fifty.
        (
            datetime(2026, 10, 25, 0, 55, tzinfo=UTC),
            datetime(2026, 10, 25, 1, 5, tzinfo=UTC),
            10,
        ),
        # On at 01:05, off at 01:15, but an hour later on the clock that was put back.
        (
            datetime(2026, 10, 25, 0, 5, tzinfo=UTC),
            datetime(2026, 10, 25, 1, 15, tzinfo=UTC),
            70,
        ),
        # On at 00:55, off at 02:05: ten minutes, as the hour between did not happen.
        (
            datetime(2026, 3, 29, 0, 55, tzinfo=UTC),
            datetime(2026, 3, 29, 1, 5, tzinfo=UTC),
            10,
        ),
    ],
)
def test_minutes_in_handcuffs_are_right_across_the_change_of_the_clocks(applied, ended, minutes):
    use = HandcuffUse(applied_at=applied, ended_at=ended)
    assert use.minutes == minutes
    answers = {"applied_at": applied, "ended_at": ended, "after_search": "no"}
    assert is_continued_use(answers) is (minutes > 10)
