"""Taking the record out of the service, as a file."""

from datetime import datetime

from accounts.models import User
from audit.models import Operation
from records.actions.changing import action, log
from records.models import Encounter


@action
def print_record(*, encounter: Encounter, by: User, at: datetime) -> None:
    """Somebody took the whole record as a file, which may go where it is not logged any more."""
    log(encounter, operation=Operation.DISCLOSURE, action="print_record", by=by, at=at)
