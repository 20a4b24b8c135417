import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.context
import plc.tenancy.models
from plc.tenancy.operations import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0014_runs_published_to_leaders"),
        ("goals", "0006_goals_of_places_and_where_goals_stand"),
        ("schools", "0006_quiet_hours"),
        ("teams", "0012_ratings_in_no_order"),
    ]

    operations = [
        migrations.CreateModel(
            name="TeamTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("y", models.PositiveIntegerField(blank=True, null=True)),
                ("n", models.PositiveIntegerField(blank=True, null=True)),
                ("published_at", models.DateTimeField()),
                (
                    "assessment",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assessments.reportrun",
                    ),
                ),
                (
                    "team",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["district", "team", "-published_at"], name="team_total_newest_first")],
                "constraints": [models.UniqueConstraint(fields=("district", "assessment"), name="team_total_once")],
            },
        ),
        Fence("TeamTotal"),
    ]
