"""The agreement of a dip sample in words and tables."""

from typing import Any

from accounts.presenters import day
from records.vocabulary import Decision
from reporting.reports.dip_sample import ANSWERS, WHOLE, DipSampleAgreement, PartAgreement
from reporting.statistics import Estimate, State

_LABELS = {
    WHOLE: "The whole (the worst of the four)",
    "lawful_basis": "Lawful basis",
    "necessity": "Necessity",
    "proportionality": "Proportionality",
    "de_escalation": "De-escalation",
}
_DECISIONS = {
    Decision.ACCEPT: "Accepted it too",
    Decision.RETURN: "Returned it with a question",
    Decision.ESCALATE: "Escalated it",
}


def page(result: DipSampleAgreement) -> dict[str, Any]:
    """What the template needs."""
    sample = result.sample
    return {
        "result": result,
        "sample": sample,
        "period": f"{day(sample.first_day)} to {day(sample.last_day)}",
        "finding": finding(result),
        "answers": [answer.label for answer in ANSWERS],
        "parts": [_part(part) for part in result.parts],
        "decisions": [
            {"label": _DECISIONS[decision], "number": number}
            for decision, number in result.decisions.items()
        ],
    }


def finding(result: DipSampleAgreement) -> str:
    """The first sentence: what was found on the whole."""
    if result.is_withheld:
        return (
            "You have records of this sample left to review. What the others found is shown to "
            "you after that."
        )
    if not result.done:
        return "No record of this sample has been reviewed again yet."
    whole = result.parts[0]
    again = f"{result.decisions[Decision.ACCEPT]} of {result.done}"
    first = (
        f"The second reviewers would have accepted {again} records too"
        f"{_share_in_brackets(result.accepted_again)}."
    )
    return f"{first} {_kappa_sentence(whole.kappa)}"


def _kappa_sentence(found: Estimate) -> str:
    if found.shown:
        return (
            "On whether everything was shown, they agree with the first beyond chance by "
            f"kappa {_number(found.estimate)} (95% interval {_number(found.lower)} to "
            f"{_number(found.upper)}): 1 is full agreement, 0 is what chance would give."
        )
    if found.state == State.INSUFFICIENT:
        return "Kappa is shown from 10 records reviewed again."
    return f"Kappa cannot be computed: {found.note}."


def _part(part: PartAgreement) -> dict[str, Any]:
    return {
        "id": part.part.replace("_", "-"),
        "label": _LABELS[part.part],
        "agreed": f"{part.observed.inputs['events']} of {part.observed.inputs['total']}",
        "observed": _share(part.observed),
        "kappa": _kappa(part.kappa),
        "rows": [
            {"label": answer.label, "cells": row}
            for answer, row in zip(ANSWERS, part.table, strict=True)
        ],
    }


def _kappa(found: Estimate) -> str:
    if found.shown:
        return f"{_number(found.estimate)} ({_number(found.lower)} to {_number(found.upper)})"
    return f"Not shown: {found.note}"


def _share(found: Estimate) -> str:
    if not found.shown:
        return f"Not shown: {found.note}"
    return f"{_percent(found.estimate)} ({_percent(found.lower)} to {_percent(found.upper)})"


def _share_in_brackets(found: Estimate) -> str:
    if not found.shown:
        return ""
    return (
        f" ({_percent(found.estimate)}; 95% interval {_percent(found.lower)} to "
        f"{_percent(found.upper)})"
    )


def _number(value: float | None) -> str:
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "\N{MINUS SIGN}")


def _percent(value: float | None) -> str:
    return f"{100 * value:.0f}%"
