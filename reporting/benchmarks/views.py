"""Uploading a corrected table: first what it would do, then doing it."""

from dataclasses import replace

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from records.actions import NotAllowed
from records.views.loading import require
from reporting.benchmarks import uploading
from reporting.benchmarks.forms import TableFileForm, TableShownForm
from reporting.benchmarks.reading import Unreadable, read
from reporting.permissions import may_load_tables
from reporting.presenters.uploads import MOST_SHOWN, trial_lines

WRONG = "The file cannot be loaded: this page lists what is wrong with it"
METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def table_file(request):
    """Upload a file; nothing is loaded by it. What is wrong is told line by line."""
    require(may_load_tables(request.user))
    problems = []
    form = TableFileForm()
    if request.method == "POST":
        form = TableFileForm(request.POST, request.FILES)
        if form.is_valid():
            table, total = form.table, form.cleaned_data["total"] or form.table.total
            try:
                read(replace(table, total=total), form.content)
            except Unreadable as damage:
                problems = damage.problems
                form.add_error("file", WRONG)
            else:
                kept = uploading.keep(
                    table=table.slug,
                    total=total,
                    name=form.cleaned_data["file"].name,
                    content=form.content,
                    by=request.user,
                    at=timezone.now(),
                )
                return redirect("load_table", kept.pk)
    return render(
        request,
        "reporting/table_file.html",
        {
            "form": form,
            "problems": problems[:MOST_SHOWN],
            "more": max(len(problems) - MOST_SHOWN, 0),
        },
    )


@require_http_methods(METHODS)
def load_table(request, file_id):
    """What the file would do; the button does it, all of it or nothing."""
    require(may_load_tables(request.user))
    now = timezone.now()
    kept = uploading.own(file_id, request.user, now=now)
    if kept is None:
        messages.info(request, uploading.GONE)
        return redirect("table_file")
    form = TableShownForm(request.POST or None)
    changed = False
    if request.method == "POST" and form.is_valid():
        try:
            benchmark = uploading.load_kept(
                file_id=kept.pk,
                version_seen=form.cleaned_data["version"],
                by=request.user,
                at=now,
            )
        except uploading.NotAsShown:
            changed = True
        except NotAllowed as refusal:
            messages.info(request, str(refusal))
            return redirect("table_file")
        else:
            messages.success(request, f"{benchmark} is loaded. Reports use it from now on.")
            return redirect("tables")
    trial = uploading.trial(kept)
    return render(
        request,
        "reporting/load_table.html",
        {"kept": kept, "trial": trial, "lines": trial_lines(trial), "changed": changed},
    )
