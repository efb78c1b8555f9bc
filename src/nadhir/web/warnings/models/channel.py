"""By which ways a warning reaches somebody."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.models import new_id
from nadhir.web.core.sealed import SealedTextField
from nadhir.web.warnings.models.warning import Recipient


class Channel(models.Model):
    """One way to a recipient. How much is said on it depends on its kind and on the recipient's clearance
    (see `warnings.contents`)."""

    class Kind(models.TextChoices):
        PAGE = "page", _("page, after signing in")
        MAIL = "mail", _("mail")
        MESSAGE = "message", _("SMS or messenger")
        WEBHOOK = "webhook", _("signed webhook")
        CAP = "cap", _("CAP feed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="channels")
    order = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("channel"), max_length=8, choices=Kind.choices)
    # A mailbox; `gateway:number` of a message, such as sms:+249912345678; the address of a webhook.
    address = models.CharField(_("address"), max_length=500, blank=True)
    # What a webhook is signed with.
    secret = SealedTextField(editable=False)
    # Why nothing more is sent this way: the mailbox bounced, the host points inward. A code of phrases.yaml.
    stopped_at = models.DateTimeField(null=True)
    stopped_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "address"], name="warnings_channel_once")
        ]

    # Set by the selectors: the address as far as the reader may know it.
    shown: str = ""

    def __str__(self) -> str:
        return self.kind
