import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nadhir.web.core.clock
import nadhir.web.core.models
import nadhir.web.core.sealed
from nadhir.web.core.migrating import Tables


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_leases"),
        ("warnings", "0003_clearance"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="channel",
            name="secret",
            field=nadhir.web.core.sealed.SealedTextField(blank=True, default="", editable=False),
        ),
        migrations.AddField(
            model_name="recipient",
            name="standby",
            field=models.BooleanField(default=False, verbose_name="told only where somebody stays silent"),
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.UniqueConstraint(
                fields=("recipient", "kind", "address"), name="warnings_channel_once"
            ),
        ),
        Tables(
            [
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=nadhir.web.core.models.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "message",
                            models.CharField(
                                choices=[
                                    ("issue", "the warning"),
                                    ("update", "the update"),
                                    ("cancel", "that it is cancelled"),
                                    ("replaced", "that another has taken its place"),
                                    ("expire", "that it has expired"),
                                    ("reminder", "a reminder"),
                                    ("escalation", "the warning, in place of somebody silent"),
                                    ("relieved", "that the deputy was told"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("edition", models.PositiveSmallIntegerField(default=1)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting"),
                                    ("sent", "sent"),
                                    ("failed", "failed"),
                                    ("bounced", "came back"),
                                    ("withdrawn", "withdrawn before it left"),
                                ],
                                default="waiting",
                                max_length=9,
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(default=nadhir.web.core.clock.now, editable=False),
                        ),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("problem", models.CharField(blank=True, max_length=60)),
                        ("detail", models.CharField(blank=True, max_length=300)),
                        (
                            "channel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="warnings.channel",
                            ),
                        ),
                        (
                            "outgoing",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="core.outgoing",
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="warnings.recipient",
                            ),
                        ),
                    ],
                    options={"ordering": ["created_at", "pk"]},
                ),
                migrations.AddConstraint(
                    model_name="delivery",
                    constraint=models.UniqueConstraint(
                        fields=("channel", "message", "edition"), name="warnings_delivery_once"
                    ),
                ),
                migrations.CreateModel(
                    name="Wish",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=nadhir.web.core.models.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "digest",
                            models.BooleanField(
                                default=False, verbose_name="what is not urgent, in one mail a day"
                            ),
                        ),
                        (
                            "quiet_from",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="quiet from (hour)"
                            ),
                        ),
                        (
                            "quiet_until",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="quiet until (hour)"
                            ),
                        ),
                    ],
                ),
            ]
        ),
    ]
