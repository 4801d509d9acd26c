"""The many small parts of a chart; a template takes many times as long for each.

Places are numbers that a layout has written (`labels.number`). Words are escaped.
"""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def chart_words(texts: Sequence[tuple[str, str, str, str]]) -> SafeString:
    """Each as its place across and down, its shift, and its words: see `Lettering`."""
    written = "\n".join(
        f'<text x="{x}" y="{y}" dx="{shift}">{{}}</text>'
        if shift
        else f'<text x="{x}" y="{y}">{{}}</text>'
        for x, y, shift, _ in texts
    )
    return format_html(written, *(words for *_, words in texts))


@register.simple_tag
def chart_marks(ident: str, places: Sequence[tuple[str, str]]) -> SafeString:
    """The shape of that id at each place: see `Marks`."""
    written = "".join(f'<use href="#{{ident}}" x="{x}" y="{y}"/>' for x, y in places)
    return format_html(written, ident=ident)
