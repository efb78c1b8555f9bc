import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nadhir.web.core.models


class Migration(migrations.Migration):
    dependencies = [
        ("response", "0001_initial"),
        ("warnings", "0005_proposals"),
        ("directory", "0001_initial"),
        ("intake", "0005_erased_items"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField("undertaking", "refused_because", "ended_because"),
        migrations.CreateModel(
            name="UndertakingProof",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nadhir.web.core.models.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("words", models.TextField(blank=True, verbose_name="what shows it")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="address")),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("raw", models.BinaryField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.AddField(
            model_name="undertaking",
            name="accepted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="asked_by",
            field=models.CharField(blank=True, max_length=200, verbose_name="asked by"),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="asker",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="asked_undertakings",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="asker_reminded",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="audience",
            field=models.CharField(
                blank=True,
                choices=[
                    ("authorities", "authorities"),
                    ("security", "army, police"),
                    ("armed", "armed groups"),
                    ("politicians", "parties and candidates"),
                    ("religious", "religious leaders"),
                    ("elders", "elders, traditional leaders"),
                    ("women", "women’s groups"),
                    ("youth", "young people"),
                    ("media", "media and platforms"),
                    ("civil", "civil society"),
                    ("at_risk", "communities at risk"),
                    ("survivors", "survivors and witnesses"),
                    ("courts", "courts and investigators"),
                    ("states", "other States, donors"),
                    ("un", "United Nations system"),
                ],
                max_length=12,
                verbose_name="with or for whom",
            ),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="changed_for",
            field=models.TextField(blank=True, verbose_name="for whom it changed something"),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="deconflict",
            field=models.BooleanField(default=False, verbose_name="warn others of a clash"),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="due_precision",
            field=models.CharField(
                choices=[
                    ("day", "on this day"),
                    ("month", "within this month"),
                    ("quarter", "within this quarter"),
                    ("year", "within this year"),
                ],
                default="day",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("bilateral", "bilateral meeting"),
                    ("briefing", "briefing"),
                    ("committee", "committee meeting"),
                    ("consultation", "consultation round"),
                    ("dialogue", "dialogue session"),
                    ("mission", "mission"),
                    ("roundtable", "round table"),
                    ("side_event", "side event"),
                    ("statement", "statement"),
                    ("training", "training"),
                    ("workshop", "workshop"),
                    ("mediation", "mediation"),
                    ("negotiation", "negotiation"),
                    ("measures", "call for sanctions or referral"),
                    ("inquiry", "fact-finding, taking testimony"),
                    ("presence", "observers, protective presence"),
                    ("assistance", "assistance"),
                    ("report", "report or letter"),
                    ("other", "something else"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="lang",
            field=models.CharField(blank=True, max_length=3, verbose_name="language of the text"),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="origin_part",
            field=models.CharField(blank=True, max_length=60, verbose_name="which part of it"),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="parent",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="response.undertaking",
            ),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="place",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.place"
            ),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="priority",
            field=models.CharField(
                choices=[
                    ("immediate", "lives may depend on it"),
                    ("soon", "before other work"),
                    ("ordinary", "in its turn"),
                ],
                default="ordinary",
                max_length=10,
                verbose_name="priority",
            ),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="quiet",
            field=models.BooleanField(default=False, verbose_name="out of the public eye"),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="reminded",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="repeats",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "once"),
                    ("weekly", "every week"),
                    ("monthly", "every month"),
                    ("quarterly", "every quarter"),
                    ("yearly", "every year"),
                ],
                max_length=10,
                verbose_name="again",
            ),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="series",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="starts_on",
            field=models.DateField(null=True, verbose_name="from"),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="theme",
            field=models.CharField(
                blank=True,
                choices=[
                    ("speech", "hate speech and incitement"),
                    ("elections", "elections"),
                    ("land", "land, water, pasture"),
                    ("displacement", "displacement and return"),
                    ("protection", "protection"),
                    ("justice", "justice, accountability"),
                    ("trust", "trust between communities"),
                    ("rights", "rights, identity papers"),
                    ("holy_days", "holy days, holy places"),
                    ("arms", "arms and armed groups"),
                    ("aid", "access of relief"),
                    ("other", "something else"),
                ],
                max_length=12,
                verbose_name="theme",
            ),
        ),
        migrations.AddField(
            model_name="undertaking",
            name="towards",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undertakings_towards",
                to="directory.actor",
            ),
        ),
        migrations.AddField(
            model_name="undertakingstep",
            name="after",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="undertakingstep",
            name="before",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="undertakingstep",
            name="what",
            field=models.CharField(
                choices=[
                    ("status", "state"),
                    ("partial", "a part is done"),
                    ("deadline", "deadline changed"),
                    ("handover", "handed over"),
                    ("change", "put in other words"),
                ],
                default="status",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="undertaking",
            name="origin",
            field=models.CharField(
                choices=[
                    ("decision", "decision on a warning"),
                    ("assessment", "recommendation of an assessment"),
                    ("instrument", "obligation of an instrument"),
                    ("engagement", "commitment made at an engagement"),
                    ("plan", "action of a plan"),
                    ("request", "request for assistance"),
                    ("own", "own initiative"),
                ],
                default="decision",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="undertaking",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "open"),
                    ("accepted", "accepted"),
                    ("under_way", "under way"),
                    ("done", "done"),
                    ("refused", "refused"),
                    ("lapsed", "lapsed"),
                    ("cancelled", "called off"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="undertakingstep",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "open"),
                    ("accepted", "accepted"),
                    ("under_way", "under way"),
                    ("done", "done"),
                    ("refused", "refused"),
                    ("lapsed", "lapsed"),
                    ("cancelled", "called off"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="undertaking",
            index=models.Index(fields=["status", "due_on"], name="undertaking_by_status"),
        ),
        migrations.AddIndex(
            model_name="undertaking",
            index=models.Index(fields=["person", "status"], name="undertaking_by_person"),
        ),
        migrations.AddConstraint(
            model_name="undertaking",
            constraint=models.UniqueConstraint(fields=("series", "due_on"), name="undertaking_once_a_time"),
        ),
        migrations.AddField(
            model_name="undertakingproof",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="undertakingproof",
            name="item",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.item"
            ),
        ),
        migrations.AddField(
            model_name="undertakingproof",
            name="undertaking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="proofs", to="response.undertaking"
            ),
        ),
    ]
