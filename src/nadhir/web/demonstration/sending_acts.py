"""The acts of the story upon the sending of a warning: ways, deputies, a mail that came back, silence."""

from __future__ import annotations

from nadhir.web.core import outbox
from nadhir.web.core.clock import now
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.warnings import services
from nadhir.web.warnings.models import Channel, Recipient, Warning
from nadhir.web.warnings.services import channels, reminding, sending


@act
def add_way(
    stage: Stage, viewer: Viewer, *, warning: str, kind: str, address: str, email: str = "", person: str = ""
) -> Channel:
    """One more way to a recipient; once the warning is out, it is used at once."""
    line = _line(stage, warning, email=email, person=person)
    way = channels.channel_add(viewer=viewer, recipient=line, kind=kind, address=address)
    if line.warning.status == Warning.Status.ISSUED:
        sending.delivery_put_other_way(viewer=viewer, channel=way)
    return way


@act
def name_deputy(
    stage: Stage,
    viewer: Viewer,
    *,
    warning: str,
    person: str,
    name: str,
    email: str,
    role: str,
    language: str,
) -> Recipient:
    """Name who is told where somebody stays silent, and only then."""
    line = _line(stage, warning, person=person)
    deputy = services.recipient_name(
        viewer=viewer, warning=line.warning, name=name, email=email, role=role, language=language
    )
    services.recipient_write(viewer=viewer, recipient=line, deputy=deputy)
    return channels.recipient_stand_by(viewer=viewer, recipient=deputy, standby=True)


@act
def come_back(stage: Stage, viewer: Viewer, *, warning: str, email: str, detail: str) -> bool:  # noqa: ARG001
    """A mail came back."""
    line = _line(stage, warning, email=email)
    sent = line.deliveries.get(channel__kind=Channel.Kind.MAIL, message="issue")
    return sending.delivery_bounce(delivery=sent, detail=detail)


@act
def mind_silence(stage: Stage, viewer: Viewer) -> int:  # noqa: ARG001 - the worker does it, for nobody
    """Remind who is silent, tell their deputies, and send what that makes."""
    told = reminding.recipients_remind()
    outbox.deliver(now())
    return told


def _line(stage: Stage, warning: str, *, email: str = "", person: str = "") -> Recipient:
    lines = stage.kept[warning].recipients.select_related("warning")
    line: Recipient = lines.get(email=email) if email else lines.get(user=stage.person(person))
    return line
