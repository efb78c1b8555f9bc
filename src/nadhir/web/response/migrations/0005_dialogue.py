import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nadhir.web.core.clock
import nadhir.web.core.models
import nadhir.web.core.sealed
from nadhir.web.core.migrating import Tables


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("directory", "0002_dialogue"),
        ("response", "0004_library"),
        ("situations", "0008_assessment_parts"),
        ("warnings", "0005_proposals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Activation",
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
                        ("purpose", models.TextField(verbose_name="what for")),
                        ("audience", models.JSONField(default=dict)),
                        (
                            "library_id",
                            models.CharField(blank=True, max_length=80, verbose_name="card of the library"),
                        ),
                        ("until", models.DateField(verbose_name="until")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("asked", "asked"),
                                    ("stopped", "stopped: harm is possible"),
                                    ("checked", "checked for harm"),
                                    ("inviting", "people are being asked"),
                                    ("begun", "under way"),
                                    ("done", "done"),
                                    ("aborted", "broken off"),
                                    ("declined", "not taken forward"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        ("check_answers", nadhir.web.core.sealed.SealedTextField(blank=True, default="")),
                        (
                            "message",
                            nadhir.web.core.sealed.SealedTextField(
                                blank=True, default="", verbose_name="what the people asked are told"
                            ),
                        ),
                        ("what_happened", models.TextField(blank=True, verbose_name="what happened")),
                        ("ended_on", models.DateField(null=True)),
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
                            "network",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="activations",
                                to="directory.actor",
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
                            "session",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="activations",
                                to="response.engagement",
                            ),
                        ),
                        (
                            "situation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="activations",
                                to="situations.situation",
                            ),
                        ),
                        (
                            "undertaking",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="activations",
                                to="response.undertaking",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-created_at"],
                    },
                ),
                migrations.CreateModel(
                    name="Dispute",
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
                        ("issue", models.CharField(max_length=300, verbose_name="what it is about")),
                        ("opened_on", models.DateField(verbose_name="brought on")),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("open", "going on"),
                                    ("agreed", "agreed"),
                                    ("partly", "agreed in part"),
                                    ("not_agreed", "no agreement"),
                                    ("referred", "referred to somebody else"),
                                    ("withdrawn", "taken back by a party"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="outcome",
                            ),
                        ),
                        ("ended_on", models.DateField(null=True)),
                        (
                            "terms",
                            nadhir.web.core.sealed.SealedTextField(
                                blank=True, default="", verbose_name="terms"
                            ),
                        ),
                        (
                            "terms_secret",
                            models.BooleanField(
                                default=True, verbose_name="the parties asked that the terms stay secret"
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
                            "forum",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disputes",
                                to="directory.actor",
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
                            "place",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.place",
                            ),
                        ),
                        (
                            "situation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disputes",
                                to="situations.situation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-opened_on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="DisputeStep",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("intake", "intake"),
                                    ("consent", "consent of the parties"),
                                    ("separate", "separate talks"),
                                    ("joint", "joint talks"),
                                    ("agreement", "agreement"),
                                    ("follow_up", "follow-up"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("on", models.DateField()),
                        ("note", nadhir.web.core.sealed.SealedTextField(blank=True, default="")),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "dispute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="response.dispute",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="response.engagement",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["on", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Insight",
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
                        (
                            "rule",
                            models.CharField(
                                choices=[
                                    ("by_name", "may be attributed by name"),
                                    ("by_role", "may be attributed by role"),
                                    ("chatham", "Chatham House rule: may be used, never attributed"),
                                    ("not_used", "for understanding only: not to be used"),
                                ],
                                max_length=10,
                                verbose_name="attribution",
                            ),
                        ),
                        ("attributed", nadhir.web.core.sealed.SealedTextField(blank=True, default="")),
                        (
                            "words",
                            nadhir.web.core.sealed.SealedTextField(
                                blank=True, default="", verbose_name="what was said"
                            ),
                        ),
                        ("report", nadhir.web.core.sealed.SealedTextField(blank=True, default="")),
                        ("given_on", models.DateField()),
                        ("feedback", models.TextField(blank=True, verbose_name="what became of it")),
                        ("feedback_at", models.DateTimeField(null=True)),
                        (
                            "activation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="insights",
                                to="response.activation",
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
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "feedback_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "network",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="insights",
                                to="directory.actor",
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
                            "situation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="insights",
                                to="situations.situation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-given_on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="DisputeParty",
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
                        ("letter", models.CharField(max_length=2)),
                        (
                            "name",
                            nadhir.web.core.sealed.SealedTextField(
                                blank=True, default="", verbose_name="name"
                            ),
                        ),
                        ("consented_on", models.DateField(null=True)),
                        ("consent_how", nadhir.web.core.sealed.SealedTextField(blank=True, default="")),
                        (
                            "dispute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="parties",
                                to="response.dispute",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["letter"],
                        "constraints": [
                            models.UniqueConstraint(fields=("dispute", "letter"), name="response_party_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
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
                        ("asked_on", models.DateField()),
                        ("answer", nadhir.web.core.sealed.SealedTextField(blank=True, default="")),
                        (
                            "activation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="response.activation",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invitations",
                                to="directory.member",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("activation", "member"), name="response_invited_once"
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
