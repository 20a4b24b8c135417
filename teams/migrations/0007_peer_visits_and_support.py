import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.context
import plc.tenancy.models
from plc.tenancy.operations import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0005_free_days"),
        ("teams", "0006_protocols_meetings_tasks"),
    ]

    operations = [
        migrations.CreateModel(
            name="PeerVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "focus",
                    models.CharField(help_text="The question about students that the two look at.", max_length=300),
                ),
                ("place", models.CharField(blank=True, max_length=120)),
                ("happens_at", models.DateTimeField(blank=True, null=True)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
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
                    "host",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits_received",
                        to="schools.staffmember",
                    ),
                ),
                (
                    "team",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="teams.team",
                    ),
                ),
                (
                    "visitor",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits_made",
                        to="schools.staffmember",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanningTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday")]
                    ),
                ),
                ("starts_at", models.TimeField()),
                ("ends_at", models.TimeField()),
                ("place", models.CharField(blank=True, max_length=120)),
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
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planning_times",
                        to="teams.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SharedLearning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("shared_at", models.DateTimeField(auto_now_add=True)),
                (
                    "author",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="learnings",
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
                    "team",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="learnings",
                        to="teams.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SupportRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("time", "Time"),
                            ("materials", "Materials"),
                            ("help", "Help from somebody"),
                            ("learning", "Professional development"),
                        ],
                        max_length=12,
                    ),
                ),
                ("what", models.CharField(max_length=300)),
                ("why", models.TextField(blank=True)),
                ("wanted_by", models.DateField(blank=True, null=True)),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for an answer"),
                            ("agreed", "Yes, it is coming"),
                            ("partly", "Partly, or later"),
                            ("declined", "Not now"),
                            ("done", "The team has it"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "number",
                    models.PositiveIntegerField(
                        default=1, help_text="Counts what was said about it, for those to be told."
                    ),
                ),
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
                    "asked_by",
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
                    "team",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="teams.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VisitDebrief",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("saw", models.TextField(blank=True)),
                ("wondered", models.TextField(blank=True)),
                ("will_try", models.TextField(blank=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
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
                    "visit",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="debriefs",
                        to="teams.peervisit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VisitNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.TimeField(help_text="On the clock of the lesson.")),
                ("text", models.CharField(max_length=500)),
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
                    "visit",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="teams.peervisit",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="peervisit",
            index=models.Index(fields=["district", "host"], name="visit_by_host"),
        ),
        migrations.AddIndex(
            model_name="peervisit",
            index=models.Index(fields=["district", "visitor"], name="visit_by_visitor"),
        ),
        migrations.AddConstraint(
            model_name="planningtime",
            constraint=models.UniqueConstraint(
                fields=("district", "team", "weekday", "starts_at"), name="planning_time_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="planningtime",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="planning_time_ends_after_start"
            ),
        ),
        migrations.AddIndex(
            model_name="sharedlearning",
            index=models.Index(fields=["district", "team", "-shared_at"], name="learning_newest_first"),
        ),
        migrations.AddIndex(
            model_name="supportrequest",
            index=models.Index(fields=["district", "team", "-asked_at"], name="request_newest_first"),
        ),
        migrations.AddIndex(
            model_name="supportrequest",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["district", "team"], name="request_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="visitdebrief",
            constraint=models.UniqueConstraint(fields=("district", "visit", "author"), name="visit_debrief_once"),
        ),
        migrations.AddIndex(
            model_name="visitnote",
            index=models.Index(fields=["district", "visit", "at"], name="visit_note_in_time"),
        ),
        Fence("PeerVisit"),
        Fence("PlanningTime"),
        Fence("SharedLearning"),
        Fence("SupportRequest"),
        Fence("VisitDebrief"),
        Fence("VisitNote"),
    ]
