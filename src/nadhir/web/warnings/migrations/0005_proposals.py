from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("warnings", "0004_delivery"),
    ]

    operations: list[migrations.operations.base.Operation] = []
