"""Radio buttons and checkboxes that can say more about a choice than its label."""

from collections.abc import Collection, Mapping
from typing import Any

from django.forms import CheckboxSelectMultiple, RadioSelect


class Radios(RadioSelect):
    """Radio buttons; `hints` maps a value to the line of help under its label."""

    def __init__(self, *args: Any, hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        self.hints = hints or {}
        super().__init__(*args, **kwargs)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        return option


class Checkboxes(CheckboxSelectMultiple):
    """Checkboxes; `hints` as for radio buttons.

    A value in `exclusive` ("none of these") is set apart by an "or", and ticking it clears the
    others. That happens in the browser only: the form has to refuse the combination as well.

    `tick_all` offers, in the browser, to tick all of the others with one press.
    """

    def __init__(
        self,
        *args: Any,
        hints: Mapping[str, str] | None = None,
        exclusive: Collection[str] = (),
        tick_all: bool = False,
        **kwargs: Any,
    ) -> None:
        self.hints = hints or {}
        self.exclusive = frozenset(exclusive)
        self.tick_all = tick_all
        super().__init__(*args, **kwargs)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        option["exclusive"] = str(value) in self.exclusive
        if option["exclusive"]:
            option["attrs"]["data-behaviour"] = "exclusive"
        return option

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["tick_all"] = self.tick_all
        return context
