"""How stored answers are put into the groups that figures are given for, as SQL."""

from records.vocabulary import (
    AGE_GROUPS,
    ETHNICITY_OF_SELF_DEFINED,
    AgeBand,
    AgeGroup,
    LocationType,
)

_SETTINGS = {
    "public": (
        LocationType.STREET,
        LocationType.OPEN_GROUND,
        LocationType.PUBLIC_TRANSPORT,
        LocationType.STADIUM,
    ),
    "premises": (LocationType.RETAIL, LocationType.LICENSED),
    "home": (LocationType.DWELLING,),
    "police": (
        LocationType.VEHICLE_WITH_CAGE,
        LocationType.VEHICLE_WITHOUT_CAGE,
        LocationType.POLICE_STATION,
        LocationType.CUSTODY,
    ),
    "health": (LocationType.HOSPITAL, LocationType.MENTAL_HEALTH, LocationType.AMBULANCE),
}


def age_band(years: str) -> str:
    """The national band of an age; `years` is the SQL of a column."""
    return _ages(years, [(last, band) for last, _, band in AGE_GROUPS], AgeBand.NOT_REPORTED)


def age_group(years: str) -> str:
    """The finer group, of which national bands and 16 to 25 are sums."""
    return _ages(years, [(last, group) for last, group, _ in AGE_GROUPS], AgeGroup.NOT_REPORTED)


def _ages(years, bands, unknown) -> str:
    cases = " ".join(f"WHEN {years} <= {last} THEN '{band.value}'" for last, band in bands)
    return f"CASE {cases} ELSE '{unknown.value}' END"


def self_defined_group(code: str) -> str:
    """The group of a self-defined ethnicity; "not stated" and "not asked" are not reported."""
    cases = " ".join(
        f"WHEN '{known.value}' THEN '{group.value}'"
        for known, group in ETHNICITY_OF_SELF_DEFINED.items()
    )
    return f"CASE {code} {cases} END"


def codes_of_group(group: str) -> list[str]:
    """The self-defined ethnicities that are put into a group."""
    return [code.value for code, of in ETHNICITY_OF_SELF_DEFINED.items() if of == group]


# Whole hours, then days; beyond the last is later.
HOURS = (*range(1, 25), 48, 72, 168)
LATER = 32767


def within_hours(interval: str) -> str:
    """In how many hours at most: the least of `HOURS`, or `LATER`; `interval` is SQL."""
    hours = f"extract(epoch FROM {interval}) / 3600"
    days = " ".join(f"WHEN {hours} <= {most} THEN {most}" for most in HOURS if most > 24)
    return f"CASE WHEN {hours} <= 24 THEN greatest(ceil({hours}), 1)::int {days} ELSE {LATER} END"


def setting(location_type: str) -> str:
    """The kind of place; `location_type` is the SQL of a column."""
    cases = " ".join(
        f"WHEN '{place.value}' THEN '{kind}'"
        for kind, places in _SETTINGS.items()
        for place in places
    )
    return f"CASE {location_type} {cases} ELSE 'other' END"
