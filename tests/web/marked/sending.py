"""By which ways warnings went, and what the other side said: for the desk that issues them."""

from __future__ import annotations

from nadhir.web.core import clock
from nadhir.web.core.models import Outgoing
from nadhir.web.warnings.models import Delivery
from nadhir.web.warnings.services import channels, sending
from tests.web.marked.marks import DESK, Marked

ISSUED = ("green", "shared", "amber", "red")


def add_sending(there: Marked) -> None:
    analyst = there.world.viewer("analyst")
    for name in ISSUED:
        desk = frozenset({"analyst", "reviewer"}) if name == "red" else DESK
        recipient = there.made[f"warning {name}"].recipients.order_by("pk")[0]
        address = there.marks(f"warning {name}: address of a webhook", desk, plain=True)
        way = channels.channel_add(
            viewer=there.world.viewer("reviewer"),
            recipient=recipient,
            kind="webhook",
            address=f"https://partner.example/{address}",
        )
        sending.delivery_put_other_way(viewer=analyst, channel=way)
        detail = there.marks(f"warning {name}: what the other side said", desk)
        made = Delivery.objects.get(channel=way)
        Outgoing.objects.filter(pk=made.outgoing_id).update(state=Outgoing.State.FAILED)
        Delivery.objects.filter(pk=made.pk).update(
            state="failed", problem="delivery.webhook_refused", detail=detail, ended_at=clock.now()
        )
        there.ids["delivery"].append(made.pk)
        unused = channels.channel_add(
            viewer=analyst, recipient=recipient, kind="mail", address=f"{address}@example.net"
        )
        there.ids["channel"].append(unused.pk)
