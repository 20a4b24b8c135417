import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.context
import plc.tenancy.models
from plc.tenancy.operations import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0014_runs_published_to_leaders"),
        ("goals", "0003_trials_files_and_reach_of_strategies"),
        ("schools", "0006_quiet_hours"),
        ("teams", "0011_what_a_place_stands_for"),
    ]

    operations = [
        migrations.CreateModel(
            name="CycleTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
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
                    "team",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cycle_templates",
                        to="teams.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Cycle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(help_text="As planned.")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "proficient",
                    models.CharField(
                        blank=True, help_text="What proficient means, in the team's words.", max_length=300
                    ),
                ),
                ("agreed_on", models.DateField(blank=True, null=True)),
                ("plan", models.TextField(blank=True, help_text="What the team does alike before the CFA.")),
                ("begun_at", models.DateTimeField(auto_now_add=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("learned", models.TextField(blank=True)),
                ("keep", models.TextField(blank=True)),
                ("change", models.TextField(blank=True)),
                (
                    "agreed_by",
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
                    "assessment",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cycles",
                        to="assessments.assessment",
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
                    "closed_by",
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
                    "follows",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="goals.cycle",
                    ),
                ),
                (
                    "goal",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cycles",
                        to="goals.smartgoal",
                    ),
                ),
                (
                    "pretest",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pretest_of_cycles",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "team",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cycles",
                        to="teams.team",
                    ),
                ),
                (
                    "template",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="goals.cycletemplate",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CycleWording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("labels", models.JSONField(blank=True, default=dict)),
                ("by_pdsa", models.BooleanField(default=False, help_text="Group the steps as Plan, Do, Study, Act.")),
                (
                    "changed_by",
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
            ],
        ),
        migrations.CreateModel(
            name="TemplateStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("focus", "Focus"),
                            ("goal", "Goal"),
                            ("assess", "Build CFA"),
                            ("pretest", "Pre-check"),
                            ("teach", "Plan and teach"),
                            ("results", "Results"),
                            ("meet", "Data meeting"),
                            ("respond", "Respond"),
                            ("recheck", "Re-check"),
                            ("reflect", "Reflect"),
                        ],
                        max_length=10,
                    ),
                ),
                ("after_days", models.PositiveSmallIntegerField()),
                ("is_used", models.BooleanField(default=True)),
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
                    "template",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="goals.cycletemplate",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CycleStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("focus", "Focus"),
                            ("goal", "Goal"),
                            ("assess", "Build CFA"),
                            ("pretest", "Pre-check"),
                            ("teach", "Plan and teach"),
                            ("results", "Results"),
                            ("meet", "Data meeting"),
                            ("respond", "Respond"),
                            ("recheck", "Re-check"),
                            ("reflect", "Reflect"),
                        ],
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("skipped_on", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("done_on", models.DateField(blank=True, null=True)),
                (
                    "cycle",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="goals.cycle",
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
                    "done_by",
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
                    "owner",
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
                    "skipped_by",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.staffmember",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("district", "cycle", "step"), name="cycle_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("skipped_on__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="cycle_step_skipped_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CycleTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("words", models.CharField(blank=True, max_length=200)),
                (
                    "cycle",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="goals.cycle",
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
                    "standard",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.standard",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("district", "cycle", "standard"), name="cycle_target_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="cycletemplate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at__isnull", True)),
                fields=("district", "team", "name"),
                name="cycle_template_name_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddIndex(
            model_name="cycle",
            index=models.Index(fields=["district", "team", "-starts_on"], name="cycle_newest_first"),
        ),
        migrations.AddConstraint(
            model_name="cycle",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="cycle_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="cyclewording",
            constraint=models.UniqueConstraint(fields=("district",), name="cycle_wording_once"),
        ),
        migrations.AddConstraint(
            model_name="templatestep",
            constraint=models.UniqueConstraint(fields=("district", "template", "step"), name="template_step_once"),
        ),
        Fence("CycleTemplate"),
        Fence("TemplateStep"),
        Fence("CycleWording"),
        Fence("Cycle"),
        Fence("CycleTarget"),
        Fence("CycleStep"),
    ]
