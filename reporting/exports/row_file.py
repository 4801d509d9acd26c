"""A row file, declared: from what an analyst chose to a stream of CSV.

Whoever declares one says which rows it has and what each column is; the header, the SELECT and
every description of the file come from that. What is not declared does not leave.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from records.models import Encounter
from records.vocabulary import (
    AgeBasis,
    Ethnicity,
    Gender,
    Outcome,
    SelfDefinedEthnicity,
    Status,
    YesNoUnknown,
)
from reporting.exports.columns import RowColumn
from reporting.exports.copying import copy_csv, merged
from reporting.exports.spreadsheet import csv_text
from reporting.groupings import codes_of_group
from reporting.selection import (
    Answered,
    Happened,
    NotKnown,
    RowSelection,
    Selection,
    after,
    file_name,
    midnight,
)

# What may have happened, as the cube counts it: see `reporting.cube`.
_HAPPENED = {
    Happened.NO_DE_ESCALATION: Q(no_de_escalation=True),
    Happened.CONTINUED_UNJUSTIFIED: Q(continued_unjustified=True),
    Happened.ARRESTED: Q(outcomes__contains=[Outcome.ARRESTED]),
    Happened.NO_FURTHER_ACTION: Q(outcomes__contains=[Outcome.NO_FURTHER_ACTION]),
    Happened.INJURED: Q(injured=YesNoUnknown.YES),
}
_ANSWERED = {
    Answered.COMPLIANCE: ~Q(compliance=""),
    Answered.BEFORE_ARREST: ~Q(before_arrest=""),
}
_NOT_KNOWN = {
    NotKnown.ETHNICITY_PERCEIVED: Q(ethnicity_perceived=Ethnicity.NOT_REPORTED),
    NotKnown.SELF_DEFINED_NOT_STATED: Q(ethnicity_self_defined=SelfDefinedEthnicity.NOT_STATED),
    NotKnown.SELF_DEFINED_NOT_ASKED: Q(ethnicity_self_defined=SelfDefinedEthnicity.NOT_ASKED),
    NotKnown.AGE: Q(age_basis=AgeBasis.NOT_KNOWN),
    NotKnown.GENDER: Q(gender=Gender.NOT_REPORTED),
    NotKnown.INJURED: Q(injured=YesNoUnknown.UNKNOWN),
    NotKnown.VIDEO: Q(video_recording=YesNoUnknown.UNKNOWN),
}
_AGES_OF_YOUNG_MEN = (16, 25)


def encounters(selection: Selection) -> QuerySet[Encounter]:
    """The encounters that the cube counts for the same selection."""
    chosen = Encounter.objects.counted()
    if selection.first_month:
        chosen = chosen.filter(occurred_at__gte=midnight(selection.first_month))
    if selection.last_month:
        chosen = chosen.filter(occurred_at__lt=midnight(after(selection.last_month)))
    if selection.area:
        chosen = chosen.filter(area=selection.area)
    if selection.compliance:
        chosen = chosen.filter(compliance=selection.compliance)
    if selection.before_arrest:
        chosen = chosen.filter(before_arrest=selection.before_arrest)
    if selection.accepted_only:
        chosen = chosen.filter(status=Status.ACCEPTED)
    return _narrowed(chosen, selection) if isinstance(selection, RowSelection) else chosen


def _narrowed(chosen: QuerySet[Encounter], selection: RowSelection) -> QuerySet[Encounter]:
    if selection.places:
        chosen = chosen.filter(area__kind=selection.places)
    if selection.ethnicity:
        chosen = chosen.filter(ethnicity_perceived=selection.ethnicity)
    if selection.self_defined:
        codes = codes_of_group(selection.self_defined)
        chosen = chosen.filter(ethnicity_self_defined__in=codes)
    if selection.young_men:
        chosen = chosen.filter(gender=Gender.MALE, age_years__range=_AGES_OF_YOUNG_MEN)
    if selection.happened:
        chosen = chosen.filter(_HAPPENED[selection.happened])
    if selection.answered:
        chosen = chosen.filter(_ANSWERED[selection.answered])
    if selection.not_known:
        chosen = chosen.filter(_NOT_KNOWN[selection.not_known])
    return chosen


@dataclass(frozen=True, kw_only=True)
class RowFile:
    """One kind of file. Filters choose encounters, so that files of one filter fit together.

    `rows` are the rows for the chosen encounters; in the SQL of the columns one of them is called
    `row`. `joins` is the rest of the FROM, given the SQL that selects the keys of the chosen
    encounters. `key` names the column whose value no other row has.
    """

    name: str
    title: str
    about: str
    unit: str
    row: str
    rows: Callable[[QuerySet[Encounter]], QuerySet]
    joins: Callable[[str], str]
    columns: Callable[[], tuple[RowColumn, ...]]
    key: str = ""

    @property
    def slug(self) -> str:
        """Its name in addresses and on disk."""
        return self.name.replace("_", "-")

    def file_name(self, selection: Selection, ending: str = "csv") -> str:
        """What it is called on disk."""
        return file_name(self.slug, selection, ending)

    def count(self, selection: Selection) -> int:
        return self.rows(encounters(selection)).count()

    def query(self, selection: Selection, columns: Sequence[RowColumn] = ()) -> bytes:
        """The SELECT of all columns or of these, parameters merged in, rows in no particular order.

        Columns have no names in it: the database would cut the longest short, and complain.
        """
        chosen = encounters(selection)
        wanted = ",\n    ".join(
            merged(one.sql, one.parameters) for one in columns or self.columns()
        )
        rows = merged(*self.rows(chosen).query.sql_with_params())
        keys = merged(*chosen.values("pk").query.sql_with_params())
        return f"SELECT\n    {wanted}\nFROM ({rows}) AS {self.row}\n{self.joins(keys)}".encode()

    def stream(self, selection: Selection) -> Iterator[bytes]:
        """The file itself: a header, and the rows."""
        yield csv_text([column.name for column in self.columns()], [], line_end="\n").encode()
        yield from self.rows_as_csv(selection)

    def rows_as_csv(
        self, selection: Selection, columns: Sequence[RowColumn] = ()
    ) -> Iterator[bytes]:
        """The same without the header, of all columns or of these."""
        return copy_csv(self.query(selection, columns))
