import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nadhir.web.core.clock
import nadhir.web.core.models
from nadhir.web.core.migrating import Tables


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("exchange", "0001_initial"),
        ("intake", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="AlertFeed",
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
                            "tlp",
                            models.CharField(
                                choices=[
                                    ("red", "TLP:RED"),
                                    ("amber_strict", "TLP:AMBER+STRICT"),
                                    ("amber", "TLP:AMBER"),
                                    ("green", "TLP:GREEN"),
                                    ("clear", "TLP:CLEAR"),
                                ],
                                default="amber",
                                max_length=12,
                                verbose_name="handling",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(default=nadhir.web.core.clock.now, editable=False),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("fictional", models.BooleanField(default=False)),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("address", models.CharField(max_length=500, verbose_name="address")),
                        (
                            "active",
                            models.BooleanField(
                                default=False, verbose_name="fetched every quarter of an hour"
                            ),
                        ),
                        (
                            "certificate",
                            models.TextField(blank=True, verbose_name="certificate of its sender"),
                        ),
                        ("fetched_at", models.DateTimeField(null=True)),
                        ("problem", models.JSONField(null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="intake.source",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="FeedKey",
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
                        ("name", models.CharField(max_length=120, verbose_name="what it is for")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="address")),
                        ("sha256", models.CharField(max_length=64, unique=True)),
                        ("opened_at", models.DateTimeField(default=nadhir.web.core.clock.now)),
                        ("expires_at", models.DateTimeField(verbose_name="valid until")),
                        ("revoked_at", models.DateTimeField(null=True)),
                        (
                            "group",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.sharinggroup",
                            ),
                        ),
                        (
                            "opened_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="feed_keys",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-opened_at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ReceivedAlert",
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
                            "tlp",
                            models.CharField(
                                choices=[
                                    ("red", "TLP:RED"),
                                    ("amber_strict", "TLP:AMBER+STRICT"),
                                    ("amber", "TLP:AMBER"),
                                    ("green", "TLP:GREEN"),
                                    ("clear", "TLP:CLEAR"),
                                ],
                                default="amber",
                                max_length=12,
                                verbose_name="handling",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(default=nadhir.web.core.clock.now, editable=False),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("fictional", models.BooleanField(default=False)),
                        ("href", models.CharField(blank=True, max_length=1000)),
                        ("entry_updated", models.CharField(blank=True, max_length=60)),
                        (
                            "identifier",
                            models.CharField(
                                blank=True, db_index=True, max_length=500, verbose_name="identifier"
                            ),
                        ),
                        ("sender", models.CharField(blank=True, max_length=500, verbose_name="sender")),
                        ("sent", models.DateTimeField(null=True, verbose_name="sent")),
                        (
                            "status",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("Actual", "real"),
                                    ("Exercise", "exercise"),
                                    ("System", "technical"),
                                    ("Test", "test"),
                                    ("Draft", "draft"),
                                ],
                                max_length=8,
                                verbose_name="meant as",
                            ),
                        ),
                        (
                            "msg_type",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("Alert", "alert"),
                                    ("Update", "update"),
                                    ("Cancel", "cancellation"),
                                    ("Ack", "acknowledgement"),
                                    ("Error", "rejection"),
                                ],
                                max_length=6,
                                verbose_name="kind",
                            ),
                        ),
                        ("headline", models.CharField(blank=True, max_length=500, verbose_name="headline")),
                        ("expires", models.DateTimeField(null=True, verbose_name="valid until")),
                        ("said", models.JSONField(null=True)),
                        ("digest", models.CharField(blank=True, db_index=True, max_length=64)),
                        ("raw", models.BinaryField()),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "seal",
                            models.CharField(
                                choices=[
                                    ("none", "not signed"),
                                    ("trusted", "signed by its sender"),
                                    ("stranger", "signed, by whom we do not know"),
                                    ("broken", "signature does not hold"),
                                ],
                                default="none",
                                max_length=8,
                                verbose_name="signature",
                            ),
                        ),
                        ("signed_by", models.CharField(blank=True, max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("current", "in force"),
                                    ("updated", "replaced by an update"),
                                    ("cancelled", "cancelled"),
                                    ("expired", "expired"),
                                    ("noted", "noted"),
                                    ("held", "held back"),
                                    ("refused", "not readable"),
                                ],
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        ("notes", models.JSONField(default=list)),
                        ("problem", models.JSONField(null=True)),
                        ("received_at", models.DateTimeField()),
                        ("acknowledged_at", models.DateTimeField(null=True)),
                        (
                            "acknowledged_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "changed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changed",
                                to="exchange.receivedalert",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "feed",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="alerts",
                                to="exchange.alertfeed",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="intake.item",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "reuses",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reused_by",
                                to="exchange.receivedalert",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="intake.source",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AlertReference",
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
                        ("sender", models.CharField(max_length=500)),
                        ("identifier", models.CharField(db_index=True, max_length=500)),
                        ("sent", models.DateTimeField()),
                        (
                            "alert",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="references",
                                to="exchange.receivedalert",
                            ),
                        ),
                    ],
                ),
                migrations.AddIndex(
                    model_name="receivedalert",
                    index=models.Index(
                        fields=["owner", "sender", "identifier", "sent"], name="exchange_alert_named"
                    ),
                ),
                migrations.AddIndex(
                    model_name="receivedalert",
                    index=models.Index(fields=["state", "expires"], name="exchange_alert_expiry"),
                ),
                migrations.AddIndex(
                    model_name="receivedalert",
                    index=models.Index(fields=["-received_at", "-id"], name="exchange_alert_latest"),
                ),
                migrations.AddConstraint(
                    model_name="receivedalert",
                    constraint=models.UniqueConstraint(
                        fields=("owner", "sha256"), name="exchange_alert_once"
                    ),
                ),
            ]
        ),
    ]
