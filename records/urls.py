"""Addresses of the register; names match the actions."""

from django.urls import path, register_converter

from records.questionnaire import ACCOUNT_SECTIONS, Section
from records.views import (
    accounts,
    amendments,
    comments,
    drafts,
    filing,
    handover,
    mine,
    printing,
    receipts,
    record,
    reviews,
)


class SectionConverter:
    """A section of the task list; anything else is a 404."""

    regex = "|".join(Section)

    def to_python(self, value):
        return Section(value)

    def to_url(self, value):
        return str(value)


class AccountSectionConverter(SectionConverter):
    regex = "|".join(ACCOUNT_SECTIONS)


register_converter(SectionConverter, "section")
register_converter(AccountSectionConverter, "account_section")

urlpatterns = [
    path("encounters/start/", drafts.start, name="start"),
    path("encounters/<uuid:encounter_id>/", record.encounter, name="encounter"),
    path("encounters/<uuid:encounter_id>/tasks/", drafts.tasks, name="tasks"),
    path(
        "encounters/<uuid:encounter_id>/<section:section>/",
        drafts.save_section,
        name="save_section",
    ),
    path("encounters/<uuid:encounter_id>/check/", filing.submit, name="submit"),
    path("encounters/<uuid:encounter_id>/discard/", drafts.discard, name="discard"),
    path("encounters/<uuid:encounter_id>/withdraw/", record.withdraw, name="withdraw"),
    path("encounters/<uuid:encounter_id>/review/", reviews.review, name="review"),
    path(
        "encounters/<uuid:encounter_id>/account/",
        accounts.account_tasks_page,
        name="account_tasks",
    ),
    path(
        "encounters/<uuid:encounter_id>/account/<account_section:section>/",
        accounts.save_account_section,
        name="save_account_section",
    ),
    path(
        "encounters/<uuid:encounter_id>/account/check/",
        accounts.give_account,
        name="give_account",
    ),
    path(
        "encounters/<uuid:encounter_id>/account/not-involved/",
        accounts.deny_involvement,
        name="deny_involvement",
    ),
    path("encounters/<uuid:encounter_id>/hand-over/", handover.hand_over, name="hand_over"),
    path("encounters/<uuid:encounter_id>/comment/", comments.add_comment, name="add_comment"),
    path("encounters/<uuid:encounter_id>/amend/", amendments.amend, name="amend"),
    path(
        "encounters/<uuid:encounter_id>/amend/drop/",
        amendments.drop_amendment,
        name="drop_amendment",
    ),
    path(
        "encounters/<uuid:encounter_id>/amend/<section:section>/",
        amendments.prepare_amendment,
        name="prepare_amendment",
    ),
    path("encounters/<uuid:encounter_id>/record.pdf", printing.record_pdf, name="record_pdf"),
    path("encounters/<uuid:encounter_id>/receipt/", receipts.make_receipt, name="make_receipt"),
    path("r/<str:code>/", receipts.public_receipt, name="public_receipt"),
    path("records/", mine.my_records, name="my_records"),
    path("review/", reviews.queue, name="queue"),
    path("escalated/", reviews.escalated, name="escalated"),
]
