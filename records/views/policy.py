"""The rules of the register, for administrators."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from records import permissions, policy
from records.actions.policy import NothingChanged, OtherRules, change_rules
from records.forms.policy import ChoicesForm, NumbersForm, PromptsForm, RulesForm
from records.presenters.policy import choices_page, rules_page
from records.retiring import LISTS
from records.views.loading import require


@require_safe
def rules(request):
    """What is in force, and every version before."""
    require(permissions.may_keep_rules(request.user))
    page = rules_page(policy.current(), number=request.GET.get("page"))
    return render(request, "records/rules.html", page)


@require_safe
def choices(request):
    """The lists with what is offered and what is retired."""
    require(permissions.may_keep_rules(request.user))
    return render(request, "records/rules_choices.html", choices_page(policy.current()))


@require_http_methods(["GET", "HEAD", "POST"])
def change_deadlines(request):
    """Deadlines and limits."""
    require(permissions.may_keep_rules(request.user))
    data = request.POST if request.method == "POST" else None
    form = NumbersForm(data, rules=policy.current())
    return _change(request, form, title="Change deadlines and limits")


@require_http_methods(["GET", "HEAD", "POST"])
def change_prompts(request):
    """The sentences that help and prompt officers."""
    require(permissions.may_keep_rules(request.user))
    data = request.POST if request.method == "POST" else None
    form = PromptsForm(data, rules=policy.current())
    return _change(request, form, title="Change the prompts")


@require_http_methods(["GET", "HEAD", "POST"])
def change_choices(request, name):
    """Which answers of one list are offered."""
    require(permissions.may_keep_rules(request.user))
    if name not in LISTS:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = ChoicesForm(data, rules=policy.current(), name=name)
    fixed = [one for one in form.all if one.fixed]
    title = f"Change what is offered: {LISTS[name][0].lower()}"
    return _change(request, form, title=title, fixed=fixed, back="rules_choices")


def _change(request, form: RulesForm, *, title, back="rules", **context):
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_rules(
                changes=form.changes,
                reason=form.cleaned_data["reason"],
                version_seen=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            )
        except NothingChanged:
            messages.info(request, "Nothing was changed: the rules say this already.")
            return redirect(back)
        except OtherRules:
            messages.warning(
                request,
                "The rules were changed meanwhile. Look at what is in force, then send this again.",
            )
            form.send_again(version=policy.current().version)
        else:
            messages.success(request, f"The rules are changed: version {changed.version}.")
            return redirect(back)
    return render(
        request,
        "records/rules_change.html",
        {"form": form, "title": title, "back": back, **context},
    )
