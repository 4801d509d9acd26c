"""How a training stood on a day: valid, lapsed, or not known."""

from datetime import date

import pytest

from accounts.models import User
from accounts.training import Standing, Training, lapsed, months_after, trainings

EVENT = date(2026, 3, 27)


def standing(**days) -> dict[str, str]:
    return {found.training.value: found.standing for found in trainings(User(**days), on=EVENT)}


@pytest.mark.parametrize(
    ("trained_on", "expected"),
    [
        (date(2026, 3, 27), Standing.VALID),  # on the very day
        (date(2025, 3, 27), Standing.VALID),  # the last day that counts
        (date(2025, 3, 26), Standing.LAPSED),
        (date(2019, 1, 1), Standing.LAPSED),
        (date(2026, 3, 28), Standing.UNKNOWN),  # trained since; before that nothing is kept
    ],
)
def test_personal_safety_training_counts_for_a_year(trained_on, expected):
    found = standing(personal_safety_trained_on=[trained_on])
    assert found[Training.PERSONAL_SAFETY] == expected


def test_without_a_day_nothing_is_known():
    assert set(standing().values()) == {Standing.UNKNOWN}


@pytest.mark.parametrize(
    ("on", "trained_on", "expected", "earlier"),
    [
        (date(2024, 3, 1), None, Standing.UNKNOWN, 0),
        (date(2024, 6, 1), date(2024, 6, 1), Standing.VALID, 0),
        (date(2025, 6, 2), date(2024, 6, 1), Standing.LAPSED, 0),
        (date(2026, 3, 27), date(2025, 9, 1), Standing.VALID, 1),
        (date(2026, 5, 2), date(2026, 5, 1), Standing.VALID, 2),
    ],
)
def test_an_event_is_judged_by_the_last_training_before_it(on, trained_on, expected, earlier):
    """Whatever came after: an officer trained since may have been out of training then."""
    days = [date(2025, 9, 1), date(2024, 6, 1), date(2026, 5, 1)]
    found = trainings(User(personal_safety_trained_on=days), on=on)[0]
    assert (found.trained_on, found.standing) == (trained_on, expected)
    assert len(found.earlier) == earlier
    assert list(found.earlier) == sorted(found.earlier, reverse=True)


def test_each_training_counts_for_as_long_as_is_set(settings):
    settings.TRAINING_VALID_MONTHS = {"personal_safety": 6, "legal": 24, "de_escalation": 36}
    day = [date(2024, 1, 10)]
    found = standing(
        personal_safety_trained_on=day, legal_trained_on=day, de_escalation_trained_on=day
    )
    assert list(found.values()) == [Standing.LAPSED, Standing.LAPSED, Standing.VALID]


def test_unknown_is_told_apart_from_lapsed():
    """A peer showed "not known" as "no"."""
    user = User(legal_trained_on=[date(2020, 1, 1)], de_escalation_trained_on=[date(2026, 1, 1)])
    found = {one.training: (one.standing, one.note) for one in lapsed(user, on=EVENT)}
    assert found == {
        Training.PERSONAL_SAFETY: (Standing.UNKNOWN, "No date is kept"),
        Training.LEGAL: (Standing.LAPSED, ""),
    }


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 31), 1, date(2026, 1, 31)),
        (date(2025, 1, 15), 24, date(2027, 1, 15)),
    ],
)
def test_a_month_that_is_too_short_ends_on_its_last_day(day, months, later):
    assert months_after(day, months) == later
