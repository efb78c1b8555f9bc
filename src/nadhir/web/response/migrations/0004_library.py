from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("response", "0003_engagements"),
    ]

    operations: list[migrations.operations.base.Operation] = []
