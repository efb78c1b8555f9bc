"""`nadhir user`: who may sign in."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from nadhir.cli.output import AsJson, print_json
from nadhir.cli.shell import wake

app = typer.Typer(help="The people who may sign in.", no_args_is_help=True)


@app.command()
def add(
    email: Annotated[str, typer.Argument(help="The address to sign in with.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[list[str], typer.Option(help="analyst, reviewer, reporter …; may be repeated.")],
    organisation: Annotated[str | None, typer.Option(help="Its slug; by default the first.")] = None,
    language: Annotated[str, typer.Option(help="ar, en or fr.")] = "en",
    password: Annotated[
        str,
        typer.Option(
            prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for where not given."
        ),
    ] = "",
) -> None:
    """Make an account."""
    wake()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from nadhir.web.accounts.models import Organisation, RoleHeld, User
    from nadhir.web.accounts.services import user_invite
    from nadhir.web.setup import desk_prepare

    unknown = sorted(set(role) - set(RoleHeld.Role.values))
    if unknown:
        raise typer.BadParameter(f"{', '.join(unknown)}; known: {', '.join(RoleHeld.Role.values)}")
    desk = Organisation.objects.filter(slug=organisation).first() if organisation else desk_prepare()
    if desk is None:
        raise typer.BadParameter(f"there is no organisation {organisation}")
    if User.objects.filter(email__iexact=email).exists():
        raise typer.BadParameter(f"{email} has an account already")
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as problem:
        raise typer.BadParameter(" ".join(problem.messages)) from None
    user = user_invite(
        email=email, name=name, organisation=desk, roles=role, language=language, password=password
    )
    typer.echo(f"{user.email} may sign in.")


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
