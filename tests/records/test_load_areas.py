"""Areas come from a file, all or nothing, as often as one likes."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from audit.models import Event
from records.models import Area
from records.models.area import AreaKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(tmp_path):
    def write(text: str | bytes):
        path = tmp_path / "areas.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


def areas() -> set[tuple[str, str, str]]:
    return set(Area.objects.values_list("code", "name", "kind"))


def test_london_is_loaded_by_default(capsys):
    call_command("load_areas")

    assert Area.objects.filter(kind=AreaKind.DISTRICT).count() == 33
    assert Area.objects.get(code="E09000022").name == "Lambeth"
    assert Area.objects.get(code="heathrow").kind == AreaKind.SITE
    assert Area.objects.get(code="out_of_force").kind == AreaKind.OUTSIDE
    assert capsys.readouterr().out == "35 areas read: 35 added, 0 changed.\n"


def test_loading_again_changes_nothing(capsys):
    call_command("load_areas")
    before, events = areas(), Event.objects.count()
    capsys.readouterr()

    call_command("load_areas")

    assert areas() == before
    assert Event.objects.count() == events
    assert capsys.readouterr().out == "35 areas read: 0 added, 0 changed.\n"


def test_names_and_kinds_are_updated_and_nothing_removed(write):
    call_command("load_areas", write("code,name,kind\na,Alpha,district\nb,Beta,site\n"))
    call_command("load_areas", write("code,name,kind\na,Alfa,site\nc,Gamma,outside\n"))

    assert areas() == {("a", "Alfa", "site"), ("b", "Beta", "site"), ("c", "Gamma", "outside")}
    assert [(event.action, event.detail) for event in Event.objects.order_by("id")] == [
        ("load_areas", {"added": 2, "changed": 0}),
        ("load_areas", {"added": 1, "changed": 1}),
    ]


def test_two_areas_may_swap_names(write):
    call_command("load_areas", write("code,name,kind\na,Alpha,district\nb,Beta,district\n"))
    call_command("load_areas", write("code,name,kind\na,Beta,district\nb,Alpha,district\n"))
    assert areas() == {("a", "Beta", "district"), ("b", "Alpha", "district")}


def test_byte_order_mark_quotes_and_blank_lines_are_understood(write):
    text = 'code, name ,kind\r\n\r\na,"Alpha, North",district\r\n'
    call_command("load_areas", write(text.encode("utf-8-sig")))
    assert areas() == {("a", "Alpha, North", "district")}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("a,Alpha", "line 3: expected 3 values (code, name, kind), got 2"),
        ("a,,district", "line 3: the name is missing"),
        (f"{'a' * 21},Alpha,district", "line 3: the code is longer than 20 characters"),
        ("a,Alpha,borough", "line 3: the kind must be one of district, site, outside, not borough"),
        ("ok,Alpha,district", "line 3: the code ok is already on line 2"),
        ("a,Fine,district", "line 3: the name Fine is already on line 2"),
        ("a,Taken,district", "line 3: the name Taken belongs to the area old"),
    ],
)
def test_a_bad_line_is_named_and_nothing_changed(write, lines, message):
    call_command("load_areas", write("code,name,kind\nold,Taken,site\n"))

    with pytest.raises(CommandError) as refused:
        call_command("load_areas", write(f"code,name,kind\nok,Fine,district\n{lines}\n"))

    assert message in str(refused.value)
    assert "Nothing was changed." in str(refused.value)
    assert areas() == {("old", "Taken", "site")}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "line 1: the columns must be code,name,kind"),
        ("code;name;kind\n", "line 1: the columns must be code,name,kind"),
        (b"code,name,kind\na,Gr\xfcn,site\n", "is not UTF-8 text"),
    ],
)
def test_a_file_of_another_form_is_refused(write, content, message):
    with pytest.raises(CommandError, match=message):
        call_command("load_areas", write(content))
    assert areas() == set()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.csv cannot be read: No such file"):
        call_command("load_areas", str(tmp_path / "nowhere.csv"))
