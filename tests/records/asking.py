"""Answers that make each conditional question one that is asked."""

from typing import Any

from records.questionnaire import Question, Section, questions

ASKED_BY: dict[str, dict[str, Any]] = {
    "reason_other": {"reason": "other"},
    "search_power": {"searched": "yes"},
    "gowisely": {"searched": "yes"},
    "search_power_other": {"searched": "yes", "search_power": "other"},
    "age_years": {"age_basis": "known"},
    "not_asked_reason": {"ethnicity_self_defined": "not_asked"},
    "outcome_other": {"outcomes": ["no_further_action", "other"]},
    "arrested_at": {"outcomes": ["arrested"]},
    "injury_severity": {"injured": "yes"},
    "injury_kinds": {"injured": "yes"},
    "medical_help_offered": {"injured": "yes"},
    "medical_help_given": {"injured": "yes"},
    "camera_references": {"video_recording": "yes"},
    "no_video_reason": {"video_recording": "no"},
    "position_other": {"position": "other"},
    "handcuff_type_other": {"handcuff_type": "other"},
    "not_asked_too_tight_reason": {"asked_too_tight": "no"},
    "not_checked_reason": {"checked_tightness": "no"},
    "not_double_locked_reason": {"double_locked": "no"},
    "force_power_other": {"force_powers": ["cla_s3", "other"]},
    "force_reason_other": {"force_reasons": ["other"]},
    "impact_factor_other": {"impact_factors": ["crowd", "other"]},
    "justification_continued": {"after_search": "yes"},
    "de_escalation_other": {"de_escalation": ["warned", "other"]},
    "de_escalation_effect": {"de_escalation": ["warned"]},
    "no_de_escalation_reason": {"de_escalation": ["none"]},
    "officer_injury_severity": {"officer_injured": "yes"},
    "officer_assaulted": {"officer_injured": "yes"},
}
# And the contrary, with which it is not asked.
NOT_ASKED_BY: dict[str, dict[str, Any]] = {
    "reason_other": {"reason": "custody"},
    "search_power": {"searched": "no"},
    "gowisely": {"searched": "no"},
    "search_power_other": {"searched": "yes", "search_power": "pace_s1"},
    "age_years": {"age_basis": "not_known"},
    "not_asked_reason": {"ethnicity_self_defined": "ns"},
    "outcome_other": {"outcomes": ["no_further_action"]},
    "arrested_at": {"outcomes": ["no_further_action"]},
    "injury_severity": {"injured": "unknown"},
    "injury_kinds": {"injured": "no"},
    "medical_help_offered": {"injured": "no"},
    "medical_help_given": {"injured": "unknown"},
    "camera_references": {"video_recording": "unknown"},
    "no_video_reason": {"video_recording": "unknown"},
    "position_other": {"position": "front_stack"},
    "handcuff_type_other": {"handcuff_type": "chain"},
    "not_asked_too_tight_reason": {"asked_too_tight": "yes"},
    "not_checked_reason": {"checked_tightness": "yes"},
    "not_double_locked_reason": {"double_locked": "yes"},
    "force_power_other": {"force_powers": ["cla_s3"]},
    "force_reason_other": {"force_reasons": ["prevent_harm"]},
    "impact_factor_other": {"impact_factors": ["none"]},
    "justification_continued": {"after_search": "no"},
    "de_escalation_other": {"de_escalation": ["warned"]},
    "de_escalation_effect": {"de_escalation": ["none"]},
    "no_de_escalation_reason": {"de_escalation": ["warned"]},
    "officer_injury_severity": {"officer_injured": "no"},
    "officer_assaulted": {"officer_injured": "no"},
}
CONDITIONAL: list[tuple[Section, Question]] = [
    (section, question)
    for section in Section
    for question in questions(section)
    if question.when is not None
]
UNCONDITIONAL: list[tuple[Section, Question]] = [
    (section, question)
    for section in Section
    for question in questions(section)
    if question.when is None and question.required
]


def named(pairs: list[tuple[Section, Question]]) -> list[str]:
    """Names for the cases of a test about questions."""
    return [question.name for _, question in pairs]
