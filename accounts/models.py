"""People and the team tree."""

import uuid
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower, Upper


class Role(models.TextChoices):
    """What a person may do; one person may hold several."""

    OFFICER = "officer", "Officer"
    SUPERVISOR = "supervisor", "Supervisor"
    PROFESSIONAL_STANDARDS = "professional_standards", "Professional standards"
    ANALYST = "analyst", "Analyst"
    ADMINISTRATOR = "administrator", "Administrator"


class Scope(models.TextChoices):
    """What a token opens, as far as its owner's roles allow it at that moment."""

    REPORTS = "reports", "Reports"
    ROW_FILES = "row_files", "Row files"


class TeamKind(models.TextChoices):
    """The three levels of the tree."""

    FORCE = "force", "Force"
    COMMAND = "command", "Borough command"
    TEAM = "team", "Team"


class TeamQuerySet(models.QuerySet):
    def at_or_below(self, team: "Team"):
        """The team and everything under it."""
        return self.filter(path__startswith=team.path)

    def open(self):
        """Teams that people can be put into."""
        return self.filter(closed_at__isnull=True)


class Team(models.Model):
    """A node of the tree; `path` lists the ids from the root, so that a subtree is a prefix."""

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=8, choices=TeamKind)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=200, editable=False)
    # A closed team takes no people; its records stay where they are.
    closed_at = models.DateTimeField(null=True, blank=True)
    # Rises with every change, so that two administrators do not overwrite each other.
    version = models.PositiveIntegerField(default=1)

    objects = TeamQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["path"], name="team_path", opclasses=["varchar_pattern_ops"])
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="team_name_unique_in_parent",
                nulls_distinct=False,
                violation_error_message="There is already a team of this name there.",
            ),
            models.CheckConstraint(
                name="team_kind_known", condition=models.Q(kind__in=TeamKind.values)
            ),
            models.CheckConstraint(
                name="team_only_force_is_root",
                condition=models.Q(kind=TeamKind.FORCE, parent__isnull=True)
                | models.Q(~models.Q(kind=TeamKind.FORCE), parent__isnull=False),
                violation_error_message="Only the force itself has no team above it.",
            ),
            # An empty path would be a prefix of every other: a team that contains all teams.
            models.CheckConstraint(
                name="team_path_lists_ids", condition=models.Q(path__regex=r"^([0-9]+/)+$")
            ),
        ]

    def __str__(self):
        return self.name

    def ids_above(self) -> list[int]:
        """The teams that this one lies under, from the root."""
        return [int(team_id) for team_id in self.path.split("/")[:-2]]

    @property
    def force_path(self) -> str:
        """The path of the force that the team belongs to."""
        return f"{self.path.split('/')[0]}/"

    def contains(self, other: "Team | None") -> bool:
        """Whether `other` is this team or lies under it."""
        return other is not None and other.path.startswith(self.path)


class UserQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def with_role(self, role: Role):
        return self.filter(roles__contains=[role])

    def named_like(self, words: str):
        """Name, warrant number or e-mail address contain every word, in any case."""
        found = self
        for word in words.split():
            found = found.filter(
                models.Q(name__icontains=word)
                | models.Q(warrant_number__icontains=word)
                | models.Q(email__icontains=word)
            )
        return found


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, username):
        return self.get(warrant_number__iexact=username)


class User(AbstractBaseUser):
    """A member of the force. Signs in with the warrant number or the e-mail address."""

    warrant_number = models.CharField("warrant number", max_length=20, unique=True)
    name = models.CharField(max_length=150)
    email = models.EmailField("e-mail", unique=True)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    roles = ArrayField(models.CharField(max_length=24, choices=Role), default=list, blank=True)
    is_active = models.BooleanField("active", default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    # The days of each training, earliest first; an event is judged by the last before it: see
    # `training`.
    personal_safety_trained_on = ArrayField(models.DateField(), default=list, blank=True)
    legal_trained_on = ArrayField(models.DateField(), default=list, blank=True)
    de_escalation_trained_on = ArrayField(models.DateField(), default=list, blank=True)
    # Rises with every change by an administrator, so that two do not overwrite each other.
    version = models.PositiveIntegerField(default=1)

    objects = UserManager()

    USERNAME_FIELD = "warrant_number"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "email"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_roles_known",
                condition=models.Q(roles__contained_by=Role.values),
                violation_error_message="That is not a role.",
            ),
            models.CheckConstraint(
                name="user_email_lower_case",
                condition=models.Q(email=Lower("email")),
                violation_error_message="Write the e-mail address in lower case.",
            ),
            models.CheckConstraint(
                name="user_warrant_number_upper_case",
                condition=models.Q(warrant_number=Upper("warrant_number")),
                violation_error_message="Write the warrant number in capitals.",
            ),
            models.CheckConstraint(
                name="user_works_in_a_team",
                condition=models.Q(team__isnull=False)
                | ~models.Q(roles__overlap=[Role.OFFICER, Role.SUPERVISOR]),
                violation_error_message="Officers and supervisors belong to a team.",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.warrant_number})"

    def has_role(self, *roles: Role) -> bool:
        """Whether the person holds any of these roles."""
        return any(role in self.roles for role in roles)


LONGEST_TOKEN_NAME = 60
MOST_TOKEN_DAYS = 365
ENDED_TOKENS_LISTED = timedelta(days=90)


class AccessTokenQuerySet(models.QuerySet):
    def alive(self, *, at: datetime):
        """Neither revoked nor past their last day."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)

    def listed(self, *, at: datetime):
        """Those that work and those that ended lately, the newest first; the audit has them all."""
        since = at - ENDED_TOKENS_LISTED
        lately = models.Q(revoked_at__isnull=True, expires_at__gt=since)
        return self.filter(lately | models.Q(revoked_at__gt=since)).order_by("-created_at", "-pk")


class AccessToken(models.Model):
    """Lets a program read in its owner's name. What it may see, their roles decide each time.

    The secret itself is shown once and kept nowhere: see `accounts.tokens`.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_tokens")
    name = models.CharField(max_length=LONGEST_TOKEN_NAME)
    # SHA-256 of the secret. It is long and random, so there is nothing to slow down for.
    digest = models.CharField(max_length=64, unique=True)
    # The last characters of the secret, so that its owner can tell one from another.
    ending = models.CharField(max_length=4)
    scopes = ArrayField(models.CharField(max_length=16, choices=Scope))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # Of the last minute in which it was used; a program may ask many times in one.
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="access_token_has_name", condition=~models.Q(name="")),
            models.CheckConstraint(
                name="access_token_scopes_known",
                condition=models.Q(scopes__contained_by=Scope.values, scopes__len__gt=0),
            ),
            models.CheckConstraint(
                name="access_token_ends",
                condition=models.Q(
                    expires_at__gt=models.F("created_at"),
                    expires_at__lte=models.F("created_at") + timedelta(days=MOST_TOKEN_DAYS),
                ),
            ),
            models.CheckConstraint(
                name="access_token_revoked_by_somebody",
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.name} (…{self.ending})"


class PeopleFile(models.Model):
    """A file of people that an administrator tried out and may yet apply."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=100)
    text = models.TextField()

    def __str__(self):
        return self.name


def display_name(user: User) -> str:
    """How allauth's pages call the person."""
    return user.name
