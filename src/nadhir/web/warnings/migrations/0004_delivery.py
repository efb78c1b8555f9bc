from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("warnings", "0003_clearance"),
    ]

    operations: list[migrations.operations.base.Operation] = []
