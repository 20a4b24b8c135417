import uuid

import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.context
import plc.tenancy.models
from plc.tenancy.operations import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0006_quiet_hours"),
        ("teams", "0010_pulses_of_meetings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Charter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mission", "Mission"),
                            ("vision", "Vision"),
                            ("commitments", "Collective commitments"),
                        ],
                        max_length=12,
                    ),
                ),
                ("review_on", models.DateField(blank=True, null=True)),
                ("told", models.PositiveIntegerField(default=0, help_text="Counts what people were told of it.")),
                (
                    "district",
                    models.ForeignKey(
                        db_index=False,
                        default=plc.tenancy.context.open_district_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.district",
                    ),
                ),
                (
                    "school",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charters",
                        to="schools.school",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CharterVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("proposed", "Proposed for consent"),
                            ("in_force", "In force"),
                            ("replaced", "Replaced by a later version"),
                            ("withdrawn", "Changed before it came into force"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("begun_at", models.DateTimeField(auto_now_add=True)),
                ("proposed_on", models.DateField(blank=True, null=True)),
                ("in_force_on", models.DateField(blank=True, null=True)),
                (
                    "agreed",
                    models.PositiveIntegerField(default=0, help_text="How many had said yes when it came into force."),
                ),
                (
                    "asked",
                    models.PositiveIntegerField(default=0, help_text="How many worked in the place on that day."),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="What became of those who had not said yes.", max_length=400
                    ),
                ),
                (
                    "begun_by",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.staffmember",
                    ),
                ),
                (
                    "charter",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="teams.charter",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_index=False,
                        default=plc.tenancy.context.open_district_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.district",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CharterStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=600)),
                (
                    "is_tight",
                    models.BooleanField(
                        default=True, help_text="Every team must honor it; otherwise each team decides how."
                    ),
                ),
                ("thread", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "district",
                    models.ForeignKey(
                        db_index=False,
                        default=plc.tenancy.context.open_district_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.district",
                    ),
                ),
                (
                    "version",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="teams.charterversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CharterReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("held_on", models.DateField()),
                ("is_kept", models.BooleanField()),
                ("note", models.CharField(blank=True, max_length=400)),
                (
                    "district",
                    models.ForeignKey(
                        db_index=False,
                        default=plc.tenancy.context.open_district_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.district",
                    ),
                ),
                (
                    "held_by",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.staffmember",
                    ),
                ),
                (
                    "version",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="teams.charterversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CharterRemark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(blank=True, max_length=1000)),
                ("wording", models.CharField(blank=True, max_length=600)),
                ("said_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("accepted", "Taken into the draft"), ("declined", "Not taken")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=400)),
                (
                    "answered_by",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.staffmember",
                    ),
                ),
                (
                    "author",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.staffmember",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_index=False,
                        default=plc.tenancy.context.open_district_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.district",
                    ),
                ),
                (
                    "statement",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="teams.charterstatement",
                    ),
                ),
                (
                    "version",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="teams.charterversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CharterAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_yes", models.BooleanField()),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("answered_at", models.DateTimeField(auto_now=True)),
                (
                    "district",
                    models.ForeignKey(
                        db_index=False,
                        default=plc.tenancy.context.open_district_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.district",
                    ),
                ),
                (
                    "staff",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.staffmember",
                    ),
                ),
                (
                    "version",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="teams.charterversion",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="charter",
            constraint=models.UniqueConstraint(
                fields=("district", "school", "kind"), name="charter_once_in_a_place", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="charterversion",
            constraint=models.UniqueConstraint(
                fields=("district", "charter", "number"), name="charter_version_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="charterversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "in_force")),
                fields=("district", "charter"),
                name="one_charter_version_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="charterversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "proposed"])),
                fields=("district", "charter"),
                name="one_open_charter_version",
            ),
        ),
        migrations.AddIndex(
            model_name="charterstatement",
            index=models.Index(fields=["district", "version", "position"], name="charter_statement_in_order"),
        ),
        migrations.AddIndex(
            model_name="charterreview",
            index=models.Index(fields=["district", "version", "held_on"], name="charter_review_by_day"),
        ),
        migrations.AddIndex(
            model_name="charterremark",
            index=models.Index(fields=["district", "version", "said_at"], name="charter_remark_in_time"),
        ),
        migrations.AddConstraint(
            model_name="charteranswer",
            constraint=models.UniqueConstraint(fields=("district", "version", "staff"), name="charter_answer_once"),
        ),
        Fence("Charter"),
        Fence("CharterVersion"),
        Fence("CharterStatement"),
        Fence("CharterRemark"),
        Fence("CharterAnswer"),
        Fence("CharterReview"),
    ]
