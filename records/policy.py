"""The rules in force: what administrators keep in the browser, else what the environment says.

Read once in a request or an action, however many parts of the program ask: see `remembered`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from records.models import Policy

SETTINGS = {
    "record_within_hours": "RECORD_WITHIN_HOURS",
    "account_within_hours": "ACCOUNT_WITHIN_HOURS",
    "review_within_hours": "REVIEW_WITHIN_HOURS",
    "continued_use_minutes": "CONTINUED_USE_MINUTES",
    "duplicate_within_minutes": "DUPLICATE_WITHIN_MINUTES",
}


@dataclass(frozen=True)
class Rules:
    """The deadlines, limits, sentences and retired answers that count now."""

    version: int
    record_within_hours: int
    account_within_hours: int
    review_within_hours: int
    continued_use_minutes: int
    duplicate_within_minutes: int
    writing_prompts: bool
    sentences: Mapping[str, list[str]]
    retired_choices: Mapping[str, list[str]]
    retired_questions: tuple[str, ...]

    @property
    def record_within(self) -> timedelta:
        return timedelta(hours=self.record_within_hours)

    @property
    def account_within(self) -> timedelta:
        return timedelta(hours=self.account_within_hours)

    @property
    def review_within(self) -> timedelta:
        return timedelta(hours=self.review_within_hours)

    @property
    def duplicate_within(self) -> timedelta:
        return timedelta(minutes=self.duplicate_within_minutes)

    def sentences_for(self, name: str, otherwise: tuple[str, ...]) -> tuple[str, ...]:
        """The force's own sentences beside `name`; else those of the program."""
        return tuple(self.sentences.get(name, otherwise))


def rules_of(policy: Policy | None) -> Rules:
    """What one version says; None is the register before anybody changed a rule."""
    if policy is None:
        return Rules(
            version=0,
            **{column: getattr(settings, name) for column, name in SETTINGS.items()},
            writing_prompts=True,
            sentences={},
            retired_choices={},
            retired_questions=(),
        )
    return Rules(
        version=policy.version,
        **{column: getattr(policy, column) for column in SETTINGS},
        writing_prompts=policy.writing_prompts,
        sentences=policy.sentences,
        retired_choices=policy.retired_choices,
        retired_questions=tuple(policy.retired_questions),
    )


# What was read in this request or action: empty until somebody asks.
_remembered: ContextVar[list[Rules] | None] = ContextVar("rules_in_force", default=None)


def current() -> Rules:
    """The rules in force."""
    remembered = _remembered.get()
    if remembered:
        return remembered[0]
    rules = rules_of(Policy.objects.order_by("-version").first())
    if remembered is not None:
        remembered.append(rules)
    return rules


def forget() -> None:
    """The rules have just changed: read them again."""
    remembered = _remembered.get()
    if remembered is not None:
        remembered.clear()


@contextmanager
def remembered() -> Iterator[None]:
    """Within this the rules are read at most once, so that they cannot change halfway."""
    if _remembered.get() is not None:
        yield
        return
    token = _remembered.set([])
    try:
        yield
    finally:
        _remembered.reset(token)


def once_per_request(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: one reading of the rules serves the whole page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with remembered():
            return get_response(request)

    return middleware
