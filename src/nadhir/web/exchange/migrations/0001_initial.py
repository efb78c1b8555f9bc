from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("warnings", "0002_versions_and_channels"),
        ("intake", "0001_initial"),
    ]

    operations: list[migrations.operations.base.Operation] = []
