"""Professional standards draw a sample; a second reviewer decides without the first decision."""

from django.utils import timezone
from playwright.sync_api import expect

from records.forms.moments import LONDON
from records.vocabulary import Status
from tests import factories
from tests.journeys import steps
from tests.journeys.accessibility import Inspection
from tests.journeys.answering import choose, write
from tests.journeys.conftest import DESKTOP
from tests.journeys.steps import follow, press, then_it_says


def test_a_sample_is_drawn_reviewed_again_and_its_agreement_read(visit, force):
    inspect = Inspection("dip sample")
    accepted = [
        factories.an_encounter(
            Status.ACCEPTED,
            officer=force.officer,
            supervisor=force.supervisor,
            before_arrest=before_arrest,
        )
        for before_arrest in ("yes", "no")
    ]
    today = timezone.now().astimezone(LONDON)
    standards = visit(force.standards)
    standards.goto("/escalated/")
    follow(standards, "Random samples of accepted records for a second review")
    press(standards, "Draw the sample")
    inspect(standards, "a sample of nothing")
    for label in ("Accepted from", "To, this day included"):
        write(standards, label, f"{today.day}/{today.month}/{today.year}")
    write(standards, "How many records?", "2")
    write(standards, "Who reviews them again?", force.standards.warrant_number)
    press(standards, "Draw the sample")
    then_it_says(standards, "0 of 2 records have been reviewed again.")
    inspect(standards, "a sample")
    sample = standards.url
    follow(standards, "How far the reviews agree")
    then_it_says(standards, "You have records of this sample left to review.")

    for number, record in enumerate(accepted):
        standards.goto("/")
        follow(standards, record.reference)
        expect(standards.get_by_role("main")).not_to_contain_text("Seen and discussed.")
        expect(standards.get_by_role("main")).not_to_contain_text(force.supervisor.name)
        steps.when_they_judge(standards, necessity="Unclear" if number else "Yes, shown")
        choose(standards, "What would you have decided?", "Return with a question")
        if not number:
            press(standards, "Send your review")
            inspect(standards, "a second review without its reasons")
        write(standards, "Your reasons", "I would have asked about the video.")
        press(standards, "Send your review")
        then_it_says(standards, "your second review is kept")

    standards.goto(sample)
    follow(standards, "How far the reviews agree")
    then_it_says(standards, "would have accepted 0 of 2 records too")
    inspect(standards, "an agreement on a phone")
    analyst = visit(force.analyst, viewport=DESKTOP, dark=True)
    analyst.goto("/reports/")
    analyst.get_by_role("link", name="2 records accepted").click()
    then_it_says(analyst, "Cohen’s kappa")
    inspect(analyst, "an agreement in the dark")
    assert not inspect.findings, "\n".join(inspect.findings)
