"""manage.py demo_release: public figures of the demo's last four quarters."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Role, User
from reporting.models import Release
from reporting.releases import actions


class Command(BaseCommand):
    help = "Makes and publishes the first release of a register of fictional records."

    def handle(self, *, verbosity, **options):
        if settings.PRODUCTION:
            raise CommandError("Figures of fictional records do not belong in production.")
        now = timezone.now()
        offered = actions.offered(today=timezone.localdate(now))
        by = (
            User.objects.filter(is_active=True, roles__contains=[Role.ANALYST])
            .order_by("pk")
            .first()
        )
        if Release.objects.exists() or not offered or by is None:
            return
        release = actions.make_release(period=offered[0], by=by, at=now)
        actions.publish_release(release_id=release.pk, by=by, at=now)
        if verbosity:
            self.stdout.write(f"{release} is published.")
