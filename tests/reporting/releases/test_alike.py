"""What is served is made of published counts and of nothing else of the register."""

import pytest
from django.db import transaction

from records.models import Encounter
from reporting.releases.freezing import freeze
from reporting.releases.reading import numbers_of, scope_of
from tests.reporting.registering import an_account
from tests.reporting.releases.odd import ALIKE, HALF_YEAR, NAMES, NOW, ODD, an_odd_register


@pytest.mark.django_db
def test_registers_whose_counts_are_published_alike_give_the_same_bytes():
    """So nothing that is served, to the last label of a picture, tells which of them it is."""
    made, true = [], []
    for register in (ODD, ALIKE):
        with transaction.atomic():
            an_odd_register(register)
            report_again(register.elsewhere)
            true.append(numbers_of(scope_of(HALF_YEAR, NAMES)))
            made.append(freeze(HALF_YEAR, now=NOW))
            transaction.set_rollback(True)
    assert sum(number != true[1][of] for of, number in true[0].items()) > len(true[0]) / 2
    one, other = made
    for mine, theirs in zip(one.reports, other.reports, strict=True):
        assert (mine.report, mine.area, mine.kind) == (theirs.report, theirs.area, theirs.kind)
        assert mine.csv == theirs.csv
        assert mine.html == theirs.html
    for mine, theirs in zip(one.pictures, other.pictures, strict=True):
        assert (mine.ident, mine.svg) == (theirs.ident, theirs.svg)
    assert one.release.checksum == other.release.checksum


def report_again(number):
    """More reports of officers, of people handcuffed as the first report says."""
    same = Encounter.objects.filter(
        area_id="A1", before_arrest="yes", compliance="compliant", no_de_escalation=False
    )
    for encounter in same[:number]:
        an_account(encounter, before_arrest="yes", compliance="compliant")
