from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("response", "0002_undertakings"),
    ]

    operations: list[migrations.operations.base.Operation] = []
