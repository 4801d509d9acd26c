"""A register in which every count is awkward to publish, and a release made of it."""

from datetime import UTC, datetime

from records.models.area import AreaKind
from records.vocabulary import Ethnicity
from reporting.models import Release
from reporting.releases import actions
from reporting.releases.periods import Quarters
from tests import factories
from tests.reporting.registering import an_area, encounters, london, residents

FIRST = datetime(2026, 1, 1).date()
QUARTER = Quarters(FIRST, FIRST.replace(month=3))
# After the quarter, so that it can be released.
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
# By area, for each group in the order of the vocabulary: before any arrest, and otherwise.
ODD = {
    "A1": ((61, 37), (13, 34), (11, 2), (9, 1), (0, 3), (4, 7)),
    "B1": ((13, 0), (13, 0), (13, 0), (13, 0), (1, 0), (13, 0)),
    "C1": ((1, 8), (17, 9), (12, 13), (2, 2), (0, 0), (0, 13)),
}
# Other counts that are published alike, also all sums of them: 27 of the 36 numbers differ.
ALIKE = {
    "A1": ((62, 40), (17, 28), (12, 1), (7, 3), (1, 1), (0, 10)),
    "B1": ((13, 0), (13, 0), (14, 0), (14, 0), (0, 0), (13, 0)),
    "C1": ((0, 5), (14, 11), (11, 12), (3, 0), (1, 5), (1, 12)),
}
NAMES = {"A1": "Aldham", "B1": "Bexham", "C1": "Caldham"}


def an_odd_register(counts=ODD, *, elsewhere=6) -> None:
    """Three districts, an airport, and a month that no release of the quarter has."""
    residents({code: {"white": 9000, "black": 2000} for code in NAMES}, checksum="0" * 64)
    # In use from the first month on.
    when = london(2026, 1, 2)
    for code, groups in counts.items():
        place = an_area(code, NAMES[code])
        for group, (before, otherwise) in zip(Ethnicity, groups, strict=True):
            about = {"area": place, "ethnicity_perceived": group, "occurred_at": when}
            encounters(before, before_arrest="yes", **about)
            encounters(otherwise, before_arrest="no", **about)
    encounters(elsewhere, area=an_area("S1", "Airport", kind=AreaKind.SITE), occurred_at=when)
    encounters(3, area=place, occurred_at=london(2026, 4, 2))


def a_release(*, published: bool = True) -> Release:
    """Of the odd register; an analyst made it."""
    by = factories.an_analyst()
    release = actions.make_release(period=QUARTER, by=by, at=NOW)
    if published:
        actions.publish_release(release_id=release.pk, by=by, at=NOW)
    return release


def true_counts() -> dict[tuple[str, str, str], int]:
    """(area, group, kind) of everything that a release counts, worked out the slow way."""
    found = {}
    for areas in (*[[code] for code in ODD], list(ODD)):
        for groups in (*[[n] for n in range(6)], list(range(6))):
            key = (
                areas[0] if len(areas) == 1 else "",
                list(Ethnicity)[groups[0]].value if len(groups) == 1 else "",
            )
            pairs = [ODD[area][n] for area in areas for n in groups]
            found[(*key, "before_arrest")] = sum(before for before, _ in pairs)
            found[(*key, "")] = sum(map(sum, pairs))
    return found
