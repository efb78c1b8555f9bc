"""How much of a warning each way may carry. What a way may not carry, its reader finds behind the link.

| way | carries |
|---|---|
| page | what the policy lets a signed-in person read |
| link | the warning, where the recipient is cleared for it and its label is TLP:AMBER or wider |
| mail, message | that there is a warning, its number and the link: never a word of it |
| webhook, CAP | as by link |
"""

from __future__ import annotations

from typing import Any

from nadhir.web.warnings import links, selectors
from nadhir.web.warnings.models import Channel, Delivery, Recipient, Warning

NOTICE_ONLY = frozenset({Channel.Kind.MAIL, Channel.Kind.MESSAGE})


def carries_content(kind: str, warning: Warning, recipient: Recipient) -> bool:
    """Whether the words of the warning may go this way to this recipient."""
    if kind in NOTICE_ONLY:
        return False
    if kind == Channel.Kind.PAGE:
        return recipient.user_id is not None
    return selectors.content_open(links.viewer_of(recipient), warning, recipient)


def payload(delivery: Delivery) -> dict[str, Any]:
    """What a webhook is told: see docs/reference/webhook.md. The same each time it is sent."""
    recipient, warning = delivery.recipient, delivery.recipient.warning
    told: dict[str, Any] = {
        "format": "nadhir.warning/1",
        "delivery": str(delivery.pk),
        "message": delivery.message,
        "warning": {
            "number": warning.number,
            "edition": delivery.edition,
            "replaces": warning.updates.number if warning.updates else None,
            "sender": warning.owner.names,
            "issued_at": _moment(warning.issued_at),
            "exercise": warning.fictional,
        },
        "link": links.address_of(recipient),
    }
    if carries_content(delivery.channel.kind, warning, recipient):
        said = selectors.wording(warning)
        told["content"] = {
            "tlp": warning.get_tlp_display(),
            "kind": warning.kind,
            "language": said.language,
            **{
                name: getattr(said, name)
                for name in (
                    "title",
                    "what",
                    "where",
                    "at_risk",
                    "why_now",
                    "if_nothing",
                    "confidence",
                    "gaps",
                )
            },
            "valid_until": _moment(said.valid_until),
            "options": [
                {
                    "text": one.text,
                    "by_whom": one.by_whom,
                    "lead_days": one.lead_days,
                    "legal_basis": one.legal_basis,
                    "cost": one.cost,
                    "risk": one.risk,
                }
                for one in said.options
            ],
            "sha256": warning.frozen_hash,
            "cancelled_because": warning.cancelled_because or None,
        }
    return told


def _moment(moment: Any) -> str | None:
    """With a numeric offset, as CAP writes times too."""
    return moment.isoformat(timespec="seconds") if moment else None
