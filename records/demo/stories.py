"""The records with what became of each: the same for the same seed and moment."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import User
from records.demo import aftermath, decisions, handcuffing, occasion
from records.demo.force import Force, areas_of
from records.demo.life import Life, start
from records.demo.occasion import Circumstances
from records.demo.plans import ACCEPTED, PLANS, STRIDES, Story, deck
from records.demo.shares import ETHNICITY, HOURS, SITES, areas_for, chance, pick
from records.questionnaire import Section, questions
from records.vocabulary import Decision, DenialResponse, Involvement, UseStatus, YesNoUnknown
from records.workflow import Step

LONDON = ZoneInfo("Europe/London")
FEWEST = 60


def build(*, force: Force, count: int, seed: int, now: datetime) -> list[Life]:
    """All records, oldest first, with everything but their references."""
    lives: list[Life] = []
    previous: tuple[Circumstances, Life] | None = None
    for number, (story, turn) in enumerate(deck(count)):
        teller = _Teller(force=force, story=story, turn=turn, seed=f"{seed}:{number}", now=now)
        companion = story == Story.ACCEPTED and previous is not None and chance(teller.rng, 0.03)
        case, life = teller.tell(beside=previous if companion else None)
        # Two people at most share an incident.
        previous = None if companion or not life.encounter.incident_reference else (case, life)
        lives.append(life)
    accepted = [life for life in lives if life.reviews][-1]
    accepted.open_record(
        "A complaint about the length of the handcuffing was received by letter.",
        by=force.standards[0],
        at=now - timedelta(hours=2),
    )
    return sorted(lives, key=lambda life: (life.encounter.created_at, life.encounter.pk))


class _Teller:
    """Tells one story. Answers and times are drawn apart, so that one does not move the other."""

    def __init__(self, *, force: Force, story: Story, turn: int, seed: str, now: datetime) -> None:
        self.force = force
        self.story = story
        self.turn = turn
        self.now = now
        self.plan = PLANS.get(story, ACCEPTED)
        self.rng = Random(seed)  # noqa: S311  nothing here is secret
        self.clock = Random(f"{seed}:clock")  # noqa: S311

    def tell(self, *, beside: tuple[Circumstances, Life] | None) -> tuple[Circumstances, Life]:
        """The record of one person; `beside`, of a second person in the same incident."""
        rng = self.rng
        ethnicity = pick(rng, ETHNICITY)
        weak = chance(rng, self.plan.weak)
        if beside is None:
            case = occasion.draw(rng, ethnicity=ethnicity, weak=weak)
            officer, area = self._officer_and_area(case)
            occurred_at = self._occurred_at()
        else:
            first, other = beside[0], beside[1].encounter
            case = occasion.draw(
                rng,
                ethnicity=ethnicity,
                weak=weak,
                reason=first.reason,
                location=first.location,
            )
            officer, area = other.reporting_officer, other.area_id
            occurred_at = other.occurred_at
        answers = occasion.encounter_answers(rng, case, occurred_at=occurred_at, area=area)
        if beside is not None:
            answers["incident_reference"] = other.incident_reference
            answers["location_description"] = other.location_description
        answers |= occasion.person_answers(rng, case)
        answers |= aftermath.outcome_answers(rng, case, occurred_at=occurred_at)
        answers |= aftermath.video_answers(rng, case)
        account = handcuffing.account(rng, case, occurred_at=occurred_at)
        life = self._write_down(
            case, officer, answers, account, person_key="P1" if beside is None else "P2"
        )
        if beside is not None:
            life.encounter.same_incident_as = other
        return case, life

    def _officer_and_area(self, case: Circumstances) -> tuple[User, str]:
        weights = areas_for(case.ethnicity)
        if self.story in STRIDES:
            reporters = self.force.reporters
            officer = reporters[int(self.turn * STRIDES[self.story]) % len(reporters)]
            own = {*areas_of(officer), *SITES}
            return officer, pick(self.rng, {code: weights[code] for code in own & set(weights)})
        area = pick(self.rng, weights)
        return pick(self.rng, self.force.reporters_in(area)), area

    def _occurred_at(self) -> datetime:
        """A whole minute in the span of the story, more often in the busy hours."""
        earliest = self.now - timedelta(hours=self.plan.earliest)
        span = timedelta(hours=self.plan.earliest - self.plan.latest)
        for _ in range(20):
            moment = earliest + span * self.clock.random()
            if chance(self.clock, HOURS[moment.astimezone(LONDON).hour] / max(HOURS)):
                break
        return moment.astimezone(UTC).replace(second=0, microsecond=0)

    def _hours(self, fewest: float, most: float) -> timedelta:
        return timedelta(seconds=round(self.clock.uniform(fewest, most) * 3600))

    def _write_down(
        self,
        case: Circumstances,
        officer: User,
        answers: dict[str, Any],
        account: dict[str, Any],
        *,
        person_key: str,
    ) -> Life:
        late = self._hours_late(answers["occurred_at"])
        ended_at = account["ended_at"]
        began_at = late and answers["occurred_at"] + late - timedelta(minutes=40)
        began_at = began_at or ended_at + self._hours(0.1, 3.5)
        incomplete = self.story in (Story.DRAFT, Story.DISCARDED)
        sections = self._leave_incomplete(answers, account) if incomplete else list(Section)
        life = start(
            pk=UUID(int=self.rng.getrandbits(128), version=4),
            officer=officer,
            at=began_at,
            answers=answers,
            account=account,
            person_key=person_key,
        )
        saved_at = [began_at]
        for _ in sections:
            saved_at.append(saved_at[-1] + self._hours(0.01, 0.1))
        # Every save of every old record would be two thirds of the log, and slow to write.
        logged = incomplete or self.now - began_at < timedelta(days=60)
        life.save_sections(sections, at=saved_at[1:], logged=logged)
        if Section.VIDEO in sections:
            self._list_colleagues(life)
        if self.story == Story.DRAFT:
            return life
        if self.story == Story.DISCARDED:
            life.discard(at=saved_at[-1] + self._hours(0.2, 70))
            return life
        explanation = self.rng.choice(decisions.LATE) if late else ""
        life.submit(at=saved_at[-1] + self._hours(0.01, 0.05), late_explanation=explanation)
        self._accounts_of_colleagues(life, case)
        self._decide(life, case)
        return life

    def _hours_late(self, occurred_at: datetime) -> timedelta | None:
        """How long after it happened a late record was begun; None if it was in time."""
        if self.story == Story.LATE:
            return self._hours(26, 45)
        in_the_past = self.now - occurred_at > timedelta(days=14)
        if self.story != Story.DISCARDED and in_the_past and chance(self.rng, 0.06):
            return self._hours(26, 100)
        return None

    def _leave_incomplete(self, answers: dict[str, Any], account: dict[str, Any]) -> list[Section]:
        """Forgets some sections and half of another; the sections that were saved."""
        kept = self.rng.sample(list(Section)[1:], self.rng.randint(0, 4))
        saved = [section for section in Section if section in kept or section == Section.ENCOUNTER]
        for section in Section:
            names = [
                "area_id" if question.name == "area" else question.name
                for question in questions(section)
            ]
            keep = len(names) if section in saved else 0
            if section == saved[-1]:
                # What depends on an answer comes after it, so a beginning is consistent.
                keep = self.rng.randint(1, len(names) // 2)
            for name in names[keep:]:
                answers.pop(name, None)
                account.pop(name, None)
        account.pop("continued_use", None)
        return saved

    def _list_colleagues(self, life: Life) -> None:
        colleagues = self.force.colleagues_of(life.encounter.reporting_officer)
        if self._account_is_awaited or self._colleague_is_asked:
            life.list_colleague(colleagues[0], Involvement.APPLIED)
            return
        number = pick(self.rng, {0: 42, 1: 43, 2: 15})
        weights = dict.fromkeys(colleagues, 1.0)
        weights[self.force.sergeants[life.encounter.team_id]] = 0.25
        weights.pop(life.encounter.reporting_officer, None)
        for _ in range(number):
            officer = pick(self.rng, weights)
            del weights[officer]
            involvement = pick(
                self.rng,
                {Involvement.APPLIED: 24, Involvement.ASSISTED: 30, Involvement.PRESENT: 46},
            )
            life.list_colleague(officer, involvement)

    @property
    def _account_is_awaited(self) -> bool:
        return self.story in (Story.WAITING, Story.OVERDUE) and self.turn % 3 != 1

    @property
    def _denial_waits_for_an_answer(self) -> bool:
        return self.story == Story.WAITING and self.turn % 6 == 3

    @property
    def _colleague_is_asked(self) -> bool:
        return self.story == Story.RETURNED and self.turn % 4 == 3

    def _accounts_of_colleagues(self, life: Life, case: Circumstances) -> None:
        """Colleagues who applied handcuffs say how, or that they did not."""
        submitted_at = life.encounter.submitted_at
        for row in life.present:
            if row.involvement != Involvement.APPLIED:
                continue
            answers = handcuffing.account(
                self.rng,
                case,
                occurred_at=life.encounter.occurred_at,
                after=timedelta(minutes=self.rng.randint(0, 2)),
            )
            soon = min(self.now - submitted_at, timedelta(hours=20))
            at = submitted_at + soon * self.clock.uniform(0.3, 0.95)
            at = at.replace(microsecond=0)
            if self._denial_waits_for_an_answer:
                life.deny_involvement(row.officer, decisions.DENIALS[0], at=at)
            elif self._account_is_awaited:
                if self.turn % 3 == 2:
                    first = [question.name for question in questions(Section.HANDCUFFING)][:14]
                    begun = {name: answers[name] for name in first if name in answers}
                    life.begin_account(row.officer, begun, at=at)
            elif self._colleague_is_asked or not chance(self.rng, 0.07):
                life.give_account(row.officer, answers, at=at)
            else:
                life.deny_involvement(row.officer, self.rng.choice(decisions.DENIALS), at=at)
                self._answer_denial(life, row.officer, at=at)

    def _answer_denial(self, life: Life, colleague: User, *, at: datetime) -> None:
        """Some were listed by mistake; with some the reporting officer does not agree."""
        minutes = timedelta(minutes=1)
        if self.turn % 2:
            life.answer_denial(colleague, DenialResponse.AGREED, at=at + 7 * minutes)
            return
        life.answer_denial(
            colleague, DenialResponse.DISPUTED, at=at + 7 * minutes, note=decisions.DISPUTE
        )
        life.deny_involvement(colleague, decisions.DENIED_AGAIN, at=at + 16 * minutes)

    def _decide(self, life: Life, case: Circumstances) -> None:
        """Everything after the filing. Accounts are in within 20 hours, decisions come later."""
        rng, encounter = self.rng, life.encounter
        candidates = self.force.reviewers_of(team=encounter.team, involved=life.involved)
        reviewer = candidates[-1 if chance(rng, 0.12) else 0]
        video = encounter.video_recording
        at = encounter.submitted_at
        if self.story in (Story.WAITING, Story.OVERDUE, Story.LATE):
            return
        if self.story == Story.WITHDRAWN:
            life.withdraw(
                rng.choice(decisions.DUPLICATES),
                by=encounter.reporting_officer,
                at=at + self._hours(20.5, 30),
            )
            return
        if self.story in (Story.QUESTIONED, Story.ANSWERED, Story.RETURNED):
            asked = decisions.question_and_answer(rng, weak=case.weak)
            officer = (
                life.uses[-1].officer
                if self._colleague_is_asked or chance(rng, 0.1)
                else encounter.reporting_officer
            )
            at += self._hours(21, 60)
            life.decide(
                Step.RETURN,
                Decision.RETURN,
                decisions.doubting(rng, video=video),
                by=reviewer,
                at=at,
                question=asked.question,
                question_for=officer,
                reasons=[asked.reason],
                # Every other question stands beside the answer it is about.
                about=asked.field if self.turn % 2 and life.has_account_of(officer) else "",
            )
            if self.story == Story.RETURNED:
                return
            at += self._hours(4, 36)
            life.resubmit(asked.answer, at=at)
            if self.story == Story.ANSWERED:
                return
        if self.story in (Story.CLEARED, Story.UPHELD, Story.ESCALATED):
            at += self._hours(21, 60)
            judgement, category = decisions.escalating(
                rng,
                video=video,
                child=encounter.is_child,
                injured=encounter.injured == YesNoUnknown.YES,
            )
            life.decide(
                Step.ESCALATE,
                Decision.ESCALATE,
                judgement,
                by=reviewer,
                at=at,
                escalation_category=category,
            )
            self._read(life, at=at, until=at + timedelta(hours=20))
            if self.story != Story.ESCALATED:
                self._conclude(life, at=at + self._hours(24, 120))
            return
        recent = self.now - encounter.submitted_at < timedelta(days=14)
        overdue = not recent and chance(rng, 0.07)
        at += self._hours(74, 130) if overdue else self._hours(21, 60)
        life.decide(
            Step.ACCEPT, Decision.ACCEPT, decisions.accepting(rng, video=video), by=reviewer, at=at
        )
        self._read(life, at=at, until=self.now)
        if self.story == Story.SET_ASIDE:
            life.withdraw(
                rng.choice(decisions.NOT_HANDCUFFING), by=reviewer, at=at + self._hours(20, 90)
            )

    def _conclude(self, life: Life, *, at: datetime) -> None:
        """Professional standards decide."""
        video = life.encounter.video_recording
        by = self.rng.choice(self.force.standards)
        if self.story == Story.UPHELD:
            judgement = decisions.upholding(self.rng, video=video)
            life.decide(Step.UPHOLD, Decision.UPHOLD, judgement, by=by, at=at)
        else:
            judgement = decisions.clearing(self.rng, video=video)
            life.decide(Step.CLEAR, Decision.ACCEPT, judgement, by=by, at=at)
        self._read(life, at=at, until=self.now)

    def _read(self, life: Life, *, at: datetime, until: datetime) -> None:
        """Whom the decision concerns read it within some days; of the last ones, few have yet."""
        review = life.reviews[-1]
        if not (review.comment or review.learning_point):
            return
        people = {use.officer for use in life.uses if use.status == UseStatus.SUBMITTED}
        if len(life.reviews) > 1 and life.reviews[-2].decision == Decision.ESCALATE:
            people.add(life.reviews[-2].reviewer)
        # Chances of its own: what else happens does not depend on who reads it.
        own = Random(life.encounter.pk.int)  # noqa: S311
        for person in sorted(people, key=lambda one: one.warrant_number):
            read = at + timedelta(hours=own.uniform(3, 96))
            if read < until and own.random() < 0.96:
                life.acknowledge(person, at=read.replace(microsecond=0))
