"""The message by which we tell a sender that their alert has reached us."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from nadhir.documents import cap
from nadhir.documents.cap import Alert, Reference
from nadhir.web.exchange.composing import sender_of
from nadhir.web.exchange.models import ReceivedAlert


def acknowledgement(alert: ReceivedAlert, moment: datetime) -> Alert:
    """An Ack of a received alert, to its sender and nobody else."""
    sent = _sent(alert)
    return Alert(
        identifier=f"nadhir-ack-{alert.pk}",
        sender=sender_of(alert.owner),
        # In the sender's own time, as they wrote it.
        sent=moment.replace(microsecond=0).astimezone(sent.tzinfo),
        status=cast("Any", alert.status),
        msg_type="Ack",
        scope="Private",
        addresses=(alert.sender,),
        references=(Reference(alert.sender, alert.identifier, sent),),
    )


def _sent(alert: ReceivedAlert) -> datetime:
    """When it was sent, as its sender wrote it."""
    written = (alert.said or {}).get("sent", "")
    return cap.moment_of(written)[0]
