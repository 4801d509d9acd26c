"""The style sheet as attributes: what a browser would make of the classes, and nothing else."""

from xml.etree import ElementTree

import pytest

from reporting.charts.styling import rules_of, variables_of, write_styles

LIGHT = {"--c-accent": "#123", "--c-muted": "#777", "--c-surface": "#eee"}


def styled(css, drawing, variables=LIGHT):
    root = ElementTree.fromstring(drawing)  # noqa: S314 ours
    write_styles(root, rules_of(css), variables)
    return ElementTree.tostring(root, encoding="unicode")


def test_classes_become_attributes_and_are_gone():
    css = ".a, .b { fill: var(--c-accent); max-width: 3rem } .b { stroke-width: 2.5; }"
    assert styled(css, '<g class="a"><path class="b" d="M0 0"/></g>') == (
        '<g fill="#123"><path d="M0 0" fill="#123" stroke-width="2.5" /></g>'
    )


def test_the_more_precise_wins_and_of_equals_the_later():
    css = ".in .a { fill: one } .a { fill: two } .b { fill: three } .a.b { stroke: four }"
    assert styled(css, '<g class="in"><path class="a b"/></g>') == (
        '<g><path fill="one" stroke="four" /></g>'
    )
    assert styled(css, '<g class="out"><path class="b a"/></g>') == (
        '<g><path fill="three" stroke="four" /></g>'
    )


def test_what_is_above_may_be_far_above_and_in_order():
    css = ".one .two .a { fill: yes }"
    inside = '<g class="{}"><g><g class="{}"><path class="a"/></g></g></g>'
    assert "yes" in styled(css, inside.format("one", "two"))
    assert "yes" not in styled(css, inside.format("two", "one"))


def test_a_colour_that_is_another_inside_holds_there_only():
    css = ".grey { --c-accent: var(--c-muted) } .a { fill: var(--c-accent) }"
    drawing = '<g><g class="grey"><path class="a"/></g><path class="a"/></g>'
    assert styled(css, drawing) == '<g><g><path fill="#777" /></g><path fill="#123" /></g>'


def test_an_unknown_colour_has_another_choice_or_is_an_error():
    assert 'fill="#eee"' in styled(
        ".a { fill: var(--c-page, var(--c-surface)) }", '<path class="a"/>'
    )
    with pytest.raises(KeyError, match="--c-nothing"):
        styled(".a { fill: var(--c-nothing) }", '<path class="a"/>')


def test_states_media_and_words_about_elements_do_not_hold():
    css = """
    /* .a { fill: comment } */
    a { fill: element }
    .a:focus-visible { fill: state }
    @media print { .a { fill: media } :root { --c-accent: media } }
    .a { stroke: holds }
    """
    assert styled(css, '<path class="a"/>') == '<path stroke="holds" />'


def test_the_colours_of_the_root_are_the_light_ones():
    css = """
    :root { --c-page: #fff; color-scheme: light }
    @media (prefers-color-scheme: dark) { :root { --c-page: #000; } }
    :root { --c-text: #111; }
    """
    assert variables_of(css) == {"--c-page": "#fff", "--c-text": "#111"}
