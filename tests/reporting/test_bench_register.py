"""The register that `make bench` measures on is one the service could have made."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Role, User
from bench import register
from records import actions
from records.models import Encounter
from records.vocabulary import Status
from reporting import cube
from reporting.exports.encounters import ENCOUNTERS
from reporting.selection import Selection


@pytest.mark.django_db(transaction=True)
def test_the_register_of_the_bench_is_counted_exported_and_can_be_filed():
    now = timezone.now()
    call_command("load_areas", verbosity=0)
    register.fill(encounters=1500, now=now, force=(2, 2, 2))
    officer = User.objects.filter(roles=[Role.OFFICER]).order_by("pk").first()
    register.add_drafts(officers=[officer], each=2, now=now)

    assert cube.differences() == []
    rows = b"".join(ENCOUNTERS.stream(Selection())).splitlines()
    assert len(rows) - 1 == Encounter.objects.counted().count() > 1000
    drafts = Encounter.objects.filter(
        reporting_officer=officer, status=Status.DRAFT, created_at__gt=now
    )
    assert len(drafts) == 2
    for draft in drafts:
        filed = actions.submit(
            encounter_id=draft.pk,
            version_seen=draft.version,
            by=officer,
            at=now + timedelta(minutes=1),
        )
        assert filed.status == Status.SUBMITTED
    assert cube.differences() == []
