"""How an officer's trainings stood when they applied handcuffs: `accounts.training` as SQL.

For a query that has `account`, what one officer reported, and `officer`, who that is.
"""

from accounts.training import Standing, Training

_APPLIED_ON = "(account.applied_at AT TIME ZONE 'Europe/London')::date"
_LAST = ", ".join(
    f"(SELECT max(day) FROM unnest(officer.{training.column}) AS day"  # noqa: S608 - our own words
    f" WHERE day <= {_APPLIED_ON}) AS {training.column}"
    for training in Training
)
# Joins `last`, the last day of each training until then.
JOIN = (
    "JOIN accounts_user AS officer ON officer.id = account.officer_id\n"
    f"CROSS JOIN LATERAL (SELECT {_LAST}) AS last"
)


def _is_lapsed(training: Training) -> str:
    return (
        f"coalesce((last.{training.column} + interval '{training.valid_months} months')::date"
        f" < {_APPLIED_ON}, false)"
    )


def _is_unknown(training: Training) -> str:
    return f"last.{training.column} IS NULL"


ANY_LAPSED = " OR ".join(_is_lapsed(training) for training in Training)
ANY_UNKNOWN = " OR ".join(_is_unknown(training) for training in Training)


def standing(training: Training) -> str:
    """How this training stood."""
    return (
        f"CASE WHEN {_is_unknown(training)} THEN '{Standing.UNKNOWN.value}'"
        f" WHEN {_is_lapsed(training)} THEN '{Standing.LAPSED.value}'"
        f" ELSE '{Standing.VALID.value}' END"
    )
