import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nadhir.web.core.clock
import nadhir.web.core.models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("response", "0003_engagements"),
        ("situations", "0008_assessment_parts"),
        ("warnings", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LibraryUse",
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
                ("created_at", models.DateTimeField(default=nadhir.web.core.clock.now, editable=False)),
                ("version", models.PositiveIntegerField(default=1)),
                ("fictional", models.BooleanField(default=False)),
                ("option", models.CharField(blank=True, db_index=True, max_length=40, verbose_name="option")),
                (
                    "card",
                    models.CharField(blank=True, db_index=True, max_length=40, verbose_name="tool card"),
                ),
                ("who", models.CharField(max_length=200, verbose_name="who did it")),
                ("used_on", models.DateField(verbose_name="when")),
                ("language", models.CharField(max_length=3, verbose_name="language in which it was done")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("worked", "worked"),
                            ("partly", "worked in part"),
                            ("did_not", "did not work"),
                            ("harmed", "did harm"),
                            ("unknown", "not known yet"),
                        ],
                        default="unknown",
                        max_length=8,
                        verbose_name="result",
                    ),
                ),
                ("happened", models.TextField(blank=True, verbose_name="what happened")),
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
                    "situation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="library_uses",
                        to="situations.situation",
                    ),
                ),
                (
                    "undertaking",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="library_uses",
                        to="response.undertaking",
                    ),
                ),
                (
                    "warning",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="library_uses",
                        to="warnings.warning",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("card", ""), ("option", ""), _negated=True),
                        name="response_use_of_something",
                    )
                ],
            },
        ),
    ]
