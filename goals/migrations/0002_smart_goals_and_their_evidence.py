import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.context
import plc.tenancy.models
from plc.tenancy.operations import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0014_runs_published_to_leaders"),
        ("goals", "0001_strategies_and_plans"),
        ("schools", "0006_quiet_hours"),
        ("teams", "0010_pulses_of_meetings"),
    ]

    operations = [
        migrations.CreateModel(
            name="SmartGoal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("skill", models.CharField(help_text="The skill in the team's words.", max_length=200)),
                ("baseline_y", models.PositiveIntegerField()),
                ("baseline_n", models.PositiveIntegerField()),
                (
                    "target",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ]
                    ),
                ),
                ("starts_on", models.DateField()),
                ("due_on", models.DateField()),
                ("why", models.TextField(blank=True)),
                ("steps", models.TextField(help_text="What the team will do, a step a line.")),
                ("resources", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("reflection", models.TextField(blank=True)),
                (
                    "baseline_assessment",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "baseline_run",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.reportrun",
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
                    "made_by",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.staffmember",
                    ),
                ),
                (
                    "owner",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.staffmember",
                    ),
                ),
                (
                    "standard",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.standard",
                    ),
                ),
                (
                    "team",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="smart_goals",
                        to="teams.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EvidencePoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "on",
                    models.DateField(help_text="The last day of the CFA's window, or of its run if that came earlier."),
                ),
                ("y", models.PositiveIntegerField()),
                ("n", models.PositiveIntegerField()),
                ("missing", models.PositiveIntegerField(default=0)),
                (
                    "assessment",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.assessment",
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
                    "run",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.reportrun",
                    ),
                ),
                (
                    "goal",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="goals.smartgoal",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="smartgoal",
            index=models.Index(fields=["district", "team", "-starts_on"], name="goal_newest_first"),
        ),
        migrations.AddConstraint(
            model_name="smartgoal",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gt", models.F("starts_on"))), name="goal_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="smartgoal",
            constraint=models.CheckConstraint(
                condition=models.Q(("target__gte", 1), ("target__lte", 100)), name="goal_target_is_a_percent"
            ),
        ),
        migrations.AddConstraint(
            model_name="smartgoal",
            constraint=models.CheckConstraint(
                condition=models.Q(("baseline_n__gte", 1), ("baseline_y__lte", models.F("baseline_n"))),
                name="goal_baseline_is_a_count",
            ),
        ),
        migrations.AddIndex(
            model_name="evidencepoint",
            index=models.Index(fields=["district", "goal", "on"], name="evidence_in_time"),
        ),
        migrations.AddConstraint(
            model_name="evidencepoint",
            constraint=models.UniqueConstraint(fields=("district", "goal", "assessment"), name="evidence_once"),
        ),
        Fence("SmartGoal"),
        Fence("EvidencePoint"),
    ]
