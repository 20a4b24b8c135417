from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.context
import plc.tenancy.models
from plc.tenancy.districts import for_each_district
from plc.tenancy.operations import Fence


def name_teams_across_schools(apps: Any, schema_editor: Any) -> None:
    """A team without a school was one across schools before kinds had names."""
    for _ in for_each_district():
        schema_editor.execute("UPDATE teams_team SET kind = 'across' WHERE school_id IS NULL")


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0004_notices_and_letters"),
        ("teams", "0003_decisions_about_the_comparison"),
    ]

    operations = [
        migrations.AddField(
            model_name="team",
            name="kind",
            field=models.CharField(
                choices=[
                    ("course", "Same grade or course"),
                    ("vertical", "Vertical: one subject, several grades"),
                    ("interdisciplinary", "Interdisciplinary: same students, several subjects"),
                    ("bridge", "Bridge for singletons: shared skills"),
                    ("across", "Same course at several schools"),
                ],
                default="course",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="follows",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The team of the year before.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="next_teams",
                to="teams.team",
            ),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.UniqueConstraint(
                condition=models.Q(("follows__isnull", False)),
                fields=("district", "follows"),
                name="team_carried_over_once",
            ),
        ),
        migrations.AddField(
            model_name="teammember",
            name="part",
            field=models.CharField(
                choices=[("teacher", "Teacher"), ("coach", "Coach"), ("interventionist", "Interventionist")],
                default="teacher",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="roleterm",
            name="custom_name",
            field=models.CharField(blank=True, max_length=40, default=""),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="roleterm",
            name="role",
            field=models.CharField(
                choices=[
                    ("facilitator", "Facilitator"),
                    ("recorder", "Recorder"),
                    ("timekeeper", "Timekeeper"),
                    ("norm_keeper", "Norm keeper"),
                    ("custom", "Another role"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="TeamGuest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                (
                    "ends_on",
                    models.DateField(blank=True, help_text="The first day on which it no longer holds.", null=True),
                ),
                ("occasion", models.CharField(help_text="What the guest is asked to.", max_length=120)),
                ("invited_at", models.DateTimeField(auto_now_add=True)),
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
                    "invited_by",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.staffmember",
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
                    "team",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guests",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__isnull", False), ("ends_on__gte", models.F("starts_on"))),
                        name="team_guest_ends_after_start",
                    )
                ],
                "indexes": [
                    models.Index(fields=["district", "staff"], name="team_guest_by_staff"),
                    models.Index(fields=["district", "team", "-starts_on"], name="team_guest_newest_first"),
                ],
            },
        ),
        Fence("Team", only=("follows",)),
        Fence("TeamGuest"),
        migrations.RunPython(name_teams_across_schools, migrations.RunPython.noop, elidable=False),
    ]
