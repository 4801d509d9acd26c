"""What an analyst asked for: the period, the place and the kind of handcuffing."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone

from records.models import Area
from records.vocabulary import Compliance, Ethnicity, YesNo

# How a choice of men aged 16 to 25 stands in an address.
YOUNG_MEN = "young_men"


class Happened(TextChoices):
    """What may have happened to people handcuffed, by the names of the cube's measures."""

    NO_DE_ESCALATION = "no_de_escalation", "No de-escalation tried"
    CONTINUED_UNJUSTIFIED = "continued_unjustified", "Continued use found unjustified"
    ARRESTED = "arrested", "Arrested"
    NO_FURTHER_ACTION = "no_further_action", "No further action"
    INJURED = "injured", "Injured"


class Answered(TextChoices):
    """What an officer’s account says, where there is one."""

    COMPLIANCE = "compliance", "Whether compliant"
    BEFORE_ARREST = "before_arrest", "Whether before any arrest"


class NotKnown(TextChoices):
    """What a record may leave open, by the names of the fields of R1."""

    ETHNICITY_PERCEIVED = "ethnicity_perceived", "Ethnicity as perceived"
    SELF_DEFINED_NOT_STATED = "self_defined_not_stated", "Self-defined ethnicity: asked, not stated"
    SELF_DEFINED_NOT_ASKED = "self_defined_not_asked", "Self-defined ethnicity: not asked"
    AGE = "age", "Age"
    GENDER = "gender", "Gender"
    INJURED = "injured", "Injury"
    VIDEO = "video", "Video recording"


# What the first and the last month are called in an address.
MONTHS_OF_ADDRESS = ("start", "end")


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Whole months by London time, both included; nothing chosen means everything."""

    first_month: date | None = None
    last_month: date | None = None
    area: Area | None = None
    compliance: str = ""
    before_arrest: str = ""
    accepted_only: bool = False

    def query(self) -> dict[str, str]:
        """The same choice as the query of an address."""
        query = {
            "start": f"{self.first_month:%Y-%m}" if self.first_month else "",
            "end": f"{self.last_month:%Y-%m}" if self.last_month else "",
            "area": self.area.pk if self.area else "",
            "compliance": self.compliance,
            "before_arrest": self.before_arrest,
            "accepted": "yes" if self.accepted_only else "",
        }
        return {name: value for name, value in query.items() if value}

    def in_words(self) -> list[str]:
        """The choices beyond period and place."""
        words = []
        if self.compliance:
            words.append(f"{Compliance(self.compliance).label} handcuffing only")
        if self.before_arrest == YesNo.YES:
            words.append("Applied before any arrest only")
        elif self.before_arrest == YesNo.NO:
            words.append("Applied on or after arrest only")
        if self.accepted_only:
            words.append("Accepted records only")
        return words


@dataclass(frozen=True, kw_only=True)
class ComparedSelection(Selection):
    """The same with the group that is compared with the reference."""

    group: Ethnicity = Ethnicity.BLACK

    def query(self) -> dict[str, str]:
        return super().query() | {"group": self.group.value}


@dataclass(frozen=True, kw_only=True)
class RowSelection(Selection):
    """The same for rows: narrowed as a row of a report is, to a group, to what happened to it.

    `answered` are records in which an account of an officer says it, `not_known` those that leave
    it open; `young_men` are those of whom R13 speaks.
    """

    places: str = ""
    ethnicity: str = ""
    self_defined: str = ""
    young_men: bool = False
    happened: str = ""
    answered: str = ""
    not_known: str = ""

    def query(self) -> dict[str, str]:
        query = {
            "places": self.places,
            "ethnicity": self.ethnicity,
            "self_defined": self.self_defined,
            "people": YOUNG_MEN if self.young_men else "",
            "happened": self.happened,
            "answered": self.answered,
            "not_known": self.not_known,
        }
        return super().query() | {name: value for name, value in query.items() if value}


@dataclass(frozen=True, kw_only=True)
class Period:
    """Days in which handcuffing was counted, the first and the last included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def years(self) -> float:
        return self.days / 365.25

    @classmethod
    def of_months(cls, first: date, last: date, *, today: date) -> "Period":
        """From the first of one month to the end of another, or to today if it is this month."""
        return cls(start=first, end=min(after(last) - timedelta(days=1), today))


def file_name(name: str, selection: Any, ending: str = "csv") -> str:
    """What a download of these months is called: what it is, and of when."""
    months = [month for month in (selection.first_month, selection.last_month) if month]
    period = "-to-".join(f"{month:%Y-%m}" for month in months)
    return f"{name}-{period}.{ending}" if period else f"{name}.{ending}"


def months_from(first: date, last: date) -> list[date]:
    """The first day of every month from one to another, both included; none if they are turned."""
    number = (last.year - first.year) * 12 + last.month - first.month + 1
    return [months_before(first, -n) for n in range(number)]


def after(month: date) -> date:
    """The first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def quarter_of(month: date) -> date:
    """The first month of the quarter of the calendar that a month is in."""
    return month.replace(month=month.month - (month.month - 1) % 3)


def months_before(month: date, number: int) -> date:
    """The first day of the month `number` months earlier."""
    years, months = divmod(month.year * 12 + month.month - 1 - number, 12)
    return date(years, months + 1, 1)


def midnight(day: date) -> datetime:
    """The instant at which a day begins, by London time."""
    return timezone.make_aware(datetime.combine(day, time()))


def financial_years(today: date, number: int) -> list[tuple[str, Selection]]:
    """The last whole years from April to March, the newest first, each with its name: 2025/26."""
    newest = today.year - (1 if today.month >= 4 else 2)
    return [
        (
            f"{year}/{(year + 1) % 100:02}",
            Selection(first_month=date(year, 4, 1), last_month=date(year + 1, 3, 1)),
        )
        for year in range(newest, newest - number, -1)
    ]
