"""Personal data in free text: names, numbers and addresses that identify somebody.

Pure and fast: a text goes in, places come out. It is meant to be right when it speaks: an officer
who is warned of "Brixton Road" stops reading the warnings. So a word with a capital letter is a
name only when something says so: a title, an introduction ("known as"), a common given name, or a
person's verb after two such words. The names of officers who were there are not pointed out,
with their rank or without.

Every pattern repeats a bounded number of times, so that the time grows with the length of the
text and no text can make it hang; tests/records/test_personal_data.py holds this rule.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from records.texts.names import names_in
from records.texts.word_list import word_list
from records.vocabulary import TextFlag

# Nobody younger was ever handcuffed here; a date so long ago is somebody's birthday.
YOUNGEST = 8
OLDEST = 110

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_NUMERIC_DATE = r"(?P<day>\d{1,2})[./ -](?P<month>\d{1,2})[./ -](?P<year>\d{4}|\d{2})"
_ISO_DATE = r"(?P<iso>\d{4})-\d{1,2}-\d{1,2}"
_WRITTEN_DATE = (
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS}),? (?P<written>\d{{4}}|\d{{2}})"
    rf"|(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?,? (?P<turned>\d{{4}})"
)
_A_DATE = rf"(?:{_ISO_DATE}|{_NUMERIC_DATE}|{_WRITTEN_DATE})"

DATE = re.compile(rf"(?<![\w/.-]){_A_DATE}(?![\w/-])", re.IGNORECASE)
BORN = re.compile(
    r"(?<!\w)(?:d\.?o\.?b\.?|date of birth|birthday|born(?: on)?)(?: is| was)?[\s:,-]{0,4}$",
    re.IGNORECASE,
)
EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,6}[a-z]{2,24}(?![\w-])", re.IGNORECASE
)
PHONE = re.compile(
    r"(?<![\w/.-])(?:\+44[ -]?(?:\(0\))?|0044[ -]?|\(?0)[1-378]\d{1,4}\)?[ -]?"
    r"\d{3,4}[ -]?\d{0,4}[ -]?\d{0,4}(?![\w/])"
)
# Current plates (AB12 CDE) and those with a letter before the number (A123 BCD). Small letters
# count only when written together: "at 12 the" is no plate.
REGISTRATION = re.compile(
    r"(?<![\w/-])(?P<area>[A-HK-PR-Y][A-HJ-PR-Y])(?P<age>\d{2}) ?(?P<last>[A-HJ-PR-Z]{3})(?![\w-])"
    r"|(?<![\w/-])[a-hk-pr-y][a-hj-pr-y]\d{2}[a-hj-pr-z]{3}(?![\w-])"
    r"|(?<![\w/-])[A-HJ-NPR-TV-Y]\d{1,3} ?(?P<prefixed>[A-HJ-PR-TV-Z]{3})(?![\w-])"
)
POSTCODE = re.compile(
    r"(?<![\w/-])(?P<district>[A-Z]{1,2})\d(?:\d|[A-HJKPSTUW-Z])? ?\d(?P<unit>[ABD-HJLNP-UW-Z]{2})"
    r"(?![\w-])",
    re.IGNORECASE,
)
PATTERNS = (DATE, BORN, EMAIL, PHONE, REGISTRATION, POSTCODE)

# Words of three letters in a text written in capitals: "UNIT M12 AND" is no plate.
_NO_PLATE = word_list(
    "AND ARM BAG BUS BUT BWV CAD CAR CRO DSU FOR GOT HAD HAS HER HIM HIS JSU LAS LEG MEN MET MPS "
    "NEW NHS NOT OFF OLD ONE OUR OUT PCS PNC PUB RAN RTC SAW SHE SPT THE TSG TWO VAN WAS WHO WPC "
    "YOU"
)
_POSTCODE_AREAS = word_list(
    "AB AL B BA BB BD BF BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT "
    "DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD "
    "LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK "
    "SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
_ORDINALS = frozenset(("ST", "ND", "RD", "TH"))


@dataclass(frozen=True, order=True)
class Found:
    """Where in the text something that identifies somebody may stand."""

    start: int
    end: int
    kind: TextFlag

    def words(self, text: str) -> str:
        return text[self.start : self.end]


def scan(
    text: str, *, on: date | None = None, known: Collection[str] = (), is_place: bool = False
) -> list[Found]:
    """What may identify somebody, in the order of the text, without overlaps.

    `on`: the day of the record; full dates long before it count as dates of birth, else only
    those that are introduced as such. `known`: names of officers, which may stand in a record.
    `is_place`: the text describes a place, where words with capitals are streets and shops.
    """
    found: list[Found] = []
    taken: set[int] = set()
    for one in _candidates(text, on=on, known=known, is_place=is_place):
        span = range(one.start, one.end)
        # One place in the text is one thing: the first kind that claims it.
        if one.start not in taken and one.end - 1 not in taken:
            taken.update(span)
            found.append(one)
    return sorted(found)


def _candidates(
    text: str, *, on: date | None, known: Collection[str], is_place: bool
) -> Iterator[Found]:
    for match in EMAIL.finditer(text):
        yield Found(*match.span(), TextFlag.EMAIL)
    for match in DATE.finditer(text):
        introduced = BORN.search(text[max(0, match.start() - 30) : match.start()])
        if introduced or _is_long_ago(match, on):
            yield Found(*match.span(), TextFlag.DATE_OF_BIRTH)
    for match in PHONE.finditer(text):
        if _is_phone(match.group()):
            yield Found(match.start(), match.start() + len(match.group().rstrip(" -")), _PHONE)
    for match in POSTCODE.finditer(text):
        if _is_postcode(match):
            yield Found(*match.span(), TextFlag.POSTCODE)
    for match in REGISTRATION.finditer(text):
        if (match["last"] or match["prefixed"]) not in _NO_PLATE:
            yield Found(*match.span(), TextFlag.REGISTRATION)
    for start, end in names_in(text, known=known, is_place=is_place):
        yield Found(start, end, TextFlag.NAME)


_PHONE = TextFlag.PHONE


def _is_long_ago(match: re.Match[str], on: date | None) -> bool:
    year = match["iso"] or match["year"] or match["written"] or match["turned"]
    if on is None or len(year) != 4:
        return False
    return on.year - OLDEST <= int(year) <= on.year - YOUNGEST


def _is_phone(written: str) -> bool:
    """National numbers have nine or ten digits after the 0 that stands for the country."""
    digits = "".join(character for character in written if character in "0123456789")
    for prefix in ("0044", "44"):
        if digits.startswith(prefix):
            return len(digits.removeprefix(prefix).removeprefix("0")) in (9, 10)
    return len(digits) in (10, 11)


def _is_postcode(match: re.Match[str]) -> bool:
    written = match.group()
    if match["district"].upper() not in _POSTCODE_AREAS:
        return False
    if not written.isupper() and match["unit"].upper() in _ORDINALS:
        return False  # "e1 2nd", "L1 1st"
    return written.isupper() or written.islower()
