"""Changes to people and teams: each one transaction with its audit event."""

from accounts.actions.changing import Refused, Stale
from accounts.actions.files import apply_people_file, keep_people_file
from accounts.actions.people import (
    change_person,
    create_person,
    deactivate_person,
    disclose_people,
    reactivate_person,
    send_password_link,
)
from accounts.actions.teams import change_team, close_team, create_team, reopen_team
from accounts.actions.tokens import make_token, note_use, revoke_token

__all__ = [
    "Refused",
    "Stale",
    "apply_people_file",
    "change_person",
    "change_team",
    "close_team",
    "create_person",
    "create_team",
    "deactivate_person",
    "disclose_people",
    "keep_people_file",
    "make_token",
    "note_use",
    "reactivate_person",
    "reopen_team",
    "revoke_token",
    "send_password_link",
]
