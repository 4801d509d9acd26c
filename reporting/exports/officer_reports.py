"""The officer report file: one row per given account of one officer's own use of handcuffs.

Every coded answer, and of the justifications their length only: never a word of them.
"""

from django.db.models import QuerySet

from accounts.training import Standing, Training
from records import vocabulary as v
from records.models import Encounter, HandcuffUse
from reporting.exports import occasion, trainings
from reporting.exports.columns import RowColumn, code, codes, number, pseudonym, yes_no
from reporting.exports.row_file import RowFile

_OF = "account"
_TEXTS = {
    "what_happened": "What happened",
    "necessity": "Why handcuffs were necessary",
    "alternatives": "Why nothing less would have done",
    "continued": "Why they were kept on; 0 where it was not asked",
}
_PARTS = {
    "lawful_basis": "Lawful basis",
    "necessity": "Necessity",
    "proportionality": "Proportionality",
    "de_escalation": "De-escalation",
    "continued_use": "Continued use; empty where it was not asked",
}


def _last_assessments(chosen: str) -> str:
    """What the last decision that assessed an account found, for the chosen encounters."""
    parts = ", ".join(f"assessment.{part}" for part in _PARTS)
    return f"""
    SELECT DISTINCT ON (assessment.use_id) assessment.use_id, {parts}
    FROM records_useassessment AS assessment
    JOIN records_review AS review ON review.id = assessment.review_id
    WHERE review.encounter_id IN ({chosen})
    ORDER BY assessment.use_id, review.at DESC, review.id DESC
    """  # noqa: S608 - made of our own names


def _joins(chosen: str) -> str:
    return (
        f"{occasion.WITH_ENCOUNTER}\n"
        f"{occasion.WITH_AREA}\n"
        f"{trainings.JOIN}\n"
        f"LEFT JOIN ({_last_assessments(chosen)}) AS found ON found.use_id = account.id"
    )


def columns() -> tuple[RowColumn, ...]:
    """In the order of the file."""
    return (
        pseudonym("officer_report", "uuid_send(account.id)", "The account"),
        occasion.encounter(),
        pseudonym(
            "officer",
            "int8send(account.officer_id::bigint)",
            "The officer who gave the account, the same in every file made with the same key",
        ),
        *occasion.when(),
        *occasion.where(),
        *occasion.ages(),
        occasion.gender(),
        occasion.ethnicity_perceived(),
        occasion.self_defined_group(),
        code("before_arrest", v.YesNo, "Applied before any arrest", of=_OF),
        code("compliance", v.Compliance, "Compliance of the handcuffing", of=_OF),
        code("conduct", v.Conduct, "Conduct of the person", of=_OF),
        code("position", v.Position, "Position of the hands", of=_OF),
        code("handcuff_type", v.HandcuffType, "Type of handcuffs", of=_OF),
        code("asked_too_tight", v.YesNo, "Asked whether they were too tight", of=_OF),
        code("checked_tightness", v.YesNo, "Checked the tightness", of=_OF),
        code("double_locked", v.YesNo, "Double-locked them", of=_OF),
        codes("force_powers", v.ForcePower, "Powers to use force", of=_OF),
        codes("force_reasons", v.ForceReason, "Reasons for force", of=_OF),
        codes("impact_factors", v.ImpactFactor, "What else affected the decision", of=_OF),
        codes("de_escalation", v.DeEscalation, "What was tried to avoid or shorten it", of=_OF),
        code(
            "de_escalation_effect",
            v.Effect,
            "Whether that worked; empty where none was tried",
            of=_OF,
        ),
        number(
            "minutes_in_handcuffs",
            "floor(extract(epoch FROM account.ended_at - account.applied_at) / 60)::int",
            "From putting them on to taking them off or the handover to custody",
            unit="whole minutes",
        ),
        code("ended_by", v.EndedBy, "How the handcuffing ended", of=_OF),
        code("after_search", v.AfterSearch, "Kept on after a search had ended", of=_OF),
        yes_no(
            "continued_use",
            "account.continued_use",
            "Kept on past the time limit or the end of a search",
        ),
        code("officer_injured", v.YesNo, "Whether the officer was injured", of=_OF),
        code(
            "officer_injury_severity",
            v.OfficerInjurySeverity,
            "How badly; empty without an injury",
            of=_OF,
        ),
        code(
            "officer_assaulted",
            v.YesNo,
            "Injured by an intentional assault; empty without an injury",
            of=_OF,
        ),
        *(
            number(
                f"length_{name}",
                f"length(account.justification_{name})",
                f"Length of the justification: {about}",
                unit="characters",
            )
            for name, about in _TEXTS.items()
        ),
        *(
            code(
                f"found_{part}",
                v.Assessment,
                f"Whether the last decision on this account found it shown: {about}",
                sql=f"found.{part}",
            )
            for part, about in _PARTS.items()
        ),
        *(
            code(
                f"training_{training.value}",
                Standing,
                f"{training.label} on the day the handcuffs went on",
                sql=trainings.standing(training),
            )
            for training in Training
        ),
        code("status", v.Status, "Where the review of the encounter stands"),
        number(
            "questionnaire_version",
            "encounter.questionnaire_version",
            "Which edition of the questions was answered",
            unit="version",
        ),
    )


def given(chosen: QuerySet[Encounter]) -> QuerySet[HandcuffUse]:
    """The accounts that were given of the chosen encounters."""
    return HandcuffUse.objects.filter(status=v.UseStatus.SUBMITTED, encounter__in=chosen)


OFFICER_REPORTS = RowFile(
    name="officer_reports",
    title="Officer reports",
    about="One row for each officer who applied handcuffs, with that officer’s own account",
    unit="officer reports",
    key="officer_report",
    row="account",
    rows=given,
    joins=_joins,
    columns=columns,
)
