"""The coded values: bands, rollups, and that what is stored stays readable."""

import re

import pytest
from django.db.models import TextChoices

from records import vocabulary as v

LISTS = [
    member
    for member in vars(v).values()
    if isinstance(member, type) and issubclass(member, TextChoices) and member is not TextChoices
]
LONGEST = 24  # every column that keeps one


def by_name(vocabulary) -> str:
    return vocabulary.__name__


@pytest.mark.parametrize("vocabulary", LISTS, ids=by_name)
def test_values_are_lower_case_and_fit_their_column(vocabulary):
    for value in vocabulary.values:
        assert re.fullmatch(r"[a-z0-9][a-z0-9_]*", value), value
        assert len(value) <= LONGEST, value


@pytest.mark.parametrize("vocabulary", LISTS, ids=by_name)
def test_labels_are_words_and_no_two_are_alike(vocabulary):
    assert all(label and label != value for value, label in vocabulary.choices)
    assert len(set(vocabulary.labels)) == len(vocabulary.labels)


@pytest.mark.parametrize("vocabulary", LISTS, ids=by_name)
def test_every_list_says_in_its_docstring_what_it_is(vocabulary):
    assert vocabulary.__doc__
    assert not vocabulary.__doc__.startswith(vocabulary.__name__)


@pytest.mark.parametrize(
    ("years", "band"),
    [
        (0, v.AgeBand.UNDER_11),
        (10, v.AgeBand.UNDER_11),
        (11, v.AgeBand.FROM_11),
        (17, v.AgeBand.FROM_11),
        (18, v.AgeBand.FROM_18),
        (34, v.AgeBand.FROM_18),
        (35, v.AgeBand.FROM_35),
        (49, v.AgeBand.FROM_35),
        (50, v.AgeBand.FROM_50),
        (64, v.AgeBand.FROM_50),
        (65, v.AgeBand.FROM_65),
        (v.OLDEST_AGE, v.AgeBand.FROM_65),
        (None, v.AgeBand.NOT_REPORTED),
    ],
)
def test_age_bands_begin_and_end_where_the_national_ones_do(years, band):
    assert v.age_band(years) == band


@pytest.mark.parametrize(
    ("code", "ethnicity"),
    [
        ("ic1", "white"),
        ("ic2", "white"),
        ("ic3", "black"),
        ("ic4", "asian"),
        ("ic5", "asian"),
        ("ic6", "other"),
        ("ic9", "not_reported"),
    ],
)
def test_officer_defined_codes_roll_up(code, ethnicity):
    assert v.ETHNICITY_OF_CODE[v.OfficerDefinedCode(code)] == ethnicity


def test_every_officer_defined_code_rolls_up_and_none_to_mixed():
    assert set(v.ETHNICITY_OF_CODE) == set(v.OfficerDefinedCode)
    assert v.Ethnicity.MIXED not in v.ETHNICITY_OF_CODE.values()


SELF_DEFINED = {
    "white": {"w1", "w2", "w3", "w9"},
    "mixed": {"m1", "m2", "m3", "m9"},
    "asian": {"a1", "a2", "a3", "a4", "a9"},
    "black": {"b1", "b2", "b9"},
    "other": {"o2", "o9"},
    "not_reported": {"ns", "not_asked"},
}


@pytest.mark.parametrize(("ethnicity", "codes"), SELF_DEFINED.items())
def test_self_defined_ethnicities_roll_up(ethnicity, codes):
    rolled_up = {code for code, group in v.ETHNICITY_OF_SELF_DEFINED.items() if group == ethnicity}
    assert rolled_up == codes


def test_every_self_defined_ethnicity_rolls_up():
    assert set(v.ETHNICITY_OF_SELF_DEFINED) == set(v.SelfDefinedEthnicity)


def test_not_stated_and_not_asked_are_two_answers():
    assert v.SelfDefinedEthnicity.NOT_STATED != v.SelfDefinedEthnicity.NOT_ASKED
    assert v.SelfDefinedEthnicity.NOT_STATED.label != v.SelfDefinedEthnicity.NOT_ASKED.label


def test_reports_count_what_was_filed_and_not_withdrawn():
    assert set(v.COUNTED_STATUSES) == {
        v.Status.SUBMITTED,
        v.Status.RETURNED,
        v.Status.ACCEPTED,
        v.Status.ESCALATED,
        v.Status.UPHELD,
    }
    assert set(v.INCOMPLETE_STATUSES) == {v.Status.DRAFT, v.Status.DISCARDED}
    assert set(v.UNDECIDED_STATUSES) <= set(v.COUNTED_STATUSES)


def test_retired_values_are_known_ones():
    for vocabulary, retired in v.RETIRED.items():
        assert retired <= set(vocabulary.values), vocabulary.__name__


@pytest.mark.parametrize("years", [None, *range(v.OLDEST_AGE + 1)])
def test_national_bands_and_16_to_25_are_sums_of_the_finer_groups(years):
    group = v.age_group(years)
    assert v.BAND_OF_AGE_GROUP[group] == v.age_band(years)
    assert (group in v.AGED_16_TO_25) == (years is not None and 16 <= years <= 25)
