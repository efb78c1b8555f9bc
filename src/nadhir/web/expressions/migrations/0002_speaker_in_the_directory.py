from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0001_initial"),
        ("expressions", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="expression",
            name="speaker",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=PROTECT,
                related_name="+",
                to="directory.actor",
                verbose_name="speaker",
            ),
        ),
    ]
