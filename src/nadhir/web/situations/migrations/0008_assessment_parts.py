from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("situations", "0007_evidence_that_survives")]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="acknowledged",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="assessment",
            name="waved",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="finding",
            name="derived",
            field=models.CharField(
                blank=True, choices=[("accepted", "accepted"), ("overruled", "overruled")], max_length=10
            ),
        ),
    ]
