from django.db import migrations, models

import nadhir.web.core.models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_rounds"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lease",
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
                ("host", models.CharField(max_length=200)),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="outgoing",
            name="claimed_by",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="outgoing",
            name="uncertain",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="outgoing",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "waiting"),
                    ("sending", "being sent"),
                    ("sent", "sent"),
                    ("failed", "failed"),
                    ("withdrawn", "withdrawn before it left"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
    ]
