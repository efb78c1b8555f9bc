"""Organisations, people, roles and sharing groups."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core import clock
from nadhir.web.core.models import new_id


class Organisation(models.Model):
    """Whose desk a person sits at; the owner of records."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    names = models.JSONField(_("names"))
    slug = models.SlugField(unique=True)
    partner = models.BooleanField(_("belongs to the community that TLP:GREEN addresses"), default=False)
    fictional = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.names.get("en", self.slug))


class SharingGroup(models.Model):
    """Organisations that agreed to share; a record is opened to groups, never to everybody by default."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    names = models.JSONField(_("names"))
    members = models.ManyToManyField(Organisation, related_name="sharing_groups")

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))


class UserManager(BaseUserManager["User"]):
    """Makes users by address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in, by address, for one organisation."""

    class Digits(models.TextChoices):
        LATIN = "latn", _("0123456789")
        ARABIC = "arab", _("٠١٢٣٤٥٦٧٨٩")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="people")
    language = models.CharField(_("language"), max_length=2, default="en")
    digits = models.CharField(_("digits"), max_length=4, choices=Digits.choices, default=Digits.LATIN)
    # By its name in the IANA data base; empty for UTC. Times of day are shown in it, with their offset.
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    fictional = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=clock.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name

    # The shell has no Django administration; these answer libraries that ask.
    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002
        return False

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002
        return False


class RoleHeld(models.Model):
    """A role that a person holds."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("administrator")
        ANALYST = "analyst", _("analyst")
        COORDINATOR = "coordinator", _("dialogue network coordinator")
        DECISION_MAKER = "decision_maker", _("decision-maker")
        OFFICER = "officer", _("partnership officer")
        REPORTER = "reporter", _("field reporter")
        REVIEWER = "reviewer", _("reviewer")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="roles_held")
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="accounts_role_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
