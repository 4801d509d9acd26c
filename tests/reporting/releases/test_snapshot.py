"""A release counts one moment of the register, though the register goes on meanwhile."""

import csv
import threading

import pytest
from django.db import connection, transaction

from audit.actions import record
from audit.chain import verify
from audit.models import Event, Operation
from reporting.models import PeopleCell
from reporting.releases import actions
from reporting.snapshot import one_snapshot
from tests import factories
from tests.reporting.registering import encounters, london
from tests.reporting.releases.odd import HALF_YEAR, NOW, an_odd_register


@pytest.mark.django_db(transaction=True)
def test_what_is_filed_while_a_release_counts_is_in_none_of_its_numbers():
    """It counts people by the officer's word first, then by their own: in between come forty."""
    an_odd_register()
    by = factories.an_analyst()

    def file():
        encounters(40, occurred_at=london(2026, 2, 2), ethnicity_self_defined="w1")
        record(at=NOW, by=by, operation=Operation.COLLECTION, action="file", object_type="test")
        connection.close()

    filing = threading.Thread(target=file)

    def file_first(execute, sql, *rest):
        if PeopleCell._meta.db_table in sql and not filing.ident:
            filing.start()
            filing.join()
        return execute(sql, *rest)

    with connection.execute_wrapper(file_first):
        release = actions.make_release(period=HALF_YEAR, by=by, at=NOW)

    one = release.reports.get(report="how-sure-are-we", group="black")
    white = {
        line["spec_ethnicity"]: line["reference_events"]
        for line in csv.DictReader(one.csv.splitlines())
    }
    assert white == {"ethnicity_perceived": "120", "ethnicity_self_defined": "100"}
    # Its event follows the newest, which its own snapshot had not.
    assert list(Event.objects.order_by("pk").values_list("action", flat=True))[-2:] == [
        "file",
        "make_release",
    ]
    assert verify().holds


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_inside_a_transaction_that_has_begun_would_be_none():
    with pytest.raises(RuntimeError), transaction.atomic(), one_snapshot():
        pass
