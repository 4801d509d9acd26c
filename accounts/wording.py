"""What may stand in a name, a number or a date: one rule for the pages and for files."""

import re
import unicodedata
from datetime import date, datetime

from accounts.models import User

WARRANT_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9/-]*")
FIRST_DAY = date(1960, 1, 1)
# More than a career has: of one training, on one line or in one file's cell.
MOST_DAYS = 60
_BETWEEN_DAYS = re.compile(r"[\s,;+|]+")
# A spreadsheet runs a cell that begins with one of these.
_FORMULA = ("=", "+", "-", "@")


def problem_with_name(name: str) -> str:
    """Why this cannot be somebody's name or a team's; "" if it can."""
    if not name:
        return "Enter the name"
    if len(name) > User._meta.get_field("name").max_length:
        return "The name is too long"
    if name.startswith(_FORMULA):
        return f"A name cannot begin with {name[0]}"
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co") for character in name):
        return "The name contains a character that cannot be seen: type it anew"
    return ""


def problem_with_warrant_number(number: str) -> str:
    """Why this cannot be a warrant number; "" if it can. The number is in capitals."""
    if not number:
        return "Enter the warrant number"
    if len(number) > User._meta.get_field("warrant_number").max_length:
        return "The warrant number is too long"
    if not WARRANT_NUMBER.fullmatch(number):
        return "A warrant number has letters A to Z, digits, hyphens and slashes only"
    return ""


def problem_with_day(day: date, *, today: date) -> str:
    if day > today:
        return "is in the future"
    if day < FIRST_DAY:
        return "is too long ago"
    return ""


def read_training_days(text: str, *, today: date) -> tuple[tuple[date, ...], str]:
    """The days of a training as people write them, and what is wrong with them; "" if nothing."""
    words = [word for word in _BETWEEN_DAYS.split(text) if word]
    if len(words) > MOST_DAYS:
        return (), f"At most {MOST_DAYS} dates are kept"
    days = []
    for word in words:
        day = read_date(word)
        if day is None:
            return (), f"“{word[:20]}” is not a date such as 27/03/2026"
        if problem := problem_with_day(day, today=today):
            return (), f"{written(day)} {problem}"
        days.append(day)
    return tuple(days), ""


def written(day: date) -> str:
    """A day as the pages write it and take it: 27/03/2026."""
    # strftime gives years before 1000 fewer than four digits.
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def read_date(text: str) -> date | None:
    """2026-03-27 or 27/03/2026; None if it is neither."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None
