"""What is served is made of published counts and of nothing else of the register."""

import pytest
from django.db import transaction

from records.models import Encounter
from reporting.releases.freezing import freeze
from tests.reporting.registering import an_account
from tests.reporting.releases.odd import ALIKE, NOW, ODD, QUARTER, an_odd_register


@pytest.mark.django_db
def test_registers_whose_counts_are_published_alike_give_the_same_bytes():
    """So nothing that is served, to the last label of a picture, tells which of them it is."""
    made = []
    for counts, elsewhere in ((ODD, 6), (ALIKE, 1)):
        with transaction.atomic():
            an_odd_register(counts, elsewhere=elsewhere)
            reported_again = list(Encounter.objects.filter(area_id="A1"))[:elsewhere]
            for encounter in reported_again:
                an_account(encounter, before_arrest=encounter.before_arrest)
            made.append(freeze(QUARTER, now=NOW))
            transaction.set_rollback(True)
    one, other = made
    for mine, theirs in zip(one.reports, other.reports, strict=True):
        assert (mine.report, mine.area, mine.kind) == (theirs.report, theirs.area, theirs.kind)
        assert mine.csv == theirs.csv
        assert mine.html == theirs.html
    assert one.release.checksum == other.release.checksum
