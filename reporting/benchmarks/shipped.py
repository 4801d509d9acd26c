"""The tables that come with the service, each declared once. Their limits: data/SOURCES.md."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from records.vocabulary import AgeBand, Ethnicity, Gender
from reporting.benchmarks.places import force_code, place_of_search
from reporting.benchmarks.reading import Long, Table, Wide, as_code
from reporting.models import BenchmarkKind

FOLDER = Path(__file__).resolve().parent.parent / "data"
LICENCE = "Open Government Licence v3.0"
RETRIEVED = date(2026, 11, 23)

FIVE_GROUPS = {
    "White": Ethnicity.WHITE,
    "Black": Ethnicity.BLACK,
    "Asian": Ethnicity.ASIAN,
    "Mixed": Ethnicity.MIXED,
    "Other": Ethnicity.OTHER,
}
BY_ETHNICITY = {column: {"ethnicity": group} for column, group in FIVE_GROUPS.items()}
# Chinese people are counted as Asian, as the census of 2021 and the national returns do.
BY_ETHNICITY_OF_FORCES_2011 = {
    "White": {"ethnicity": Ethnicity.WHITE},
    "Black (or Black British)": {"ethnicity": Ethnicity.BLACK},
    "Asian incl Chinese (current GSS)": {"ethnicity": Ethnicity.ASIAN},
    "Mixed": {"ethnicity": Ethnicity.MIXED},
    "Other": {"ethnicity": Ethnicity.OTHER},
}


def _census(day: date, table: str) -> dict[str, Any]:
    return {
        "kind": BenchmarkKind.RESIDENTS,
        "start": day,
        "end": day,
        "source": f"Office for National Statistics, Census {day.year}, {table}",
        "licence": LICENCE,
        "attribution": (
            "Source: Office for National Statistics licensed under the Open Government Licence v3.0"
        ),
        "retrieved": RETRIEVED,
    }


_IN_2021, _IN_2011 = date(2021, 3, 21), date(2011, 3, 27)
_ETHNIC_GROUP = _census(_IN_2021, "TS021 ethnic group")

CENSUS_2021 = Table(
    slug="census-2021",
    path=FOLDER / "census2021_ts021_ethnicity5_london_boroughs.csv",
    name="Census 2021",
    coverage="London",
    shape=Wide(
        area_column="ltla21_code", columns=BY_ETHNICITY, total_column="All", area_of=as_code
    ),
    areas=33,
    total=8_799_736,
    **_ETHNIC_GROUP,
)
CENSUS_2021_DISTRICTS = Table(
    slug="census-2021-districts",
    path=FOLDER / "census2021_ts021_ethnicity19_by_ltla.csv",
    name="Census 2021, local authorities",
    coverage="England and Wales",
    shape=Long(
        area_column="ltla21_code",
        count_column="usual_residents",
        dimensions={"ethnicity": ("ethnic_group_5", FIVE_GROUPS)},
        area_of=as_code,
    ),
    areas=331,
    total=59_597_578,
    **_ETHNIC_GROUP,
)
CENSUS_2021_FORCES = Table(
    slug="census-2021-forces",
    path=FOLDER / "census2021_ts021_ethnicity5_by_police_force_area.csv",
    name="Census 2021, police force areas",
    coverage="England and Wales",
    shape=Wide(area_column="pfa_code", columns=BY_ETHNICITY, total_column="All", area_of=as_code),
    areas=43,
    total=59_597_578,
    **_ETHNIC_GROUP,
)
CENSUS_2021_AGES = Table(
    slug="census-2021-ages",
    path=FOLDER / "census2021_ts007_age_bands_by_ltla.csv",
    name="Census 2021, ages",
    coverage="England and Wales",
    shape=Wide(
        area_column="ltla21_code",
        columns={
            "under_11": {"age_band": AgeBand.UNDER_11},
            "11_17": {"age_band": AgeBand.FROM_11},
            "18_34": {"age_band": AgeBand.FROM_18},
            "35_49": {"age_band": AgeBand.FROM_35},
            "50_64": {"age_band": AgeBand.FROM_50},
            "65_plus": {"age_band": AgeBand.FROM_65},
        },
        total_column="all_ages",
        area_of=as_code,
    ),
    areas=331,
    total=59_597_608,
    **_census(_IN_2021, "TS007 age by single year"),
)
# Their own table, because they overlap: a table's cells can always be added up.
CENSUS_2021_YOUNG = replace(
    CENSUS_2021_AGES,
    slug="census-2021-aged-16-to-25",
    name="Census 2021, aged 16 to 25",
    shape=Wide(
        area_column="ltla21_code", columns={"16_25": {"age_band": "16_25"}}, area_of=as_code
    ),
    total=7_066_241,
)
CENSUS_2021_SEXES = Table(
    slug="census-2021-sexes",
    path=FOLDER / "census2021_ts009_sex_totals_by_ltla.csv",
    name="Census 2021, sexes",
    coverage="England and Wales",
    shape=Wide(
        area_column="ltla21_code",
        columns={
            "total_females": {"sex": Gender.FEMALE},
            "total_males": {"sex": Gender.MALE},
        },
        total_column="total_population",
        area_of=as_code,
    ),
    areas=331,
    total=59_597_529,
    **_census(_IN_2021, "TS009 sex by single year of age"),
)
CENSUS_2011 = Table(
    slug="census-2011",
    path=FOLDER / "census2011_ks201_ethnicity18_by_la.csv",
    name="Census 2011",
    coverage="London",
    shape=Wide(
        area_column="la11_code",
        columns=BY_ETHNICITY,
        total_column="All",
        area_of=as_code,
        prefix="E09",
    ),
    areas=33,
    total=8_173_941,
    **_census(_IN_2011, "KS201 ethnic group"),
)
CENSUS_2011_FORCES = Table(
    slug="census-2011-forces",
    path=FOLDER / "census2011_ethnicity_by_police_force_area.csv",
    name="Census 2011, police force areas",
    coverage="England and Wales",
    shape=Wide(
        area_column="Police force",
        columns=BY_ETHNICITY_OF_FORCES_2011,
        total_column="All",
        area_of=force_code,
    ),
    areas=43,
    total=56_075_912,
    **_census(_IN_2011, "ethnic group by police force area"),
)


def _arrests(year: int, *, areas: int, total: int) -> Table:
    label = f"{year}/{(year + 1) % 100}"
    return Table(
        slug=f"arrests-{year}-{(year + 1) % 100}",
        path=FOLDER / "arrests_2016-18_by_force_ethnicity_age_sex.csv",
        kind=BenchmarkKind.ARRESTS,
        name=f"Arrests {label}",
        coverage="England and Wales",
        start=date(year, 4, 1),
        end=date(year + 1, 3, 31),
        source="Home Office, arrests open data tables, offence groups added up",
        licence=LICENCE,
        attribution="Contains public sector information licensed under the Open Government "
        "Licence v3.0 (Home Office)",
        retrieved=RETRIEVED,
        shape=Long(
            area_column="force_name",
            count_column="arrests",
            dimensions={
                "ethnicity": (
                    "ethnic_group",
                    {
                        "White": Ethnicity.WHITE,
                        "Black or Black British": Ethnicity.BLACK,
                        "Asian or Asian British": Ethnicity.ASIAN,
                        "Mixed": Ethnicity.MIXED,
                        # One group in the table, which nobody can take apart again.
                        "Chinese/other": Ethnicity.OTHER,
                        "Not stated": Ethnicity.NOT_REPORTED,
                    },
                ),
                "age_band": (
                    "age_group",
                    {
                        "Under 10 years": "under_10",
                        "10 - 17 years": "10_17",
                        "18 - 20 years": "18_20",
                        "21 years and over": "21_plus",
                        "Unknown": AgeBand.NOT_REPORTED,
                    },
                ),
                "sex": ("sex", {"Male": Gender.MALE, "Female": Gender.FEMALE}),
            },
            area_of=force_code,
            where={"financial_year": label},
        ),
        areas=areas,
        total=total,
    )


ARRESTS_2016 = _arrests(2016, areas=43, total=781_250)
ARRESTS_2017 = _arrests(2017, areas=42, total=698_737)  # Lancashire supplied none

STOPS_MET_2020 = Table(
    slug="stops-met-2020-q3",
    path=FOLDER / "stops_met_2020q3_by_borough_ethnicity_age_gender.csv",
    kind=BenchmarkKind.STOPS,
    name="Met stops and searches, July to September 2020",
    coverage="London",
    start=date(2020, 7, 1),
    end=date(2020, 9, 30),
    source="data.police.uk, Metropolitan Police Service, stop and search, counted",
    licence=LICENCE,
    attribution="Contains public sector information licensed under the Open Government "
    "Licence v3.0 (data.police.uk)",
    retrieved=RETRIEVED,
    shape=Long(
        area_column="area_code",
        count_column="searches",
        dimensions={
            "ethnicity": (
                "ethnicity_officer_defined",
                {
                    "White": Ethnicity.WHITE,
                    "Black": Ethnicity.BLACK,
                    "Asian": Ethnicity.ASIAN,
                    "Other": Ethnicity.OTHER,
                    "Not recorded": Ethnicity.NOT_REPORTED,
                },
            ),
            "age_band": (
                "age_band",
                {
                    "under 10": "under_10",
                    "10-17": "10_17",
                    "18-24": "18_24",
                    "25-34": "25_34",
                    "over 34": "35_plus",
                    "Not recorded": AgeBand.NOT_REPORTED,
                },
            ),
            "sex": (
                "gender",
                {
                    "Male": Gender.MALE,
                    "Female": Gender.FEMALE,
                    "Other": Gender.OTHER,
                    "Not recorded": Gender.NOT_REPORTED,
                },
            ),
        },
        area_of=place_of_search,
    ),
    areas=35,  # 33, outside, and without coordinates
    total=65_964,
)

TABLES = (
    CENSUS_2021,
    CENSUS_2021_DISTRICTS,
    CENSUS_2021_FORCES,
    CENSUS_2021_AGES,
    CENSUS_2021_YOUNG,
    CENSUS_2021_SEXES,
    CENSUS_2011,
    CENSUS_2011_FORCES,
    ARRESTS_2016,
    ARRESTS_2017,
    STOPS_MET_2020,
)
