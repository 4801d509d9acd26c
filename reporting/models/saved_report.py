"""Reports that somebody keeps, and what is sent of them."""

from django.db import models
from django.db.models.functions import Lower

from accounts.models import User


class SavedReport(models.Model):
    """A report with filters that somebody keeps. It shows what they may see when they open it.

    A rolling one has no months in its query: it is of the usual ones, up to the last whole month
    of the day on which it is opened.
    """

    LONGEST_NAME = 60

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="saved_reports")
    # The name of its declaration. A report that is declared no more opens nothing.
    report = models.CharField(max_length=40)
    name = models.CharField(max_length=LONGEST_NAME)
    # Written by `Selection.query`: known filters only.
    query = models.CharField(max_length=2_000, blank=True, default="")
    rolling = models.BooleanField()
    monthly_mail = models.BooleanField(default=False)
    # The first day of the London month in which the mail was last considered, or asked for.
    mail_considered_in = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["mail_considered_in"],
                name="saved_report_mail",
                condition=models.Q(monthly_mail=True),
            )
        ]
        constraints = [
            models.UniqueConstraint("user", Lower("name"), name="saved_report_name_once_each"),
            models.CheckConstraint(name="saved_report_has_name", condition=~models.Q(name="")),
            models.CheckConstraint(
                name="saved_report_mail_is_of_months_that_move_on",
                condition=models.Q(monthly_mail=False)
                | models.Q(rolling=True, mail_considered_in__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name
