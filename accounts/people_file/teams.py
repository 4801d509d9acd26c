"""Teams by name: "Team A" where there is one of that name, else "Force / Hackney / Team A"."""

from collections import defaultdict

from accounts.models import Team
from accounts.people_file import NONE

BETWEEN = " / "


def full_names() -> dict[int, str]:
    """Every team's name with those above it, by id."""
    teams = {team.pk: team for team in Team.objects.order_by("path")}
    return {
        pk: BETWEEN.join([*(teams[above].name for above in team.ids_above()), team.name])
        for pk, team in teams.items()
    }


def _folded(name: str) -> str:
    return BETWEEN.join(" ".join(part.split()).casefold() for part in name.split("/"))


class Teams:
    """All teams, found by what people write."""

    def __init__(self) -> None:
        self._names = full_names()
        self._teams: dict[str, list[Team]] = defaultdict(list)
        for team in Team.objects.order_by("path"):
            for written in {_folded(team.name), _folded(self._names[team.pk])}:
                self._teams[written].append(team)

    def find(self, text: str, *, current: Team | None) -> tuple[Team | None, list[str]]:
        """The team meant, and what is wrong with the text."""
        if text.lower() == NONE:
            return None, []
        found = self._teams.get(_folded(text), [])
        if current is not None and current in found:
            return current, []
        shown = text[:100]
        if not found:
            return None, [f"There is no team called “{shown}”"]
        usable = [team for team in found if team.closed_at is None]
        if not usable:
            return None, [f"The team “{shown}” is closed"]
        if len(usable) > 1:
            choices = ", or ".join(f"“{self._names[team.pk]}”" for team in usable[:5])
            return None, [f"There are {len(usable)} teams called “{shown}”: write {choices}"]
        return usable[0], []
