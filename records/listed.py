"""Colleagues listed as having applied handcuffs: asked for an account, or "I was not involved".

The rule, which always ends: a colleague may say once that they were not involved. The reporting
officer answers. Agreed, and nobody asks again; the row stays, marked, because it was said. Or
disputed, with a note: then the colleague is asked again, with a new deadline. They give their
account, or say a second time that they were not involved; that is final, nobody answers it, and
the reviewer sees what both of them say.

Each state is told twice, for one row and as a filter, side by side.
"""

from django.db.models import F, Q

from records.vocabulary import DenialResponse, Involvement

# Listed as applying, and either never denied or asked again since.
STILL_ASKED = Q(involvement=Involvement.APPLIED) & (
    Q(not_involved_at__isnull=True)
    | Q(denial_response=DenialResponse.DISPUTED, denial_responded_at__gte=F("not_involved_at"))
)
# Denied, and the reporting officer has not said anything to it.
UNANSWERED_DENIAL = Q(
    involvement=Involvement.APPLIED, not_involved_at__isnull=False, denial_response=""
)


def is_still_asked(row) -> bool:
    """Whether an account is expected of this colleague."""
    if row.involvement != Involvement.APPLIED:
        return False
    return row.not_involved_at is None or was_asked_again(row)


def was_asked_again(row) -> bool:
    """The reporting officer disputed the denial, and the colleague has not denied again since."""
    return (
        row.denial_response == DenialResponse.DISPUTED
        and row.denial_responded_at >= row.not_involved_at
    )


def has_unanswered_denial(row) -> bool:
    """Whether the reporting officer owes an answer."""
    return (
        row.involvement == Involvement.APPLIED
        and row.not_involved_at is not None
        and row.denial_response == ""
    )


def denied_again(row) -> bool:
    """Both have spoken twice: the reviewer reads it and decides."""
    return row.denial_response == DenialResponse.DISPUTED and not was_asked_again(row)
