"""The cells of a table: escaped, and those that are numbers marked as such."""

from django.template import Context, Template


def test_cells_are_escaped_and_numbers_marked():
    runs = [(True, ("1", "2")), (False, ("<b>&{}",))]
    drawn = Template("{% load govuk %}{% table_cells runs %}").render(Context({"runs": runs}))
    assert drawn.split("\n") == [
        '<td class="govuk-table__cell govuk-table__cell--numeric">1</td>',
        '<td class="govuk-table__cell govuk-table__cell--numeric">2</td>',
        '<td class="govuk-table__cell">&lt;b&gt;&amp;{}</td>',
    ]
