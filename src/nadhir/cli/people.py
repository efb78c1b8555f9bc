"""`nadhir user`: who may sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from nadhir.cli.output import AsJson, LanguageCode, language_of_terminal, print_json, say
from nadhir.cli.shell import wake
from nadhir.errors import NotPossibleNow

if TYPE_CHECKING:
    from nadhir.web.accounts.models import Organisation

app = typer.Typer(help="The people who may sign in.", no_args_is_help=True)


@app.command()
def add(
    email: Annotated[str, typer.Argument(help="The address to sign in with.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[list[str], typer.Option(help="analyst, reviewer, reporter …; may be repeated.")],
    organisation: Annotated[str | None, typer.Option(help="Its slug; by default the first.")] = None,
    language: Annotated[LanguageCode, typer.Option(help="What pages and mails speak to them.")] = (
        LanguageCode.EN
    ),
    password: Annotated[
        str,
        typer.Option(
            prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for where not given."
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Make an account."""
    chosen = language_of_terminal()
    wake()
    from nadhir.web.accounts.models import RoleHeld
    from nadhir.web.accounts.services import user_invite

    known = sorted(RoleHeld.Role.values)
    if unknown := sorted(set(role) - set(known)):
        raise _refused("user.role_unknown", roles=unknown, known=known)
    desk = _organisation(organisation)
    roles = sorted(set(role))
    _check(email, name, password, chosen)
    user = user_invite(
        email=email, name=name, organisation=desk, roles=roles, language=language.value, password=password
    )
    if as_json:
        print_json({"email": user.email, "name": user.name, "organisation": desk.slug, "roles": roles})
    else:
        typer.echo(say("user.added", chosen, email=user.email))


def _refused(code: str, **params: Any) -> NotPossibleNow:
    return NotPossibleNow(code, book="nadhir.cli", **params)


def _organisation(slug: str | None) -> Organisation:
    """The organisation of that slug; the first of the workspace where none is given."""
    from nadhir.web.accounts.models import Organisation
    from nadhir.web.setup import desk_prepare

    found = Organisation.objects.filter(slug=slug).first() if slug else desk_prepare()
    if found is None:
        known = list(Organisation.objects.order_by("slug").values_list("slug", flat=True)[:20])
        raise _refused("user.organisation_unknown", organisation=slug, known=known)
    return found


def _check(email: str, name: str, password: str, lang: str) -> None:
    """Make sure that the account is a new one that somebody can sign in to."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.utils import translation

    from nadhir.web.accounts.models import User

    try:
        validate_email(email)
    except ValidationError:
        raise _refused("user.email_invalid", email=email) from None
    longest = User._meta.get_field("name").max_length or 0
    if not name.strip() or len(name) > longest:
        raise _refused("user.name_length", longest=longest)
    if User.objects.filter(email__iexact=email).exists():
        raise _refused("user.there", email=email)
    try:
        with translation.override(lang):
            validate_password(password, User(email=email, name=name))
    except ValidationError as problem:
        raise _refused("user.password_weak", why=" ".join(problem.messages)) from None


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the accounts."""
    wake()
    from nadhir.web.accounts.models import User

    rows: list[dict[str, Any]] = [
        {
            "email": user.email,
            "name": user.name,
            "organisation": user.organisation.slug,
            "roles": sorted(held.role for held in user.roles_held.all()),
            "active": user.is_active,
        }
        for user in User.objects.select_related("organisation")
        .prefetch_related("roles_held")
        .order_by("email")
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        typer.echo(f"{row['email']:<32} {row['name']:<24} {', '.join(row['roles'])}")
