"""Changing the rules of the register: a new version each time, with the reason."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.actions import record
from audit.models import Operation
from records import permissions, policy
from records.actions.changing import action, insist
from records.models import Policy


class NothingChanged(Exception):
    """The rules are what they would be already."""


class OtherRules(Exception):
    """Somebody changed the rules after the person loaded them; nothing was written."""


@action
def change_rules(
    *, changes: dict[str, Any], reason: str, version_seen: int, by: User, at: datetime
) -> Policy:
    """Put a new version of the rules in force; what `changes` does not name stays.

    The forms have checked the values, and the database checks the numbers again. The audit event
    names what changed with the numbers; sentences and lists are in the version itself.
    """
    insist(permissions.may_keep_rules(by))
    policy.forget()
    rules = policy.current()
    if rules.version != version_seen:
        raise OtherRules
    before = {**asdict(rules), "retired_questions": list(rules.retired_questions)}
    different = {name: value for name, value in changes.items() if before[name] != value}
    if not different:
        raise NothingChanged
    after = {**before, **different, "version": rules.version + 1}
    try:
        with transaction.atomic():
            changed = Policy.objects.create(**after, at=at, by=by, reason=reason)
    except IntegrityError as conflict:
        if "version" not in str(conflict):
            raise
        raise OtherRules from conflict
    policy.forget()
    record(
        at=at,
        by=by,
        operation=Operation.ALTERATION,
        action="change_rules",
        object_type="policy",
        object_id=changed.version,
        object_label=str(changed),
        reason=reason,
        detail={
            name: [before[name], value] if isinstance(value, (int, bool)) else "changed"
            for name, value in different.items()
        },
    )
    return changed
