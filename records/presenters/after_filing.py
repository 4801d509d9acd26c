"""What can be done with a filed record beside deciding on it."""

from typing import Any

from accounts.models import User
from records import permissions
from records.models import Encounter
from records.vocabulary import INCOMPLETE_STATUSES


def after_filing(encounter: Encounter, reader: User) -> dict[str, Any]:
    """Amending for the officers whose record it is, the receipt, and the file to print.

    Those whose business it is see amending also when it is off, with the reason.
    """
    if encounter.status in INCOMPLETE_STATUSES:
        return {"is_filed": False}
    reported = encounter.reporting_officer_id == reader.pk
    took_part = reported or any(use.officer_id == reader.pk for use in encounter.uses.all())
    return {
        "is_filed": True,
        "amending": permissions.may_amend(reader, encounter) if took_part else None,
        "amendment_prepared": took_part and encounter.pending_amendments.filter(by=reader).exists(),
        "may_make_receipt": permissions.may_make_receipt(reader, encounter),
    }
