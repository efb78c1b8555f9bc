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
        ("directory", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Member",
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
                        ("pseudonym", models.CharField(max_length=40)),
                        (
                            "name",
                            nadhir.web.core.sealed.SealedTextField(
                                blank=True, default="", verbose_name="name"
                            ),
                        ),
                        ("profile", nadhir.web.core.sealed.SealedTextField(blank=True, default="")),
                        (
                            "contact",
                            nadhir.web.core.sealed.SealedTextField(
                                blank=True, default="", verbose_name="how to reach them"
                            ),
                        ),
                        (
                            "trust",
                            nadhir.web.core.sealed.SealedTextField(
                                blank=True, default="", verbose_name="trust notes"
                            ),
                        ),
                        (
                            "safety",
                            nadhir.web.core.sealed.SealedTextField(
                                blank=True, default="", verbose_name="safety plan"
                            ),
                        ),
                        (
                            "urgent",
                            models.BooleanField(default=False, verbose_name="can be reached within a day"),
                        ),
                        ("away_from", models.DateField(null=True, verbose_name="away from")),
                        ("away_until", models.DateField(null=True, verbose_name="away until")),
                        ("consented_on", models.DateField(null=True)),
                        (
                            "consent_until",
                            models.DateField(db_index=True, null=True, verbose_name="consent until"),
                        ),
                        ("consent_how", nadhir.web.core.sealed.SealedTextField(blank=True, default="")),
                        ("may_ask", models.BooleanField(default=False, verbose_name="may be asked to speak")),
                        (
                            "may_partners",
                            models.BooleanField(default=False, verbose_name="may be named to partners"),
                        ),
                        (
                            "may_public",
                            models.BooleanField(default=False, verbose_name="may be named in public"),
                        ),
                        (
                            "may_photos",
                            models.BooleanField(default=False, verbose_name="may be shown in photographs"),
                        ),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        ("last_asked_on", models.DateField(null=True)),
                        (
                            "coordinator",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "network",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dialogue_members",
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
                    ],
                ),
                migrations.CreateModel(
                    name="ContactView",
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
                        ("at", models.DateTimeField()),
                        ("reason", nadhir.web.core.sealed.SealedTextField(blank=True, default="")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contact_views",
                                to="directory.member",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at"],
                    },
                ),
                migrations.CreateModel(
                    name="MemberTrait",
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
                        ("value", models.CharField(max_length=32)),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="traits",
                                to="directory.member",
                            ),
                        ),
                    ],
                ),
                migrations.AddIndex(
                    model_name="member",
                    index=models.Index(fields=["network", "consent_until"], name="directory_consent"),
                ),
                migrations.AddConstraint(
                    model_name="member",
                    constraint=models.UniqueConstraint(
                        fields=("network", "pseudonym"), name="directory_pseudonym_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="membertrait",
                    constraint=models.UniqueConstraint(
                        fields=("value", "member"), name="directory_trait_once"
                    ),
                ),
            ]
        ),
    ]
