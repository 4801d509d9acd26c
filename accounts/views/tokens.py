"""Personal tokens: their owner makes and revokes them, administrators revoke them too."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, permissions
from accounts.forms.tokens import TokenForm
from accounts.models import AccessToken
from accounts.presenters import token_lists


@require_http_methods(["GET", "HEAD", "POST"])
def access_tokens(request):
    """One's tokens, and a new one: the answer to making it is the only page with its secret."""
    user, now = request.user, timezone.now()
    verdict = permissions.may_make_tokens(user)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    form = TokenForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = actions.make_token(**form.cleaned_data, by=user, at=now)
        except actions.Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            return render(request, "accounts/token_made.html", {"token": token, "secret": secret})
    return render(
        request,
        "accounts/access_tokens.html",
        {"form": form, "tokens": token_lists(user.access_tokens, now=now)},
    )


@require_POST
def revoke_token(request, token_id):
    """End a token; somebody else's does not exist, unless one keeps people."""
    token = get_object_or_404(AccessToken, pk=token_id)
    if not permissions.may_revoke(request.user, token):
        raise Http404
    token = actions.revoke_token(token_id=token.pk, by=request.user, at=timezone.now())
    messages.success(request, f"The token “{token.name}” opens nothing any more.")
    if token.user_id == request.user.pk:
        return redirect("access_tokens")
    return redirect("person", token.user_id)
