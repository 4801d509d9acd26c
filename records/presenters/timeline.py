"""What happened in order, from first contact to removal: as a drawing and as a list.

Positions are shares of the width, so the drawing is as wide as the page and its words keep their
size. What is drawn is said in the list as well.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from records.forms.moments import LONDON, happens_twice
from records.models import Encounter, HandcuffUse
from records.presenters.answers import moment
from records.vocabulary import EndedBy, SearchPower, UseStatus, YesNo

# Heights in pixels.
LANE = 24
ROW = 62
AXIS = 34
MOST_TICKS = 4
# Minutes between the marks of the axis.
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080)
LONGEST_NAME = 30


@dataclass(frozen=True)
class Mark:
    """Something that happened at one time, for all: a line through the drawing."""

    x: str
    text: str
    y: int
    anchor: str


@dataclass(frozen=True)
class Bar:
    """The minutes in which the person wore the handcuffs of one officer."""

    officer: str
    text: str
    x: str
    width: str
    y: int


@dataclass(frozen=True)
class Tick:
    x: str
    text: str
    anchor: str


@dataclass(frozen=True)
class Event:
    """One line of the list."""

    when: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The drawing, and everything it shows in words."""

    summary: str
    events: list[Event]
    untimed: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    height: int = 0
    axis: int = 0


def clock(at: datetime) -> str:
    """London time of day; the hour that comes twice in autumn says which it was."""
    local = at.astimezone(LONDON)
    return f"{local:%H:%M}{f' {local:%Z}' if happens_twice(local) else ''}"


def timeline(encounter: Encounter) -> Timeline | None:
    """The course of a filed encounter by the accounts given; None without any times."""
    uses = [
        use
        for use in encounter.uses.all()
        if use.status == UseStatus.SUBMITTED and use.applied_at and use.ended_at
    ]
    uses.sort(key=lambda use: (use.applied_at, str(use.pk)))
    if encounter.occurred_at is None or not uses:
        return None
    shared = [(encounter.occurred_at, "First contact")]
    if encounter.arrested_at is not None:
        shared.append((encounter.arrested_at, "Arrest"))
    times = [at for at, _ in shared] + [at for use in uses for at in (use.applied_at, use.ended_at)]
    first, last = min(times), max(times)
    # A course of no length is still drawn, with everything at its beginning.
    span = max(last - first, timedelta(minutes=1))

    def share(at: datetime) -> float:
        return 100 * ((at - first) / span)

    top = LANE * len(shared)
    axis = top + ROW * len(uses)
    return Timeline(
        summary=_summary(uses),
        events=_events(shared, uses),
        untimed=_untimed(encounter),
        marks=[
            Mark(_percent(share(at)), f"{what} {clock(at)}", LANE * number + 16, _anchor(share(at)))
            for number, (at, what) in enumerate(shared)
        ],
        bars=[_bar(use, share, y=top + ROW * number) for number, use in enumerate(uses)],
        ticks=_ticks(first, first + span, share),
        height=axis + AXIS,
        axis=axis,
    )


def _percent(share: float) -> str:
    return f"{share:.2f}%"


def _anchor(share: float) -> str:
    return "end" if share > 55 else "start"


def _minutes(number: int) -> str:
    return f"{number} minute{'' if number == 1 else 's'}"


def _bar(use: HandcuffUse, share, *, y: int) -> Bar:
    name = use.officer.name
    start = share(use.applied_at)
    width = max(share(use.ended_at) - start, 0.75)
    return Bar(
        officer=name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…",
        text=f"{clock(use.applied_at)} to {clock(use.ended_at)}, {_minutes(use.minutes)}",
        x=_percent(min(start, 100 - width)),
        width=_percent(width),
        y=y,
    )


def _summary(uses: list[HandcuffUse]) -> str:
    on = min(use.applied_at for use in uses)
    off = max(use.ended_at for use in uses)
    by = f"{len(uses)} officers" if len(uses) > 1 else uses[0].officer.name
    in_all = int((off - on).total_seconds() // 60)
    return f"From the first handcuffs on to the last off: {_minutes(in_all)}, by {by}."


def _events(shared: list[tuple[datetime, str]], uses: list[HandcuffUse]) -> list[Event]:
    """In order; what happened in the same minute in the order of how such things go."""
    found = [(at, rank * 2, what) for rank, (at, what) in enumerate(shared)]
    for use in uses:
        found.append((use.applied_at, 1, f"{use.officer.name} put handcuffs on"))
        ended = EndedBy(use.ended_by).label if use.ended_by else "Handcuffs off"
        lasted = f"{ended} ({use.officer.name}), after {_minutes(use.minutes)}"
        found.append((use.ended_at, 3, lasted))
    found.sort(key=lambda one: one[:2])
    events, day = [], None
    for at, _, what in found:
        local = at.astimezone(LONDON)
        # The date is said once, and again where it changes.
        events.append(Event(clock(at) if local.date() == day else moment(at), what))
        day = local.date()
    return events


def _untimed(encounter: Encounter) -> list[str]:
    if encounter.searched != YesNo.YES:
        return []
    power = SearchPower(encounter.search_power).label if encounter.search_power else ""
    if encounter.search_power == SearchPower.OTHER:
        power = encounter.search_power_other
    return [f"The person was searched ({power}). The record does not ask at what time."]


def _ticks(first: datetime, last: datetime, share) -> list[Tick]:
    """Round times on the axis, few enough not to touch on a phone."""
    minutes = (last - first).total_seconds() / 60
    step = next((step for step in STEPS if minutes / step <= MOST_TICKS), STEPS[-1])
    at = datetime.fromtimestamp(-(-first.timestamp() // (60 * step)) * 60 * step, tz=first.tzinfo)
    ticks = []
    while at <= last:
        place = share(at)
        anchor = "start" if place < 6 else "end" if place > 94 else "middle"
        ticks.append(Tick(_percent(place), clock(at), anchor))
        at += timedelta(minutes=step)
    return ticks
