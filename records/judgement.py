"""What a reviewer finds: account by account, and the worst of it for the record as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from records.models import HandcuffUse, UseAssessment
from records.vocabulary import Assessment, UseStatus, YesNo

PARTS = ("lawful_basis", "necessity", "proportionality", "de_escalation")
# From the best to the worst.
_GRAVITY = (Assessment.MET, Assessment.UNCLEAR, Assessment.NOT_MET)


def worst(assessments: Iterable[str]) -> Assessment:
    """One part not shown for one officer is a part not shown."""
    return max((Assessment(one) for one in assessments), key=_GRAVITY.index)


@dataclass(frozen=True, kw_only=True)
class UseJudgement:
    """The structured assessment of one officer's use of force."""

    use: UUID
    lawful_basis: Assessment
    necessity: Assessment
    proportionality: Assessment
    de_escalation: Assessment
    # Only where the account was asked about continued use.
    continued_use: Assessment | str = ""


class NotEveryAccount(Exception):
    """The accounts that were assessed are not those that were given."""


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """The structured part of every decision.

    With `uses` the four parts are the worst over them; force that went on without need was not
    proportionate, so continued use counts there. Without `uses` the four hold for every account.
    """

    lawful_basis: Assessment | str = ""
    necessity: Assessment | str = ""
    proportionality: Assessment | str = ""
    de_escalation: Assessment | str = ""
    video_viewed: YesNo
    video_not_viewed_reason: str = ""
    comment: str = ""
    learning_point: str = ""
    uses: tuple[UseJudgement, ...] = ()

    def __post_init__(self) -> None:
        for part in PARTS if self.uses else ():
            found = [getattr(use, part) for use in self.uses]
            if part == "proportionality":
                found += [use.continued_use for use in self.uses if use.continued_use]
            object.__setattr__(self, part, worst(found))
        if not all(getattr(self, part) for part in PARTS):
            raise ValueError("a judgement says something on every part")

    @property
    def allows_acceptance(self) -> bool:
        """Whether nothing that makes force lawful was found missing."""
        return Assessment.NOT_MET not in (
            self.lawful_basis,
            self.necessity,
            self.proportionality,
        )

    @property
    def columns(self) -> dict[str, str]:
        """What the decision itself keeps."""
        return {
            **{part: getattr(self, part) for part in PARTS},
            "video_viewed": self.video_viewed,
            "video_not_viewed_reason": self.video_not_viewed_reason,
            "comment": self.comment,
            "learning_point": self.learning_point,
        }

    def assessments(self, uses: Iterable[HandcuffUse], **of: object) -> list[UseAssessment]:
        """A row for each account given, not saved, belonging to `review` or `second_review`."""
        given = {use.pk: use for use in uses if use.status == UseStatus.SUBMITTED}
        judged = {one.use: one for one in self.uses} or {
            pk: self._of_all(use) for pk, use in given.items()
        }
        if set(judged) != set(given):
            raise NotEveryAccount
        return [
            UseAssessment(
                use=use,
                continued_use=judged[pk].continued_use,
                **{part: getattr(judged[pk], part) for part in PARTS},
                **of,
            )
            for pk, use in given.items()
        ]

    def _of_all(self, use: HandcuffUse) -> UseJudgement:
        return UseJudgement(
            use=use.pk,
            lawful_basis=Assessment(self.lawful_basis),
            necessity=Assessment(self.necessity),
            proportionality=Assessment(self.proportionality),
            de_escalation=Assessment(self.de_escalation),
            continued_use=self.proportionality if use.continued_use else "",
        )
