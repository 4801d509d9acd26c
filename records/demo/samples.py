"""A dip sample of the demo: drawn, and most of it reviewed again, by the real actions."""

from datetime import datetime, timedelta
from random import Random

from records.actions import draw_dip_sample, give_second_review
from records.actions.changing import NotAllowed
from records.demo.decisions import accepting, doubting
from records.demo.force import Force
from records.demo.shares import chance
from records.models import DipSample
from records.sampling import TooFew
from records.vocabulary import Decision

SIZE = 24
LEFT = 2


def draw(*, force: Force, seed: int, now: datetime) -> DipSample | None:
    """One sample of the last three months; each reviewer has some records left to review."""
    today = now.date()
    reviewers = [*force.standards, *force.inspectors.values()]
    try:
        sample = draw_dip_sample(
            first_day=today - timedelta(days=90),
            last_day=today,
            size=SIZE,
            seed=seed,
            reviewers=reviewers,
            by=force.standards[0],
            at=now,
        )
    except (NotAllowed, TooFew):
        # A demo of few records need not have one that fits.
        return None
    rng = Random(seed)  # noqa: S311
    items = sample.items.select_related("encounter", "reviewer__team").order_by("pk")
    left = {reviewer.pk: LEFT for reviewer in reviewers}
    for item in items:
        if left[item.reviewer_id]:
            left[item.reviewer_id] -= 1
            continue
        agrees = chance(rng, 0.8)
        video = item.encounter.video_recording
        give_second_review(
            item_id=item.pk,
            decision=Decision.ACCEPT if agrees else Decision.RETURN,
            judgement=(accepting if agrees else doubting)(rng, video=video),
            version_seen=item.encounter.version,
            by=item.reviewer,
            at=now,
        )
    return sample
