import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nadhir.web.core.clock
import nadhir.web.core.models
from nadhir.web.core.migrating import Tables


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("directory", "0001_initial"),
        ("situations", "0008_assessment_parts"),
        ("warnings", "0002_versions_and_channels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="recipient",
            name="held_role",
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name="recipient",
            name="principal",
            field=models.BooleanField(
                default=False, verbose_name="the principal to whom a note goes directly"
            ),
        ),
        migrations.AddField(
            model_name="recipient",
            name="tenure",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="directory.tenure",
            ),
        ),
        migrations.AddField(
            model_name="warning",
            name="mandate",
            field=models.CharField(
                blank=True,
                choices=[
                    ("genocide", "prevention of genocide"),
                    ("protection", "responsibility to protect"),
                    ("joint", "both mandates, jointly"),
                ],
                max_length=10,
                verbose_name="mandate",
            ),
        ),
        migrations.AddField(
            model_name="warning",
            name="options_because",
            field=models.TextField(blank=True, verbose_name="why so few options, or so many"),
        ),
        migrations.AddField(
            model_name="warning",
            name="trigger",
            field=models.CharField(blank=True, max_length=200, verbose_name="what it must work before"),
        ),
        migrations.AddField(
            model_name="warning",
            name="trigger_on",
            field=models.DateField(blank=True, null=True, verbose_name="on"),
        ),
        Tables(
            [
                migrations.CreateModel(
                    name="Chain",
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
                                choices=[("alert", "alert"), ("note", "confidential advisory note")],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "mandate",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("genocide", "prevention of genocide"),
                                    ("protection", "responsibility to protect"),
                                    ("joint", "both mandates, jointly"),
                                ],
                                max_length=10,
                                verbose_name="mandate",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ChainStep",
                    fields=[
                        ("order", models.PositiveSmallIntegerField(default=1)),
                        ("names", models.JSONField(verbose_name="name of the role")),
                        (
                            "mandate",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("genocide", "prevention of genocide"),
                                    ("protection", "responsibility to protect"),
                                    ("joint", "both mandates, jointly"),
                                ],
                                max_length=10,
                                verbose_name="mandate",
                            ),
                        ),
                        ("role", models.CharField(blank=True, max_length=16, verbose_name="role")),
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
                            "chain",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="warnings.chain",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["order"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Citation",
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
                        ("order", models.PositiveSmallIntegerField(default=1)),
                        (
                            "evidence",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="situations.evidence",
                            ),
                        ),
                        (
                            "warning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="citations",
                                to="warnings.warning",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["order"],
                    },
                ),
                migrations.CreateModel(
                    name="Clearance",
                    fields=[
                        ("order", models.PositiveSmallIntegerField(default=1)),
                        ("names", models.JSONField(verbose_name="name of the role")),
                        (
                            "mandate",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("genocide", "prevention of genocide"),
                                    ("protection", "responsibility to protect"),
                                    ("joint", "both mandates, jointly"),
                                ],
                                max_length=10,
                                verbose_name="mandate",
                            ),
                        ),
                        ("role", models.CharField(blank=True, max_length=16, verbose_name="role")),
                        (
                            "id",
                            models.UUIDField(
                                default=nadhir.web.core.models.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField(default=1)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "not yet"),
                                    ("cleared", "cleared"),
                                    ("returned", "returned"),
                                    ("void", "void: changed since"),
                                ],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("at", models.DateTimeField(null=True)),
                        ("note", models.TextField(blank=True)),
                        ("of_version", models.PositiveIntegerField(null=True)),
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
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "warning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="clearances",
                                to="warnings.warning",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["round", "order"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Comment",
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
                        ("field", models.CharField(blank=True, max_length=20, verbose_name="about")),
                        ("text", models.TextField(verbose_name="comment")),
                        ("at", models.DateTimeField(default=nadhir.web.core.clock.now, editable=False)),
                        ("resolved_at", models.DateTimeField(null=True)),
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
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="warnings.comment",
                            ),
                        ),
                        (
                            "resolved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "warning",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="comments",
                                to="warnings.warning",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="RecipientGroup",
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
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "situation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="recipient_groups",
                                to="situations.situation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="GroupMember",
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
                        ("name", models.CharField(max_length=200)),
                        ("role", models.CharField(blank=True, max_length=200)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("held_role", models.CharField(blank=True, max_length=16)),
                        ("language", models.CharField(default="en", max_length=2)),
                        (
                            "clearance",
                            models.CharField(
                                choices=[
                                    ("notice", "only that there is a warning"),
                                    ("content", "the warning itself"),
                                ],
                                default="notice",
                                max_length=8,
                            ),
                        ),
                        ("answer_within", models.PositiveSmallIntegerField(default=24)),
                        ("principal", models.BooleanField(default=False)),
                        (
                            "tenure",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="directory.tenure",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="members",
                                to="warnings.recipientgroup",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.AddConstraint(
                    model_name="chain",
                    constraint=models.UniqueConstraint(
                        fields=("owner", "kind", "mandate"), name="warnings_chain_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="citation",
                    constraint=models.UniqueConstraint(
                        fields=("warning", "evidence"), name="warnings_citation_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="clearance",
                    constraint=models.UniqueConstraint(
                        fields=("warning", "round", "order"), name="warnings_clearance_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="recipientgroup",
                    constraint=models.UniqueConstraint(
                        fields=("owner", "situation", "name"), name="warnings_group_once"
                    ),
                ),
            ]
        ),
    ]
