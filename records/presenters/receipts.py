"""What the person is given: a few facts of the record, and whom to ask.

The facts are the same on paper and behind the link: nothing about the person, nothing about an
officer, and no free text, in which either might be named.
"""

from typing import Any

import segno
from django.conf import settings
from django.urls import reverse

from records.models import Encounter, Receipt
from records.models.receipt import ALPHABET
from records.presenters.answers import moment
from records.vocabulary import ForcePower, LocationType, SearchPower, UseStatus, YesNo

QUIET_ZONE = 4  # modules of white that scanners need around the code
OTHER_POWER = "Another power, named in the record"


def find_receipt(code: str) -> Receipt | None:
    """The receipt with this code, with all that its page shows.

    The one way to anything of a record without signing in; the code is the key.
    """
    code = code.lower()
    if not set(code) <= set(ALPHABET):
        return None
    return (
        Receipt.objects.filter(code=code)
        .select_related("encounter__area", "encounter__team")
        .prefetch_related("encounter__uses")
        .first()
    )


def receipt_of(encounter: Encounter) -> Receipt | None:
    return Receipt.objects.filter(encounter=encounter).first()


def facts(encounter: Encounter) -> list[dict[str, Any]]:
    """Reference, date, place, powers and team."""
    place = LocationType(encounter.location_type).label
    rows = [
        {"key": "Reference", "value": encounter.reference},
        {"key": "Date and time", "value": moment(encounter.occurred_at)},
        {"key": "Place", "value": f"{encounter.area.name}. {place}"},
    ]
    if encounter.searched == YesNo.YES:
        power = (
            OTHER_POWER
            if encounter.search_power == SearchPower.OTHER
            else SearchPower(encounter.search_power).label
        )
        rows.append({"key": "Power to search", "value": power})
    powers = dict.fromkeys(
        power
        for use in sorted(encounter.uses.all(), key=lambda use: use.created_at)
        if use.status == UseStatus.SUBMITTED
        for power in use.force_powers
    )
    labels = [
        OTHER_POWER if power == ForcePower.OTHER else ForcePower(power).label for power in powers
    ]
    rows.append({"key": "Power to use force", "values": labels, "value": ""})
    rows.append({"key": "Police team", "value": encounter.team.name})
    return rows


def link(receipt: Receipt, *, origin: str) -> str:
    """The short address that shows the receipt; `origin` is used where none is configured."""
    return (settings.RECEIPT_ADDRESS or origin).rstrip("/") + reverse(
        "public_receipt", args=[receipt.code]
    )


def qr(address: str) -> dict[str, Any]:
    """A QR code as numbers for an SVG: the side of the square, and the path of what is dark."""
    rows = list(segno.make(address, error="m", micro=False).matrix)
    dark = "".join(
        f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, module in enumerate(row)
        if module
    )
    return {"side": len(rows) + 2 * QUIET_ZONE, "dark": dark}


def receipt_page(encounter: Encounter) -> dict[str, Any]:
    """What the receipt says, on paper and behind the link."""
    return {
        "rows": facts(encounter),
        "force_name": settings.FORCE_NAME,
        "records_address": settings.RECORD_REQUESTS_ADDRESS,
        "complaints_address": settings.COMPLAINTS_ADDRESS,
    }
