"""Dip samples in words."""

from typing import Any

from accounts.presenters import day
from records.models import DipSample
from records.presenters.answers import moment


def sample_line(sample: DipSample) -> dict[str, Any]:
    """One sample in the list; it came `with_progress`."""
    return {
        "pk": sample.pk,
        "period": f"{day(sample.first_day)} to {day(sample.last_day)}",
        "size": sample.size,
        "population": sample.population,
        "done": sample.done,
        "drawn": moment(sample.drawn_at),
    }


def sample_page(sample: DipSample) -> dict[str, Any]:
    """How it was drawn, by whom it is reviewed again, and how far each of them is."""
    items = list(
        sample.items.select_related("reviewer", "encounter", "second_review").order_by(
            "reviewer__name", "reviewer_id", "encounter__reference"
        )
    )
    reviewers: dict[int, dict[str, Any]] = {}
    for item in items:
        line = reviewers.setdefault(
            item.reviewer_id, {"reviewer": str(item.reviewer), "given": 0, "done": 0}
        )
        line["given"] += 1
        line["done"] += getattr(item, "second_review", None) is not None
    return {
        **sample_line(sample),
        "sample": sample,
        "by": str(sample.drawn_by),
        "as_at": moment(sample.register_as_at),
        "reviewers": list(reviewers.values()),
        "references": [item.encounter.reference for item in items],
    }
