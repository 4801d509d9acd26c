"""Addresses of the register; names match the actions."""

from django.urls import path, register_converter

from records.questionnaire import ACCOUNT_SECTIONS, Section
from records.views import (
    accounts,
    amendments,
    areas,
    comments,
    dip_samples,
    drafts,
    escalated,
    favourites,
    filing,
    footage,
    handover,
    incidents,
    mine,
    offline,
    positions,
    printing,
    queue,
    receipts,
    record,
    reviews,
    screener,
    second_opinions,
    start,
    writing,
)
from records.views import policy as rules


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
    path("offline/", offline.offline, name="offline"),
    path("offline/key/", offline.offline_key, name="offline_key"),
    path("offline/send/", offline.send_from_device, name="send_from_device"),
    path("encounters/start/", start.start, name="start"),
    path("screener/", screener.screener, name="screener"),
    path("position/", positions.position, name="position"),
    path("favourites/", favourites.favourites, name="favourites"),
    path("favourites/<int:favourite_id>/", favourites.favourite, name="favourite"),
    path("encounters/<uuid:encounter_id>/", record.encounter, name="encounter"),
    path("encounters/<uuid:encounter_id>/tasks/", drafts.tasks, name="tasks"),
    path("encounters/<uuid:encounter_id>/writing/", writing.writing_notes, name="writing_notes"),
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
    path(
        "encounters/<uuid:encounter_id>/not-involved/",
        incidents.answer_denial,
        name="answer_denial",
    ),
    path("encounters/<uuid:encounter_id>/add-person/", incidents.add_person, name="add_person"),
    path("encounters/<uuid:encounter_id>/join/<uuid:other_id>/", incidents.join, name="join"),
    path(
        "encounters/<uuid:encounter_id>/favourite/",
        favourites.save_favourite,
        name="save_favourite",
    ),
    path("people/<int:person_id>/drafts/", handover.hand_over_left, name="hand_over_left"),
    path("encounters/<uuid:encounter_id>/hand-over/", handover.hand_over, name="hand_over"),
    path("encounters/<uuid:encounter_id>/comment/", comments.add_comment, name="add_comment"),
    path("encounters/<uuid:encounter_id>/footage/", footage.mark_footage, name="mark_footage"),
    path("encounters/<uuid:encounter_id>/amend/", amendments.amend, name="amend"),
    path(
        "encounters/<uuid:encounter_id>/amend/colleague/",
        amendments.add_colleague,
        name="add_colleague",
    ),
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
    path("rules/", rules.rules, name="rules"),
    path("rules/deadlines/", rules.change_deadlines, name="change_deadlines"),
    path("rules/prompts/", rules.change_prompts, name="change_prompts"),
    path("rules/choices/", rules.choices, name="rules_choices"),
    path("rules/choices/<slug:name>/", rules.change_choices, name="change_choices"),
    path("review/", queue.queue, name="queue"),
    path("review/assign/", queue.assign, name="assign"),
    path("review/saved/", queue.saved_searches, name="saved_searches"),
    path(
        "review/saved/<int:saved_search_id>/",
        queue.change_saved_search,
        name="change_saved_search",
    ),
    path(
        "review/saved/<int:saved_search_id>/delete/",
        queue.delete_saved_search,
        name="delete_saved_search",
    ),
    path(
        "encounters/<uuid:encounter_id>/read/",
        reviews.acknowledge,
        name="acknowledge",
    ),
    path(
        "encounters/<uuid:encounter_id>/second-opinion/ask/",
        second_opinions.ask_opinion,
        name="ask_opinion",
    ),
    path(
        "encounters/<uuid:encounter_id>/second-opinion/",
        second_opinions.give_opinion,
        name="give_opinion",
    ),
    path("escalated/", escalated.escalated, name="escalated"),
    path("dip-samples/", dip_samples.dip_samples, name="dip_samples"),
    path("dip-samples/<int:sample_id>/", dip_samples.dip_sample, name="dip_sample"),
    path(
        "second-reviews/<int:item_id>/",
        dip_samples.give_second_review,
        name="give_second_review",
    ),
    path("areas/", areas.areas, name="areas"),
    path("areas/add/", areas.create_area, name="create_area"),
    path("areas/boundaries/", areas.boundary_file, name="boundary_file"),
    path("areas/boundaries/<uuid:file_id>/", areas.load_boundaries, name="load_boundaries"),
    path("areas/<path:area_code>/name/", areas.rename_area, name="rename_area"),
    path("areas/<path:area_code>/retire/", areas.retire_area, name="retire_area"),
    path("areas/<path:area_code>/restore/", areas.restore_area, name="restore_area"),
]
