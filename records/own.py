"""What an officer took part in, and how."""

from django.apps import apps
from django.db.models import QuerySet, TextChoices

from accounts.models import User


class Part(TextChoices):
    """An officer's part in a record; not stored, but part of an address."""

    REPORTED = "reported", "I reported it"
    ACCOUNT = "account", "I gave or began an account"
    PRESENT = "listed", "I was listed as there"


def keys_of(user: User, part: Part | None) -> QuerySet:
    """The encounters `user` had this part in, or any; keys, found by the officer's own rows.

    One condition with OR would make the database read the whole register.
    """
    reported = _model("Encounter").filter(reporting_officer=user).values("pk")
    accounts = (
        _model("HandcuffUse")
        .filter(officer=user)
        .exclude(encounter__reporting_officer=user)
        .values("encounter")
    )
    listed = (
        _model("OfficerPresent")
        .filter(officer=user)
        .exclude(encounter__uses__officer=user)
        .values("encounter")
    )
    match part:
        case Part.REPORTED:
            return reported
        case Part.ACCOUNT:
            return accounts
        case Part.PRESENT:
            return listed
    return reported.union(accounts, listed)


def _model(name: str) -> QuerySet:
    """Models themselves need this module."""
    return apps.get_model("records", name)._default_manager.all()
