"""When something was worked out, of which records, and whether these are still the same."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from reporting.reports.standing import Standing
from reporting.wording import Unit

RECORDS = Unit("record", "records", "Records")
WHY = (
    "It reads every record of these months, so it is worked out once and stored, and not for each "
    "look."
)


@dataclass(frozen=True, kw_only=True)
class WorkedOut:
    """`said` in any case; `changed` only if the figures may be others by now."""

    heading: str = "When this was worked out"
    said: str
    changed: str = ""
    button: str


def worked_out(standing: Standing | None) -> WorkedOut:
    if standing is None:
        return WorkedOut(heading="Not worked out yet", said=WHY, button="Work it out")
    run = standing.run
    at = date_format(timezone.localtime(run.at), "j F Y, H:i")
    said = f"Worked out on {at} from {RECORDS.counted(run.encounters)} of these months."
    if standing.is_current:
        return WorkedOut(said=f"{said} None has changed since.", button="Work it out anew")
    return WorkedOut(said=said, changed=_changed(standing), button="Work it out anew")


def _changed(standing: Standing) -> str:
    then, now = standing.run.encounters, standing.now
    if then == now:
        return "Records, or the tables compared with, have changed since."
    return f"The register has changed since: it has {RECORDS.counted(now)} of these months now."
