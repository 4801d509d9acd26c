"""The questionnaire and the vocabulary as CHECKs: what the database itself refuses."""

from django.db.models import CheckConstraint, Q

from records.questionnaire import Empty, Question
from records.vocabulary import NONE_OF_THESE


def answered(question: Question) -> Q:
    """The row holds an answer to the question."""
    if question.empty is Empty.NULL:
        return Q(**{f"{question.name}__isnull": False})
    if question.empty is Empty.LIST:
        return Q(**{f"{question.name}__len__gt": 0})
    return ~Q(**{question.name: ""})


def question_constraints(
    *, table: str, questions: tuple[Question, ...], incomplete: Q
) -> list[CheckConstraint]:
    """Answered when asked, unless the row may be incomplete; and empty when not asked."""
    constraints = []
    for question in questions:
        if question.required:
            complete = answered(question)
            if question.when is not None:
                complete |= ~question.when.as_q()
            constraints.append(
                CheckConstraint(
                    name=f"{table}_{question.name}_answered",
                    condition=incomplete | complete,
                    violation_error_message=question.missing,
                )
            )
        if question.when is not None:
            constraints.append(
                CheckConstraint(
                    name=f"{table}_{question.name}_only_if_asked",
                    condition=question.when.as_q() | ~answered(question),
                    violation_error_message=f"“{question.ask}” was not asked.",
                )
            )
    return constraints


def vocabulary_constraints(*, table: str, **choices) -> list[CheckConstraint]:
    """Every stored value, or element of an array, is a known one (or none is given)."""
    constraints = []
    for name, (vocabulary, many) in choices.items():
        known = (
            Q(**{f"{name}__contained_by": vocabulary.values})
            if many
            else Q(**{f"{name}__in": ["", *vocabulary.values]})
        )
        if many and NONE_OF_THESE in vocabulary.values:
            alone = Q(**{name: [NONE_OF_THESE]})
            known &= ~Q(**{f"{name}__contains": [NONE_OF_THESE]}) | alone
        constraints.append(
            CheckConstraint(
                name=f"{table}_{name}_known",
                condition=known,
                violation_error_message="That answer is not in the list.",
            )
        )
    return constraints


def pair_constraint(*, table: str, fields: tuple[str, ...]) -> CheckConstraint:
    """Who-and-when columns are given together or not at all."""
    together, none = Q(), Q()
    for field in fields:
        together &= Q(**{f"{field}__isnull": False})
        none &= Q(**{f"{field}__isnull": True})
    return CheckConstraint(
        name=f"{table}_{'_'.join(fields)}_together",
        condition=together | none,
        violation_error_message=f"Give {' and '.join(fields)} together.",
    )
