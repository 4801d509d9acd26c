"""Taking in an encounter that was recorded on a device without signal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from records import workflow
from records.actions.autosaving import differs, lists_others
from records.actions.changing import action, insist_unchanged, lock
from records.actions.drafting import save_section, start
from records.answers import stored_answers, stored_position
from records.models import DeviceSending, Encounter
from records.questionnaire import Section
from records.vocabulary import Involvement

# The version of a draft that was just started: there is nothing in it to write over.
_WITHOUT_ANSWERS = 1


@action
def send_from_device(
    *,
    encounter_id: UUID,
    sections: Mapping[Section, dict[str, Any]],
    colleagues: dict[User, Involvement],
    version_seen: int | None,
    by: User,
    at: datetime,
) -> Encounter:
    """Start the draft and save its sections, all or nothing; sent again, it changes nothing.

    `version_seen` is None until the device has had an answer; it then goes on only from what it
    sent last. Filing is an action of its own afterwards: it waits for locks, which nothing that
    has already written its audit events may do.
    """
    start(encounter_id=encounter_id, by=by, at=at)
    encounter = lock(encounter_id)
    stored = stored_answers(encounter=encounter, use=encounter.uses.get(officer=by))
    stored |= stored_position(encounter)
    changed = {section: given for section, given in sections.items() if differs(given, stored)}
    if lists_others(encounter, colleagues):
        changed[Section.VIDEO] = sections[Section.VIDEO]
    if changed:
        # Past a draft there is nothing to go on from.
        workflow.target_of(step=workflow.Step.SUBMIT, status=encounter.status)
        insist_unchanged(encounter, _seen(encounter, version_seen, by=by))
    for section, answers in changed.items():
        encounter = save_section(
            encounter_id=encounter_id,
            section=section,
            answers=answers,
            colleagues=colleagues if section == Section.VIDEO else None,
            version_seen=encounter.version,
            by=by,
            at=at,
        )
    if changed or not encounter.device_sendings.exists():
        DeviceSending.objects.create(encounter=encounter, version=encounter.version, by=by, at=at)
    return encounter


def _seen(encounter: Encounter, version_seen: int | None, *, by: User) -> int:
    """The version this device knows: as it was told, else as after its last sending."""
    if version_seen is not None:
        return version_seen
    last = encounter.device_sendings.filter(by=by).order_by("-version").first()
    return last.version if last else _WITHOUT_ANSWERS
