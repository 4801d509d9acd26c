"""What goes wrong for a program, told in one form: problem details (RFC 9457)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class About:
    """One kind of problem, as the guide describes it. `slug` is its place on that page."""

    slug: str
    status: int
    title: str
    meaning: str


class Kind(Enum):
    """The problems there are; a program may rely on their `type`."""

    WRONG_FILTERS = About(
        "wrong-filters",
        400,
        "Some filters cannot be used",
        "“errors” names each filter and says what is wrong with it. Nothing was computed.",
    )
    NO_TOKEN = About(
        "no-token",
        401,
        "A token that works is needed",
        "There was no token, or it is not known, was revoked, or has ended.",
    )
    WRONG_SCOPE = About(
        "wrong-scope",
        403,
        "The token is not for this",
        "It works, but was made for something else: make one that may read this as well.",
    )
    NOT_ALLOWED = About(
        "not-allowed",
        403,
        "The owner of the token may not read this",
        "What a token opens depends on its owner’s roles at the moment it is used.",
    )
    NOT_FOUND = About(
        "not-found",
        404,
        "There is nothing at this address",
        "No report, row file or list has this address.",
    )
    LOCKED = About(
        "locked",
        404,
        "The report is locked",
        "A table to compare with has to be loaded first: “detail” says which.",
    )
    READ_ONLY = About(
        "read-only",
        405,
        "Only GET is answered",
        "A program can read here and change nothing.",
    )


class Problem(Exception):
    """Raised wherever a program cannot be given what it asked for."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        *,
        errors: Iterable[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.about = kind.value
        self.detail = detail
        self.errors = list(errors)
        self.headers = headers or {}

    def response(self) -> HttpResponse:
        told = {
            "type": address_of(self.about),
            "title": self.about.title,
            "status": self.about.status,
            "detail": self.detail,
        }
        if self.errors:
            told["errors"] = self.errors
        return HttpResponse(
            json.dumps(told, ensure_ascii=False),
            status=self.about.status,
            content_type=MEDIA_TYPE,
            headers=self.headers,
        )


def address_of(about: About) -> str:
    """Its type: the place in the guide that describes it."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('api_guide')}#{about.slug}"
