"""A section as far as it is written: what can be kept now, and what not yet."""

from typing import Any

from records.answers import conflicts
from records.forms.moments import LondonMomentField
from records.forms.sections import SectionForm
from records.questionnaire import Empty, Question


class AutosavedForm(SectionForm):
    """Keeps the stored answer where the written one is not an answer yet.

    So half a date takes nothing away: not the date that was stored, and not what is asked only
    because of it.
    """

    def __init__(self, data, **about):
        self.encounter = about["encounter"]
        super().__init__(data, strict=False, **about)

    def clean(self):
        readable = dict(self.cleaned_data)
        cleaned = super().clean()
        self.kept = self._kept({name: readable[name] for name in self._names & set(readable)})
        return cleaned

    @property
    def problems(self) -> list[dict[str, str]]:
        """The questions whose answer was not kept as written, and why."""
        return [
            {
                "field": name,
                "question": str(self.fields[name].label),
                "message": self.errors[name][0],
            }
            for name in self.fields
            if name in self._names and name in self.errors
        ]

    @property
    def _names(self) -> set[str]:
        return {question.name for question in self.asked}

    def _kept(self, readable: dict[str, Any]) -> dict[str, Any]:
        answers = {**self.stored, **readable}
        for question in self.asked:
            if question.is_asked(answers) and self._says_none_and_more(answers[question.name]):
                answers[question.name] = self.stored[question.name]
        wrong = conflicts(answers, now=self.now)
        if any({problem.field, problem.other} & self._names for problem in wrong):
            # Which of two times is the wrong one nobody can tell: keep all as they were.
            for name in self._names:
                if isinstance(self.fields[name], LondonMomentField):
                    answers[name] = self.stored[name]
        return {question.name: self._answer(question, answers) for question in self.asked}

    def _answer(self, question: Question, answers: dict[str, Any]) -> Any:
        if not question.is_asked(answers):
            answers[question.name] = [] if question.empty is Empty.LIST else question.empty.value
        elif question.name == "area" and answers["area"] == self.stored["area"]:
            return self.encounter.area  # the stored answer is its key
        return answers[question.name]
