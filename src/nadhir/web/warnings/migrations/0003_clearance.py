from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("warnings", "0002_versions_and_channels"),
    ]

    operations: list[migrations.operations.base.Operation] = []
