"""What an officer carried at their last record: issued to them, so mostly the same again.

The type of handcuffs stands in the form of the next record, which says where it is from. The
camera is only offered, as cameras may be pooled. Where they were last is `places.last`; of what
was done to a person, and of the person, nothing is ever carried over.
"""

from dataclasses import dataclass

from accounts.models import User
from records.models import Encounter
from records.querysets import EncounterQuerySet
from records.questionnaire import Section
from records.vocabulary import HandcuffType

# What needs no more words; "other" does.
_CARRIED = [kind for kind in HandcuffType.values if kind != HandcuffType.OTHER]
# A record may name the cameras of colleagues as well.
_MOST_CAMERAS = 3


@dataclass(frozen=True)
class LastTime:
    handcuff_type: str = ""
    cameras: tuple[str, ...] = ()


NOTHING_CARRIED = LastTime()


def last_time(
    visible: EncounterQuerySet, user: User, *, section: Section, but: Encounter
) -> LastTime:
    """What is asked about in this section, from the officer's records other than this one."""
    others = visible.exclude(pk=but.pk).undiscarded().order_by("-created_at", "pk")
    match section:
        case Section.HANDCUFFING:
            # Both in one filter: the type in the officer's own account, not in a colleague's.
            own = others.filter(uses__officer=user, uses__handcuff_type__in=_CARRIED)
            kind = own.values_list("uses__handcuff_type", flat=True).first()
            return LastTime(handcuff_type=kind or "")
        case Section.VIDEO:
            named = others.filter(reporting_officer=user).exclude(camera_references=[])
            cameras = named.values_list("camera_references", flat=True).first()
            return LastTime(cameras=tuple(cameras or ())[:_MOST_CAMERAS])
    return NOTHING_CARRIED
