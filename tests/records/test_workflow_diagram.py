"""docs/workflow.md says what the table says."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from records import workflow
from records.management.commands import workflow_diagram
from records.vocabulary import Status


@pytest.fixture
def document(tmp_path, monkeypatch):
    path = tmp_path / "docs" / "workflow.md"
    monkeypatch.setattr(workflow_diagram, "DOCUMENT", path)
    return path


def test_what_is_committed_is_up_to_date():
    assert workflow_diagram.DOCUMENT.read_text(encoding="utf-8") == workflow_diagram.document()


def test_every_step_and_status_is_in_it():
    text = workflow_diagram.document()
    for step, transition in workflow.TRANSITIONS.items():
        assert f"| `{step}` |" in text
        for source in transition.sources:
            assert f"    {source} --> {transition.target}: {step}\n" in text
    for status in Status:
        assert f"| `{status}` | {status.label} |" in text


def test_written_document_passes_the_check(document, capsys):
    call_command("workflow_diagram")
    call_command("workflow_diagram", "--check")
    assert "is up to date" in capsys.readouterr().out


def test_check_fails_when_the_table_changed(document, monkeypatch):
    call_command("workflow_diagram")
    before = document.read_text(encoding="utf-8")
    shorter = dict(list(workflow.TRANSITIONS.items())[:-1])
    monkeypatch.setattr(workflow, "TRANSITIONS", shorter)

    with pytest.raises(CommandError, match="does not match"):
        call_command("workflow_diagram", "--check")
    assert document.read_text(encoding="utf-8") == before


def test_check_fails_when_there_is_no_document(document):
    with pytest.raises(CommandError, match="does not match"):
        call_command("workflow_diagram", "--check")
    assert not document.exists()
