import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.context
import plc.tenancy.models
from plc.tenancy.operations import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0015_hold_items_as_one_row"),
        ("goals", "0004_the_cycle_of_a_team"),
        ("schools", "0006_quiet_hours"),
    ]

    operations = [
        migrations.AddField(
            model_name="responseplan",
            name="outcome",
            field=models.TextField(blank=True, help_text="What came of it, said when it was finished."),
        ),
        migrations.AddField(
            model_name="responseplan",
            name="outcome_run",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The re-check's run that was looked at then.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.reportrun",
            ),
        ),
        migrations.CreateModel(
            name="ResponseGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("class", "Whole class"), ("group", "Group"), ("extension", "Extension")],
                        default="group",
                        max_length=9,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("room", models.CharField(blank=True, max_length=60)),
                ("focus", models.TextField(blank=True, help_text="What this group does; a substitute reads it too.")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(help_text="The first day on which it no longer meets.")),
                ("agreed_on", models.DateField(blank=True, null=True)),
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
                    "plan",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="groups",
                        to="goals.responseplan",
                    ),
                ),
                (
                    "section",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.section",
                    ),
                ),
                (
                    "teacher",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="response_groups",
                        to="schools.staffmember",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NamesOpening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(help_text="The page's route.", max_length=40)),
                ("hour", models.DateTimeField(help_text="The hour it was opened in, from its start.")),
                (
                    "section_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
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
                    "plan",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="openings",
                        to="goals.responseplan",
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
                    "group",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="openings",
                        to="goals.responsegroup",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GroupTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(7),
                        ]
                    ),
                ),
                ("starts_at", models.TimeField()),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(240),
                        ]
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
                    "group",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="times",
                        to="goals.responsegroup",
                    ),
                ),
            ],
            options={
                "ordering": ["weekday", "starts_at"],
            },
        ),
        migrations.CreateModel(
            name="GroupSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("starts_at", models.TimeField()),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(240),
                        ]
                    ),
                ),
                ("done", models.TextField(blank=True, help_text="What was done.")),
                ("recorded_at", models.DateTimeField(blank=True, null=True)),
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
                    "recorded_by",
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
                    "group",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="goals.responsegroup",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "starts_at"],
            },
        ),
        migrations.CreateModel(
            name="GroupMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                (
                    "ends_on",
                    models.DateField(blank=True, help_text="The first day on which it no longer holds.", null=True),
                ),
                ("share", models.FloatField(blank=True, null=True)),
                ("level", models.CharField(blank=True, max_length=9)),
                ("placed_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "left",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("moved", "Moved to another group"),
                            ("out", "Taken out"),
                            ("exit", "Has it now"),
                            ("settled", "The plan was finished"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("exit", "Exit: has it now"), ("continue", "Continue")], max_length=8
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("decided_on", models.DateField(blank=True, null=True)),
                (
                    "decided_by",
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
                    "ended_by",
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
                    "placed_by",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.staffmember",
                    ),
                ),
                (
                    "section",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.section",
                    ),
                ),
                (
                    "student",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.student",
                    ),
                ),
                (
                    "group",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="goals.responsegroup",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SessionAttendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("present", "Present"), ("absent", "Absent"), ("excused", "Excused")], max_length=7
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
                    "session",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendance",
                        to="goals.groupsession",
                    ),
                ),
                (
                    "student",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.student",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("class", "Teach it again to the whole class first"),
                            ("pool", "Let my students be grouped across classes"),
                        ],
                        max_length=5,
                    ),
                ),
                ("chosen_at", models.DateTimeField(auto_now=True)),
                (
                    "chosen_by",
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
                    "plan",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="classes",
                        to="goals.responseplan",
                    ),
                ),
                (
                    "section",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.section",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("district", "plan", "section"), name="plan_class_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="responsegroup",
            index=models.Index(fields=["district", "teacher", "ends_on"], name="group_by_teacher"),
        ),
        migrations.AddConstraint(
            model_name="responsegroup",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="group_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="responsegroup",
            constraint=models.CheckConstraint(
                condition=models.Q(("section__isnull", True), ("kind", "class"), _connector="OR"),
                name="group_of_class_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsegroup",
            constraint=models.UniqueConstraint(fields=("district", "plan", "name"), name="group_name_once"),
        ),
        migrations.AddConstraint(
            model_name="responsegroup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("section__isnull", False)),
                fields=("district", "plan", "section"),
                name="group_of_class_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="namesopening",
            constraint=models.UniqueConstraint(
                fields=("district", "plan", "group", "staff", "part", "hour"),
                name="names_opening_once_an_hour",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="grouptime",
            constraint=models.UniqueConstraint(
                fields=("district", "group", "weekday", "starts_at"), name="group_time_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="grouptime",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__gte", 1), ("weekday__lte", 7)), name="group_time_on_a_weekday"
            ),
        ),
        migrations.AddConstraint(
            model_name="groupsession",
            constraint=models.UniqueConstraint(
                fields=("district", "group", "on", "starts_at"), name="group_session_once"
            ),
        ),
        migrations.AddIndex(
            model_name="groupmember",
            index=models.Index(fields=["district", "student"], name="group_member_by_student"),
        ),
        migrations.AddConstraint(
            model_name="groupmember",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="group_member_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on__isnull", True)),
                fields=("district", "group", "student"),
                name="group_member_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionattendance",
            constraint=models.UniqueConstraint(
                fields=("district", "session", "student"), name="session_attendance_once"
            ),
        ),
        Fence("ResponseGroup"),
        Fence("NamesOpening"),
        Fence("GroupTime"),
        Fence("GroupSession"),
        Fence("GroupMember"),
        Fence("SessionAttendance"),
        Fence("PlanClass"),
        Fence("ResponsePlan", only=("outcome_run",)),
    ]
