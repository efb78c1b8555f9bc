import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("intake", "0005_erased_items"),
        ("situations", "0006_joint_teams"),
    ]

    operations = [
        migrations.AddField("evidence", "rank", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("anchor", "holds", models.BooleanField(null=True)),
        migrations.AddField("anchor", "judged_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "anchor",
            "judged_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            "evidence",
            models.Index(
                fields=["situation", "withdrawn_at", "framework", "element", "polarity", "item"],
                name="situations_evidence_standing",
            ),
        ),
    ]
