"""Do I need to record this? Three questions about what happened; nothing is stored."""

from dataclasses import dataclass

from django.db.models import TextChoices

from records.vocabulary import YesNo


class PutOnBy(TextChoices):
    """Who put the handcuffs on; asked by the screener only, never stored."""

    ME = "me", "I did, alone or with others"
    COLLEAGUE = "colleague", "Only colleagues of this force"
    SOMEBODY_ELSE = "somebody_else", "Somebody else, such as another force or escort staff"


@dataclass(frozen=True)
class Screened:
    """Whether this officer records it, and why."""

    needed: bool
    reason: str


def screen(*, put_on: YesNo, training: YesNo | None, by: PutOnBy | None) -> Screened | None:
    """The answer, or None while a question that matters is open.

    Every application of handcuffs to a person by an officer is recorded: also if they complied,
    if it was short, if nobody was arrested, or if they were released and no longer suspected.
    """
    if put_on == YesNo.NO:
        return Screened(
            False,
            "Carrying, drawing or showing handcuffs without putting them on is not recorded here. "
            "Other force that you used may have to be recorded elsewhere.",
        )
    if training is None:
        return None
    if training == YesNo.YES:
        return Screened(
            False, "Training and demonstrations with people who take part freely are not recorded."
        )
    match by:
        case PutOnBy.ME:
            return Screened(
                True,
                "You put handcuffs on a person. That is a use of force, recorded every time: also "
                "if they complied, if it was short, if there was no arrest, or if they were "
                "de-arrested or released.",
            )
        case PutOnBy.COLLEAGUE:
            return Screened(
                False,
                "The officer who put them on records it and lists you as present or assisting. If "
                "you put on handcuffs too, even for a moment, you answer for it yourself: choose "
                "“I did”.",
            )
        case PutOnBy.SOMEBODY_ELSE:
            return Screened(
                False,
                "Handcuffs that others had put on before you took over are theirs to record. "
                "If you took them off and put them, or your own, on again, choose “I did”.",
            )
    return None
