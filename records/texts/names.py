"""Names of people in a text, by what stands around words with a capital letter.

Pure; used by `records.texts.personal_data`. Reads the words of a text once, from left to right.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from records.texts.given_names import GIVEN_NAMES
from records.texts.word_list import word_list

# Letters of any script, with the marks inside of names; at most as long as a long name.
WORD = re.compile(r"[^\W\d_][^\W\d_'’-]{0,39}(?:['’-][^\W\d_]{1,40}){0,3}")
GAP = re.compile(r"[ \t]{1,3}|\.[ \t]{1,3}")
PATTERNS = (WORD, GAP)

MOST_PARTS = 4
TITLES = word_list("mr mrs ms miss mx dr prof professor rev reverend sir lord lady")
RANKS = word_list(
    "pc ps dc ds di dci dcs dsu pcso sgt sergeant sargeant insp inspector superintendent supt "
    "constable detective chief officer officers colleague colleagues acting aps wpc paramedic "
    "doctor nurse"
)
_RELATIVES = word_list(
    "brother sister friend mother father mum mam dad son daughter cousin uncle aunt nephew niece "
    "partner girlfriend boyfriend wife husband neighbour stepfather stepmother grandmother "
    "grandfather nan twin mate associate"
)
_PEOPLE = _RELATIVES | word_list(
    "male female man woman boy girl youth person individual suspect detainee victim witness "
    "informant driver passenger himself herself themselves child teenager lad"
)
# What people do and places do not.
_DOES = word_list(
    "said says told shouted screamed replied answered stated refused pulled pushed punched kicked "
    "spat bit ran walked grabbed threw swung tried became began started resisted struggled "
    "complied apologised tensed swore threatened lunged raised put took turned jumped fell sat "
    "stood laughed cried explained asked wanted admitted denied claimed lives lived"
)
_BEFORE = word_list("told asked arrested detained handcuffed cuffed searched recognised knew")
# After these the next words are a name, with or without a capital.
_INTRODUCTIONS = (
    ("name", "is"),
    ("name", "was"),
    ("name", "as"),
    ("named", "as"),
    ("known", "as"),
    ("goes", "by"),
    ("identified", "as"),
    ("introduced", "himself", "as"),
    ("introduced", "herself", "as"),
    ("introduced", "themselves", "as"),
    ("calls", "himself"),
    ("calls", "herself"),
    ("called", "himself"),
    ("called", "herself"),
    ("calling", "himself"),
    ("calling", "herself"),
    ("aka",),
)
_NAME_IS = "name"  # "his name is john": people write it in small letters too
# With a capital, and still nobody: what an account is full of.
NOBODY = word_list(
    """
    i a an the he she they it we you his her their my our your its this that these those there then
    when where while who what why how if as at by for from in into of off on onto over to under up
    with without and but or nor so yet not no yes also because although after before during until
    since both each every some any all one two three once again another other
    is was were are be been being am had has have did do does can could would should may might must
    will shall
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december christmas easter ramadan
    police officer officers constable sergeant inspector met metropolitan force service unit team
    command control custody crown court magistrates act section code pace misuse drugs criminal
    justice public order terrorism mental health common law policing body worn video cad pnc stop
    search gowisely taser pava handcuff handcuffs cuffs nhs ambulance las london england britain
    british english united kingdom uk scotland wales ireland thames
    black white asian mixed caribbean african european chinese indian pakistani bangladeshi arab
    somali turkish kurdish polish romanian albanian french spanish portuguese italian german
    brazilian nigerian jamaican vietnamese afghan iranian syrian russian ukrainian lithuanian
    muslim christian jewish sikh hindu islam god jesus allah
    north south east west northern southern eastern western central greater inner outer upper lower
    underground overground tube tfl dlr elizabeth bakerloo jubilee piccadilly victoria district
    circle thameslink southeastern
    bmw audi ford vauxhall volkswagen vw mercedes toyota honda nissan kia peugeot renault fiat
    citroen skoda seat mini tesla volvo mazda hyundai suzuki jaguar rover range land uber bolt lime
    tesco sainsbury sainsburys asda aldi lidl morrisons waitrose mcdonalds kfc greggs costa
    starbucks boots primark argos iceland nando wetherspoons nike adidas north face stone apple
    iphone samsung stanley rambo google facebook whatsapp snapchat instagram
    """
)
# A word with a capital before one of these is the name of a place or of a body, not of a person.
PLACES = word_list(
    """
    road street avenue lane park station square hill green market hospital school college academy
    university estate house court centre center borough council police service force unit team
    command control underground overground line bus garage bridge common church mosque temple
    synagogue terrace close crescent way gardens garden place walk row mews drive gate grove rise
    town village city junction roundabout wharf dock docks pier quay cross broadway parade circus
    palace hall tower towers heights mansions lodge villas yard arms tavern inn hotel theatre
    library museum gallery stadium arena ground fields field meadow meadows woods wood heath marsh
    marshes river canal airport terminal depot precinct arcade mall shopping supermarket stores
    knife act section code plaza point vale end corner island fair festival carnival derby
    united rovers hotspur palace athletic
    """
)


@dataclass(frozen=True)
class Word:
    """A word of the text, where it stands, and what comes before it."""

    text: str
    start: int
    end: int
    begins: bool  # a sentence, or the text
    joined: bool  # to the word before it, by a space alone

    @property
    def low(self) -> str:
        return self.text.lower().removesuffix("'s").removesuffix("’s")

    @property
    def has_capital(self) -> bool:
        """Like This, and like O’Neil; not like THIS, which is an abbreviation or shouting."""
        return self.text[0].isupper() and (self.text[1:] == "" or not self.text.isupper())

    @property
    def may_be_name(self) -> bool:
        return self.has_capital and len(self.low) > 1 and self.low not in NOBODY

    @property
    def name_end(self) -> int:
        return self.start + len(self.text) - (2 if self.text.lower().endswith(("'s", "’s")) else 0)


def words_of(text: str) -> list[Word]:
    words: list[Word] = []
    end = 0
    for match in WORD.finditer(text):
        between = text[end : match.start()]
        # After an abbreviated title the sentence goes on.
        titled = bool(words) and words[-1].low in TITLES and between[:1] == "."
        begins = not words or (not titled and any(mark in between for mark in '.!?\n:;•"'))
        joined = bool(words) and (GAP.fullmatch(between) is not None) and not begins
        words.append(Word(match.group(), match.start(), match.end(), begins, joined))
        end = match.end()
    return words


def names_in(
    text: str, *, known: Collection[str] = (), is_place: bool = False
) -> Iterator[tuple[int, int]]:
    """(start, end) of what reads like the name of a person, in order."""
    words = words_of(text)
    officers = frozenset(part for name in known for part in name.lower().split())
    at = 0
    while at < len(words):
        length = _introduced(words, at) or _named(words, at, is_place=is_place)
        name = words[at : at + length]
        if name and not _is_officer(words, at, name, text, officers):
            yield name[0].start, name[-1].name_end
        at += max(length, 1)


def _is_officer(
    words: list[Word], at: int, name: list[Word], text: str, officers: frozenset[str]
) -> bool:
    if all(word.low in officers or word.low in TITLES for word in name):
        return True
    before = words[at - 1] if at else None
    if before is None or before.low not in RANKS:
        return False
    # "PC 1234 Jones", and not a sentence that ended with "officer".
    return not name[0].begins and len(text[before.end : name[0].start]) <= 8


def _run(words: list[Word], at: int) -> int:
    """How many words with capitals, each a possible name, follow one another from here."""
    length = 0
    while (
        length < MOST_PARTS
        and at + length < len(words)
        and words[at + length].may_be_name
        and (length == 0 or words[at + length].joined)
    ):
        length += 1
        if words[at + length - 1].name_end != words[at + length - 1].end:
            break  # somebody's
    return length


def _introduced(words: list[Word], at: int) -> int:
    """The length of a name that the words before it announce."""
    if at == 0 or words[at].begins:
        return 0
    before = [word.low for word in words[max(0, at - 3) : at]]
    if before[-1] in ("called", "named") and before[-2:-1] and before[-2] in (*_PEOPLE, "is"):
        length = _run(words, at)
        return 0 if _is_place(words, at, length) else length
    for introduction in _INTRODUCTIONS:
        if tuple(before[-len(introduction) :]) == introduction:
            return _run(words, at) or _small(words, at, introduction)
    return 0


def _small(words: list[Word], at: int, introduction: tuple[str, ...]) -> int:
    """A common given name in small letters, after "name is"."""
    if introduction[0] != _NAME_IS or words[at].low not in GIVEN_NAMES:
        return 0
    following = words[at + 1] if at + 1 < len(words) else None
    surname = (
        following is not None
        and following.joined
        and following.low not in NOBODY
        and following.low not in _DOES
    )
    return 2 if surname else 1


def _named(words: list[Word], at: int, *, is_place: bool) -> int:
    """The length of a name that begins with this word, which has a capital."""
    first = words[at]
    if first.low in TITLES:
        length = _run(words, at + 1) if at + 1 < len(words) and not words[at + 1].begins else 0
        return length + 1 if length and not _is_place(words, at + 1, length) else 0
    if is_place or not first.may_be_name:
        return 0
    length = _run(words, at)
    if _is_place(words, at, length):
        return 0
    if first.low in GIVEN_NAMES:
        return length
    before = words[at - 1].low if at and first.joined else ""
    if before in _RELATIVES:
        return length
    if length < 2:
        return 0
    if first.begins and length == 2 and words[at + 1].low in GIVEN_NAMES:
        return 0 if at + 2 < len(words) and words[at + 2].low in PLACES else length
    after = words[at + length] if at + length < len(words) else None
    acts = after is not None and after.joined and after.low in _DOES
    return length if acts or before in _BEFORE or before in _PEOPLE else 0


def _is_place(words: list[Word], at: int, length: int) -> bool:
    """Whether these words, or the one after them, say that this is a place or a body."""
    if any(word.low in PLACES for word in words[at : at + length]):
        return True
    after = at + length
    if after < len(words) and words[after].joined and words[after].low in PLACES:
        return True
    before = words[at - 1].low if at and words[at].joined else ""
    return before in ("st", "saint", "king", "queen", "prince", "princess", "duke", "in", "near")
