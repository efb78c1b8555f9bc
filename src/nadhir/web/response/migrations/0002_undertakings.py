from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("response", "0001_initial"),
        ("warnings", "0005_proposals"),
    ]

    operations: list[migrations.operations.base.Operation] = []
