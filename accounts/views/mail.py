"""Outgoing mail, for administrators: what waits, and what could not be sent."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.views.loading import administrators_only
from outbox.actions import try_again
from outbox.models import Message
from outbox.sending import health

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def outgoing_mail(request):
    """How the outbox stands; the button takes back what was given up. Bodies are not shown."""
    now = timezone.now()
    if request.method == "POST":
        number = try_again(at=now)
        messages.success(request, f"{number} mails will be tried again.")
        return redirect("outgoing_mail")
    found = Message.objects.given_up() | Message.objects.failing()
    return render(
        request,
        "accounts/outgoing_mail.html",
        {
            "health": health(at=now),
            "failed": found.defer("body").order_by("-created_at", "-id")[:SHOWN],
        },
    )
