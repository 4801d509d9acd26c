"""The fictional force: who works where. Any likeness to real people is chance."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.contrib.auth.hashers import make_password

from accounts.actions import create_person, create_team
from accounts.models import Role, Team, TeamKind, User
from accounts.training import Training

PASSWORD = "fictional-people-only"  # noqa: S105  everybody in the demo has it, and it is printed

FORCE = "Demonstration Police"

# The areas each command works in; the sites belong to whoever is there.
COMMANDS = {
    "North command": "E09000003 E09000005 E09000007 E09000010 E09000014 E09000015 E09000019",
    "East command": (
        "E09000001 E09000002 E09000012 E09000016 E09000025 E09000026 E09000030 E09000031"
    ),
    "South command": "E09000004 E09000006 E09000008 E09000011 E09000022 E09000023 E09000028",
    "West command": (
        "E09000009 E09000013 E09000017 E09000018 E09000020 E09000021 E09000024 E09000027 "
        "E09000029 E09000032 E09000033"
    ),
}
# With these one command has teams enough to compare.
WESTERN_TOWNS = (
    *("Ealing", "Hammersmith", "Hillingdon", "Hounslow"),
    *("Kensington", "Merton", "Wandsworth", "Westminster"),
)
TEAMS = {
    "South response": "South command",
    "South neighbourhoods": "South command",
    "North response": "North command",
    "North neighbourhoods": "North command",
    "East response": "East command",
    "East neighbourhoods": "East command",
    "West response": "West command",
    "West neighbourhoods": "West command",
    **dict.fromkeys((f"{town} response" for town in WESTERN_TOWNS), "West command"),
    "Professional standards": FORCE,
    "Strategy and insight": FORCE,
}

_OFFICER = (Role.OFFICER,)
_SERGEANT = (Role.OFFICER, Role.SUPERVISOR)
_INSPECTOR = (Role.SUPERVISOR,)
_STANDARDS = (Role.PROFESSIONAL_STANDARDS,)
_ANALYST = (Role.ANALYST,)
_ADMINISTRATOR = (Role.ADMINISTRATOR,)

# Warrant number, name, roles, team.
PEOPLE = (
    ("P1001", "Amara Whitlock", _OFFICER, "South response"),
    ("P1002", "Daniel Okoro-Hart", _OFFICER, "South response"),
    ("P1003", "Sunita Pemberley", _OFFICER, "South response"),
    ("P1004", "Lewis Ashgrove", _OFFICER, "South neighbourhoods"),
    ("P1005", "Yasmin Thornbury", _OFFICER, "South neighbourhoods"),
    ("P1006", "Kofi Larkspur", _OFFICER, "South neighbourhoods"),
    ("P1007", "Megan Oduya-Price", _OFFICER, "North response"),
    ("P1008", "Tomasz Fairleigh", _OFFICER, "North response"),
    ("P1009", "Priya Calloway", _OFFICER, "North response"),
    ("P1010", "Callum Bexworth", _OFFICER, "North neighbourhoods"),
    ("P1011", "Leila Marchmont", _OFFICER, "North neighbourhoods"),
    ("P1012", "Owen Tarrant-Bell", _OFFICER, "North neighbourhoods"),
    ("P1013", "Chidi Hollinghurst", _OFFICER, "East response"),
    ("P1014", "Rosie Kesteven", _OFFICER, "East response"),
    ("P1015", "Imran Dunmore", _OFFICER, "East response"),
    ("P1016", "Hannah Achebe-Stone", _OFFICER, "East neighbourhoods"),
    ("P1017", "Farid Wetherell", _OFFICER, "East neighbourhoods"),
    ("P1018", "Grace Umberly", _OFFICER, "East neighbourhoods"),
    ("P1019", "Niall Castlemere", _OFFICER, "West response"),
    ("P1020", "Adaeze Brightwater", _OFFICER, "West response"),
    ("P1021", "Harpreet Longmead", _OFFICER, "West response"),
    ("P1022", "Bethan Rosewarne", _OFFICER, "West neighbourhoods"),
    ("P1023", "Jerome Silverdale", _OFFICER, "West neighbourhoods"),
    ("P1024", "Elena Stanhope-Moss", _OFFICER, "West neighbourhoods"),
    ("P2001", "Ruth Abernethy-Cole", _SERGEANT, "South response"),
    ("P2002", "Marcus Penhallow", _SERGEANT, "South neighbourhoods"),
    ("P2003", "Nadia Eastleigh", _SERGEANT, "North response"),
    ("P2004", "Gareth Mbeki-Lowe", _SERGEANT, "North neighbourhoods"),
    ("P2005", "Shabana Wickliffe", _SERGEANT, "East response"),
    ("P2006", "Patrick Ravensworth", _SERGEANT, "East neighbourhoods"),
    ("P2007", "Joanna Tull-Adeyemi", _SERGEANT, "West response"),
    ("P2008", "Simon Haverstock", _SERGEANT, "West neighbourhoods"),
    ("P3001", "Dorothy Vance-Iyer", _INSPECTOR, "South command"),
    ("P3002", "Alistair Brome", _INSPECTOR, "North command"),
    ("P3003", "Mariam Stokesay", _INSPECTOR, "East command"),
    ("P3004", "Edward Nkemelu-Frost", _INSPECTOR, "West command"),
    ("P4001", "Catherine Oyelaran", _STANDARDS, "Professional standards"),
    ("P4002", "Victor Lindqvist-Shaw", _STANDARDS, "Professional standards"),
    ("P5001", "Zainab Copperfield", _ANALYST, "Strategy and insight"),
    ("P5002", "Henry Wainscott", _ANALYST, "Strategy and insight"),
    ("P6001", "Bridget Amoah-Lane", _ADMINISTRATOR, FORCE),
    ("P1101", "Aaliyah Fenwright", _OFFICER, "Ealing response"),
    ("P1102", "Rhys Pemberton-Cole", _OFFICER, "Ealing response"),
    ("P1103", "Ibrahim Westerdale", _OFFICER, "Ealing response"),
    ("P2101", "Isla Macaulay-Reed", _SERGEANT, "Ealing response"),
    ("P1104", "Oluwaseun Harrowby", _OFFICER, "Hammersmith response"),
    ("P1105", "Jodie Castellane", _OFFICER, "Hammersmith response"),
    ("P1106", "Clara Nwosu-Field", _OFFICER, "Hammersmith response"),
    ("P2102", "Bernard Quayle-Osei", _SERGEANT, "Hammersmith response"),
    ("P1107", "Mei Thistlewood", _OFFICER, "Hillingdon response"),
    ("P1108", "Declan Abbotsleigh", _OFFICER, "Hillingdon response"),
    ("P1109", "Dafydd Harcastle", _OFFICER, "Hillingdon response"),
    ("P2103", "Farah Dunscombe", _SERGEANT, "Hillingdon response"),
    ("P1110", "Kwabena Southcott", _OFFICER, "Hounslow response"),
    ("P1111", "Alice Merriden", _OFFICER, "Hounslow response"),
    ("P1112", "Simone Ashdown-Rao", _OFFICER, "Hounslow response"),
    ("P2104", "Stuart Ilesanmi-Grey", _SERGEANT, "Hounslow response"),
    ("P1113", "Nasreen Holloway-Finch", _OFFICER, "Kensington response"),
    ("P1114", "Peter Kingsmere", _OFFICER, "Kensington response"),
    ("P1115", "Leon Tregarthen", _OFFICER, "Kensington response"),
    ("P2105", "Valentina Orchard", _SERGEANT, "Kensington response"),
    ("P1116", "Tariq Underhill", _OFFICER, "Merton response"),
    ("P1117", "Lorna Beckingsale", _OFFICER, "Merton response"),
    ("P1118", "Hana Colebrook", _OFFICER, "Merton response"),
    ("P2106", "Emeka Strathmore", _SERGEANT, "Merton response"),
    ("P1119", "Joy Ravenhill-Mensah", _OFFICER, "Wandsworth response"),
    ("P1120", "Gethin Larwood", _OFFICER, "Wandsworth response"),
    ("P1121", "Mustafa Linfield", _OFFICER, "Wandsworth response"),
    ("P2107", "Anjali Croxton", _SERGEANT, "Wandsworth response"),
    ("P1122", "Samuel Oakhanger", _OFFICER, "Westminster response"),
    ("P1123", "Divya Winterbourne", _OFFICER, "Westminster response"),
    ("P1124", "Abigail Sorrento-Pike", _OFFICER, "Westminster response"),
    ("P2108", "Fergus Adomako-Lyle", _SERGEANT, "Westminster response"),
)

# Who is named as a way in, and what there is to try.
WAYS_IN = {
    "P1001": "record an encounter; finish a draft; answer a question; give an account",
    "P1002": "see the same records as the colleague who was there",
    "P2001": "review what the team filed, one of it overdue; also files records",
    "P3001": "review for all teams of the command, also what sergeants file",
    "P3004": "compare the ten teams of a command by a funnel, none of them ranked",
    "P4001": "decide on escalated records; open any record with a stated reason",
    "P5001": "measure the gap between groups; download figures and encounters",
    "P6001": "look at people and teams; no way to records",
}


@dataclass(frozen=True)
class Force:
    """The people of the demo, by what they do in it."""

    reporters: tuple[User, ...]  # everybody who handcuffs people, sergeants too
    officers: tuple[User, ...]
    sergeants: dict[int, User]  # by team
    inspectors: dict[int, User]  # by command
    standards: tuple[User, ...]

    def colleagues_of(self, officer: User) -> list[User]:
        """The officers of the same team, the next in line first, and then the sergeant."""
        team = [other for other in self.officers if other.team_id == officer.team_id]
        if officer in team:
            place = team.index(officer)
            team = team[place + 1 :] + team[:place]
        sergeant = self.sergeants[officer.team_id]
        return team if sergeant == officer else [*team, sergeant]

    def reporters_in(self, area: str) -> dict[User, float]:
        """Those whose command works in an area, everybody for the sites, by how much they do."""
        return self._reporters_by_area.get(area, self._reporters_by_area[""])

    @cached_property
    def _reporters_by_area(self) -> dict[str, dict[User, float]]:
        by_area: dict[str, dict[User, float]] = {"": {}}
        for officer in self.reporters:
            share = 1 if officer.has_role(Role.SUPERVISOR) else 6
            for area in ("", *areas_of(officer)):
                by_area.setdefault(area, {})[officer] = share
        return by_area

    def reviewers_of(self, *, team: Team, involved: set[User]) -> list[User]:
        """Who may review an encounter of a team, the nearest first."""
        candidates = (self.sergeants[team.pk], self.inspectors[team.parent_id])
        return [reviewer for reviewer in candidates if reviewer not in involved]


def areas_of(officer: User) -> list[str]:
    """The districts in which the officer's command works."""
    return COMMANDS[officer.team.parent.name].split()


def create_force(*, at: datetime) -> Force:
    """Add teams and people, as the system itself."""
    teams = {FORCE: create_team(name=FORCE, kind=TeamKind.FORCE, parent=None, by=None, at=at)}
    for name in COMMANDS:
        teams[name] = create_team(
            name=name, kind=TeamKind.COMMAND, parent=teams[FORCE], by=None, at=at
        )
    for name, parent in TEAMS.items():
        teams[name] = create_team(
            name=name, kind=TeamKind.TEAM, parent=teams[parent], by=None, at=at
        )
    people = [
        create_person(
            warrant_number=warrant_number,
            name=name,
            email=f"{warrant_number.lower()}@example.org",
            team=teams[team],
            roles=list(roles),
            password=None,
            by=None,
            at=at,
            check=False,
        )
        for warrant_number, name, roles, team in PEOPLE
    ]
    # Argon2 is slow on purpose; one password for all needs it once.
    numbers = [person.warrant_number for person in people]
    User.objects.filter(warrant_number__in=numbers).update(password=make_password(PASSWORD))
    return Force(
        reporters=tuple(person for person in people if person.has_role(Role.OFFICER)),
        officers=_holding(people, _OFFICER),
        sergeants={person.team_id: person for person in _holding(people, _SERGEANT)},
        inspectors={person.team_id: person for person in _holding(people, _INSPECTOR)},
        standards=_holding(people, _STANDARDS),
    )


def give_training(*, today: date) -> None:
    """Most were trained within the year and the years before; some trainings have lapsed, of some
    nothing is kept."""
    people = list(User.objects.filter(roles__contains=[Role.OFFICER]).order_by("warrant_number"))
    for place, person in enumerate(people):
        for turn, training in enumerate(Training):
            number = place * 3 + turn
            if number % 17 == 5:
                continue
            ago = 20 + number * 37 % 300 + (500 if number % 11 == 3 else 0)
            days = [today - timedelta(days=ago + 350 * earlier) for earlier in (2, 1, 0)]
            setattr(person, training.column, days)
    User.objects.bulk_update(people, [training.column for training in Training])


def _holding(people: list[User], roles: tuple[Role, ...]) -> tuple[User, ...]:
    return tuple(person for person in people if set(person.roles) == set(roles))
