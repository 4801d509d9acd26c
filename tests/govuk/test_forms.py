"""The markup of forms: escaped, labelled, described, and its error links lead somewhere."""

import json
from html.parser import HTMLParser

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template

from govuk.errors import Problem, problems
from govuk.widgets import Checkboxes, Radios
from records.forms.moments import LondonMomentField

HOSTILE = '<script>alert("label")</script>'
YES_NO = [("yes", "Yes"), ("no", "No")]


class Page(HTMLParser):
    """Every element of a page as (tag, attributes), in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str | None = None, **wanted: str) -> list[dict[str, str | None]]:
        return [
            attrs
            for name, attrs in self.elements
            if tag in (None, name) and all(attrs.get(k) == v for k, v in wanted.items())
        ]

    def one(self, tag: str | None = None, **wanted: str) -> dict[str, str | None]:
        (found,) = self.all(tag, **wanted)
        return found

    @property
    def ids(self) -> list[str | None]:
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]


def rendered(template: str, **context) -> Page:
    return Page(Template("{% load govuk %}" + template).render(Context(context)))


class EveryKind(forms.Form):
    """A required field of every widget that the service uses."""

    text = forms.CharField(label="Text", help_text="A hint")
    age = forms.IntegerField(label="Age", help_text="In years", max_value=120)
    story = forms.CharField(label="Story", help_text="What happened", widget=forms.Textarea)
    counted = forms.CharField(
        label="Counted",
        max_length=20,
        widget=forms.Textarea(attrs={"data-character-count": True}),
    )
    prompted = forms.CharField(label="Prompted", help_text="Why", widget=forms.Textarea)
    area = forms.ChoiceField(label="Area", choices=[("", "Choose"), ("e1", "Hackney")])
    searched = forms.ChoiceField(label="Searched?", choices=YES_NO, widget=forms.RadioSelect)
    power = forms.ChoiceField(
        label="Power",
        help_text="To search",
        choices=[("", "---------"), ("pace", "PACE s1"), ("other", "Other")],
        widget=Radios(hints={"pace": "Grounds are needed"}),
    )
    reasons = forms.MultipleChoiceField(
        label="Reasons",
        choices=[("self", "Protect self"), ("none", "None of these")],
        widget=Checkboxes(exclusive=["none"]),
    )
    ethnicity = forms.ChoiceField(
        label="Ethnicity",
        choices=[("White", [("w1", "British")]), ("Mixed", [("m1", "White and Asian")])],
        widget=forms.RadioSelect,
    )
    applied_at = LondonMomentField(label="Applied", help_text="London time")
    agreed = forms.BooleanField(label="It is true", help_text="It may be evidence")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["prompted"].prompts = ["What did you know?", HOSTILE]


WRONG = {"age": "160", "counted": "x" * 30, "applied_at_day": "31", "applied_at_month": "2"}


@pytest.fixture(params=[None, "row-1"], ids=["plain", "with prefix"])
def refused(request) -> Page:
    """Every kind of field, with an error on each."""
    prefix = request.param
    data = {f"{prefix}-{name}" if prefix else name: value for name, value in WRONG.items()}
    form = EveryKind(data, prefix=prefix)
    assert set(form.errors) == set(form.fields)
    return rendered("{% error_summary form %}{{ form }}", form=form)


def test_error_links_lead_to_inputs_that_exist(refused):
    links = [a["href"] for a in refused.all("a")]

    # All but the hidden field, which there is nothing to do about.
    assert len(links) == len(EveryKind.base_fields) - 1
    for link in links:
        target = refused.one(id=link.removeprefix("#"))
        assert "type" in target or target in refused.all("textarea") + refused.all("select")


def test_descriptions_exist(refused):
    described = [a["aria-describedby"].split() for a in refused.all() if "aria-describedby" in a]

    assert described
    assert {id_ for ids in described for id_ in ids} <= set(refused.ids)


def test_every_error_describes_its_input_or_group(refused):
    described = " ".join(a.get("aria-describedby") or "" for a in refused.all()).split()

    errors = [id_ for id_ in refused.ids if id_.endswith("_error")]
    assert len(errors) == len(EveryKind.base_fields) - 1
    assert set(errors) <= set(described)


def test_ids_are_unique(refused):
    assert len(refused.ids) == len(set(refused.ids))


def test_every_input_has_a_label(refused):
    inputs = [a for a in refused.all("input") if a["type"] != "hidden"]
    inputs += refused.all("textarea") + refused.all("select")

    labelled = {label["for"] for label in refused.all("label")}
    assert {a["id"] for a in inputs} == labelled


def test_groups_have_a_legend(refused):
    groups = ["searched", "power", "reasons", "ethnicity", "applied_at"]

    assert len(refused.all("fieldset")) == len(refused.all("legend")) == len(groups)


def test_wrong_inputs_look_wrong(refused):
    for name in ("text", "age", "story", "area", "password"):
        (attrs,) = [a for a in refused.all() if (a.get("name") or "").endswith(name)]
        assert "--error" in attrs["class"]
        assert attrs["aria-invalid"] == "true"


def test_an_error_is_announced_as_one():
    page = rendered("{{ form.text.as_field_group }}", form=EveryKind({}))

    assert "Error:</span> This field is required." in page.html
    assert "govuk-form-group--error" in page.html


def test_a_form_without_errors_has_no_summary():
    for form in (EveryKind(), None):
        assert not rendered("{% error_summary form %}", form=form).html.strip()


def test_the_summary_takes_several_forms_and_formsets():
    class Row(forms.Form):
        name = forms.CharField(error_messages={"required": "Enter a name"})

    Rows = forms.formset_factory(Row, extra=0)
    rows = Rows({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-name": "Sam"})
    broken = Rows({})
    single = Row({})
    single.add_error(None, "It changed meanwhile")

    assert problems(single, None, rows) == [
        Problem(text="It changed meanwhile"),
        Problem(text="Enter a name", href="#id_name"),
        Problem(text="Enter a name", href="#id_form-1-name"),
    ]
    assert [problem.href for problem in problems(broken)] == [""]


def test_a_hidden_field_is_named_because_nothing_can_be_linked():
    form = EveryKind({**WRONG, "version": "x"})

    assert Problem(text="Version: Enter a whole number.") in problems(form)


def test_what_people_write_is_escaped():
    class Hostile(forms.Form):
        text = forms.CharField(label=HOSTILE, help_text=HOSTILE, initial=HOSTILE)
        tick = forms.BooleanField(label=HOSTILE, help_text=HOSTILE)
        story = forms.CharField(label=HOSTILE, initial=HOSTILE, widget=forms.Textarea)
        choice = forms.ChoiceField(
            label=HOSTILE,
            choices=[(HOSTILE, HOSTILE)],
            widget=Radios(hints={HOSTILE: HOSTILE}),
        )
        several = forms.MultipleChoiceField(
            label=HOSTILE, choices=[(HOSTILE, [("x", HOSTILE)])], widget=Checkboxes
        )

    form = Hostile({"text": HOSTILE, "story": HOSTILE, "choice": HOSTILE})
    form.add_error("text", HOSTILE)
    form.add_error(None, HOSTILE)
    form.fields["story"].prompts = [HOSTILE]
    form.fields["text"].show_when = {"field": "story", "values": [HOSTILE]}

    page = rendered("{% error_summary form %}{{ form }}", form=form)

    assert not page.all("script")
    assert "&lt;script&gt;" in page.html


def test_a_conditional_question_carries_its_condition():
    class Conditional(forms.Form):
        searched = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect)
        power = forms.CharField()

    form = Conditional(prefix="p")
    form.fields["power"].show_when = {
        "any": [
            {"field": "searched", "values": ("yes",)},
            {"all": [{"not": {"field": "searched", "values": ["no"]}}]},
            {"minutes_between": ["on_at", "off_at"], "more_than": 10},
        ]
    }

    page = rendered("{{ form }}", form=form)

    (group,) = [a for a in page.all("div") if "data-show-when" in a]
    assert "govuk-form-group" in group["class"]
    assert json.loads(group["data-show-when"]) == {
        "any": [
            {"field": "p-searched", "values": ["yes"]},
            {"all": [{"not": {"field": "p-searched", "values": ["no"]}}]},
            {"minutes_between": ["p-on_at", "p-off_at"], "more_than": 10},
        ]
    }
    assert "hidden" not in group


def test_a_misspelt_condition_is_an_error():
    form = EveryKind()
    form.fields["age"].show_when = {"feild": "text", "values": ["x"]}

    with pytest.raises(ValueError, match="feild"):
        rendered("{{ form.age.as_field_group }}", form=form)


def test_choices_can_have_hints_and_one_that_excludes_the_others():
    page = rendered("{{ form }}", form=EveryKind())

    hinted = page.one("input", value="pace")
    assert hinted["aria-describedby"] in page.ids
    assert page.one("input", value="none")["data-behaviour"] == "exclusive"
    assert "data-behaviour" not in page.one("input", value="self")


def test_the_row_of_dashes_is_no_radio_button():
    page = rendered("{{ form.power.as_field_group }}", form=EveryKind())

    assert [a["value"] for a in page.all("input")] == ["pace", "other"]


def test_attributes_reach_the_input_but_placeholders_do_not():
    class Login(forms.Form):
        login = forms.CharField(
            widget=forms.TextInput(
                attrs={"class": "govuk-input--width-10", "inputmode": "numeric", "placeholder": "?"}
            )
        )

    page = rendered(
        "{% govuk_field form.login label='Warrant number' autocomplete='username' %}", form=Login()
    )

    attrs = page.one("input")
    assert attrs["class"].split() == ["govuk-input", "govuk-input--width-10"]
    assert (attrs["inputmode"], attrs["autocomplete"]) == ("numeric", "username")
    assert "placeholder" not in attrs
    assert "Warrant number</label>" in page.html


def test_only_a_counted_text_area_counts():
    page = rendered("{{ form }}", form=EveryKind())

    counted = page.one("div", **{"data-module": "govuk-character-count"})
    assert counted["data-maxlength"] == "20"
    assert page.one("textarea", name="counted")["aria-describedby"] == "id_counted-info"
    assert "id_counted-info" in page.ids
    assert "govuk-js-character-count" not in page.one("textarea", name="story")["class"]


def test_prompts_stand_with_their_question():
    page = rendered("{{ form.prompted.as_field_group }}", form=EveryKind())

    assert "What did you know?" in page.html
    assert "Prompts<span" in page.html
    assert not page.all("script")


def test_a_repeated_hour_is_asked_about_and_no_other():
    class When(forms.Form):
        at = LondonMomentField(label="When")

    parts = {"at_day": "25", "at_month": "10", "at_year": "2026"}
    repeated = rendered(
        "{{ form }}", form=When({**parts, "at_time": "01:30", "at_clock": "second"})
    )
    plain = rendered("{{ form }}", form=When({**parts, "at_time": "02:30"}))

    names = [a["name"] for a in plain.all("input")]
    assert names == ["at_day", "at_month", "at_year", "at_time"]
    assert [a["value"] for a in plain.all("input")] == ["25", "10", "2026", "02:30"]
    clocks = repeated.all("input", name="at_clock")
    assert [(a["value"], "checked" in a) for a in clocks] == [("first", False), ("second", True)]


def test_crispy_layouts_use_the_same_fields():
    class Section(forms.Form):
        text = forms.CharField(label=HOSTILE, help_text="A hint")
        version = forms.IntegerField(widget=forms.HiddenInput)

    form = Section(initial={"version": 3})
    form.helper = FormHelper()
    form.helper.layout = Layout(Fieldset("The person", "text"), "version", Submit("save", "Save"))

    page = Page(render_crispy_form(form))

    assert "novalidate" in page.one("form")
    assert "The person</legend>" in page.html
    assert form["text"].as_field_group().strip() in page.html
    assert page.one("input", type="hidden", name="version")["value"] == "3"
    assert page.one("button")["class"].split() == ["govuk-button"]
    assert not page.all("script")


def test_crispy_renders_a_form_without_layout():
    form = EveryKind()
    form.helper = FormHelper()
    form.helper.form_tag = False

    page = Page(render_crispy_form(form))

    assert not page.all("form")
    assert form["searched"].as_field_group().strip() in page.html
