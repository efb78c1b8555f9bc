from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("response", "0004_library"),
        ("directory", "0002_dialogue"),
    ]

    operations: list[migrations.operations.base.Operation] = []
