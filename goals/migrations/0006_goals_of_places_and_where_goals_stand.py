import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.context
import plc.tenancy.models
from plc.tenancy.operations import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0005_groups_across_classes"),
        ("schools", "0006_quiet_hours"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidencepoint",
            name="told_n",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="evidencepoint",
            name="told_y",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="smartgoal",
            name="close",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="smartgoal",
            name="far_likely",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="smartgoal",
            name="follows",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The goal carried over.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="goals.smartgoal",
            ),
        ),
        migrations.AddField(
            model_name="smartgoal",
            name="result_n",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="smartgoal",
            name="result_status",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="smartgoal",
            name="result_y",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="WiderGoal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
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
                ("steps", models.TextField(blank=True, help_text="What the place does for it.")),
                ("resources", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("reflection", models.TextField(blank=True)),
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
                    "part_of",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="goals.widergoal",
                    ),
                ),
                (
                    "school",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wider_goals",
                        to="schools.school",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="smartgoal",
            name="serves",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The school's or district's goal.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="team_goals",
                to="goals.widergoal",
            ),
        ),
        migrations.CreateModel(
            name="ActionStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=300)),
                ("due_on", models.DateField()),
                ("needs", models.CharField(blank=True, help_text="Time, materials, help.", max_length=300)),
                ("done_on", models.DateField(blank=True, null=True)),
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
                    "goal",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="action_steps",
                        to="goals.smartgoal",
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
            ],
            options={
                "indexes": [models.Index(fields=["district", "goal", "due_on"], name="action_step_by_day")],
            },
        ),
        migrations.CreateModel(
            name="GoalStanding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("baseline_y", models.PositiveIntegerField()),
                ("baseline_n", models.PositiveIntegerField()),
                ("y", models.PositiveIntegerField()),
                ("n", models.PositiveIntegerField()),
                ("on", models.DateField()),
                ("status", models.CharField(blank=True, max_length=20)),
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
                    "goal",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standing",
                        to="goals.smartgoal",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("district", "goal"), name="goal_stands_once")],
            },
        ),
        migrations.CreateModel(
            name="InterimCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("said", models.TextField()),
                ("y", models.PositiveIntegerField()),
                ("n", models.PositiveIntegerField()),
                ("status", models.CharField(blank=True, max_length=20)),
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
                    "goal",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="goals.smartgoal",
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
            ],
            options={
                "indexes": [models.Index(fields=["district", "goal", "-on"], name="interim_check_in_time")],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("chosen", models.CharField(blank=True, max_length=200)),
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
                        related_name="+",
                        to="schools.school",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "staff", "school", "name"), name="saved_filter_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("before", models.CharField(blank=True, max_length=20)),
                ("after", models.CharField(blank=True, max_length=20)),
                ("n", models.PositiveIntegerField(help_text="Of how many students it was told.")),
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
                    "goal",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standing_changes",
                        to="goals.smartgoal",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["district", "-at"], name="standing_newest_first")],
            },
        ),
        migrations.AddIndex(
            model_name="widergoal",
            index=models.Index(fields=["district", "school", "due_on"], name="wider_goal_by_place"),
        ),
        migrations.AddConstraint(
            model_name="widergoal",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gt", models.F("starts_on"))), name="wider_goal_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="widergoal",
            constraint=models.CheckConstraint(
                condition=models.Q(("target__gte", 1), ("target__lte", 100)), name="wider_goal_target_is_a_percent"
            ),
        ),
        migrations.AddConstraint(
            model_name="widergoal",
            constraint=models.CheckConstraint(
                condition=models.Q(("part_of__isnull", True), ("school__isnull", False), _connector="OR"),
                name="wider_goal_of_a_school_is_part",
            ),
        ),
        Fence("WiderGoal"),
        Fence("GoalStanding"),
        Fence("StandingChange"),
        Fence("ActionStep"),
        Fence("InterimCheck"),
        Fence("SavedFilter"),
        Fence("SmartGoal", only=("follows", "serves")),
    ]
