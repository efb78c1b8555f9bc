from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_alerts_and_keys")]

    operations = [
        migrations.RemoveConstraint(model_name="receivedalert", name="exchange_alert_once"),
        migrations.AddConstraint(
            model_name="receivedalert",
            constraint=models.UniqueConstraint(fields=["source", "sha256"], name="exchange_alert_once"),
        ),
    ]
