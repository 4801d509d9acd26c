"""Date and time as people write them, in London, kept as one instant."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

LONDON = ZoneInfo("Europe/London")
PARTS = ("day", "month", "year", "time", "clock")
FIRST, SECOND = "first", "second"


@dataclass(frozen=True)
class Written:
    """What was typed, part by part, exactly as typed."""

    day: str = ""
    month: str = ""
    year: str = ""
    time: str = ""
    clock: str = ""

    @classmethod
    def of(cls, moment: datetime | None) -> "Written":
        if moment is None:
            return cls()
        local = moment.astimezone(LONDON)
        clock = (SECOND if local.fold else FIRST) if happens_twice(local) else ""
        return cls(
            day=str(local.day),
            month=str(local.month),
            year=str(local.year),
            time=f"{local:%H:%M}",
            clock=clock,
        )

    @property
    def is_blank(self) -> bool:
        return not (self.day or self.month or self.year or self.time)


def happens_twice(local: datetime) -> bool:
    """Whether clocks show this London time twice, as they do one hour each autumn."""
    naive = local.replace(tzinfo=None)
    first, second = (naive.replace(tzinfo=LONDON, fold=fold).utcoffset() for fold in (0, 1))
    return first > second


def never_happens(local: datetime) -> bool:
    """Whether clocks skip this London time, as they do one hour each spring."""
    naive = local.replace(tzinfo=None)
    first, second = (naive.replace(tzinfo=LONDON, fold=fold).utcoffset() for fold in (0, 1))
    return first < second


def read_date(written: Written) -> date:
    for name in ("day", "month", "year"):
        if not getattr(written, name):
            raise ValidationError(f"The date must include a {name}", code="incomplete")
    if not all(part.isdecimal() for part in (written.day, written.month, written.year)):
        raise ValidationError("The date must be in numbers, for example 27 3 2026", code="invalid")
    year = int(written.year) + (2000 if len(written.year) == 2 else 0)
    try:
        return date(year, int(written.month), int(written.day))
    except (ValueError, OverflowError):
        raise ValidationError("The date must be a real date", code="invalid") from None


def read_time(written: Written) -> time:
    if not written.time:
        raise ValidationError("Enter the time as well, for example 14:05", code="incomplete")
    digits = written.time.replace(".", ":").replace(" ", "")
    hours, _, minutes = digits.partition(":") if ":" in digits else (digits[:-2], "", digits[-2:])
    if not (hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2 and len(hours) <= 2):
        raise ValidationError("Write the time on the 24-hour clock: 14:05", code="invalid")
    if int(hours) > 23 or int(minutes) > 59:
        raise ValidationError("The time must be between 00:00 and 23:59", code="invalid")
    return time(int(hours), int(minutes))


def read_moment(written: Written) -> datetime:
    """The instant meant, or a ValidationError in words that help."""
    local = datetime.combine(read_date(written), read_time(written), tzinfo=LONDON)
    if local.year < 1900:
        raise ValidationError("The year must have four digits, for example 2026", code="invalid")
    if never_happens(local):
        raise ValidationError(
            f"{local:%H:%M} did not exist on that day: the clocks went forward an hour",
            code="skipped",
        )
    if happens_twice(local):
        if written.clock not in (FIRST, SECOND):
            raise ValidationError(
                f"The clocks went back that night and {local:%H:%M} came twice: say which it was",
                code="repeated",
            )
        local = local.replace(fold=1 if written.clock == SECOND else 0)
    # In UTC, because two times of one zone are compared and subtracted on the wall clock.
    return local.astimezone(UTC)


class LondonMomentWidget(forms.Widget):
    """Day, month, year and time; and which hour, on the one night when it comes twice."""

    template_name = "records/widgets/london_moment.html"
    use_fieldset = True

    def __init__(self, attrs=None, *, after: str = "", after_moment: datetime | None = None):
        """`after` is the question that it cannot come before, `after_moment` its stored answer.

        The page fills in the day of a time that is written alone: see `static/js/now.js`.
        """
        self.after, self.after_moment = after, after_moment
        super().__init__(attrs)

    def value_from_datadict(self, data, files, name):
        return Written(**{part: data.get(f"{name}_{part}", "").strip()[:20] for part in PARTS})

    def value_omitted_from_data(self, data, files, name):
        return not any(f"{name}_{part}" in data for part in PARTS)

    def id_for_label(self, id_):
        return f"{id_}_day" if id_ else id_

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        written = value if isinstance(value, Written) else Written.of(value)
        context["widget"]["written"] = written
        context["widget"]["ask_clock"] = self.ask_clock(written)
        context["widget"]["after"] = self.after
        if self.after_moment is not None:
            local = self.after_moment.astimezone(LONDON)
            context["widget"]["after_moment"] = f"{local:%Y-%m-%dT%H:%M}"
        return context

    def ask_clock(self, written: Written) -> bool:
        try:
            local = datetime.combine(read_date(written), read_time(written))
        except ValidationError:
            return False
        return local.year >= 1900 and happens_twice(local)


class LondonMomentField(forms.Field):
    """An aware datetime, from what was written in London time; None if nothing was."""

    widget = LondonMomentWidget

    def to_python(self, value):
        if value is None or isinstance(value, datetime):
            return value
        return None if value.is_blank else read_moment(value)

    def has_changed(self, initial, data):
        return Written.of(initial) != data
