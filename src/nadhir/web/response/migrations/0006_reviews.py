from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("response", "0005_dialogue"),
    ]

    operations: list[migrations.operations.base.Operation] = []
