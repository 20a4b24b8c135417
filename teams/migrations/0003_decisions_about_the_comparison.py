from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.context
import plc.tenancy.models
from plc.tenancy.districts import for_each_district
from plc.tenancy.operations import Fence


def remember(apps: Any, schema_editor: Any) -> None:
    """What was decided before decisions had a history begins it."""
    for _ in for_each_district():
        schema_editor.execute(
            "INSERT INTO teams_teamdecision (district_id, team_id, recorded_by_id, recorded_at, disclosure, below_rest,"
            " principal_sees, headline, min_diff)"
            " SELECT district_id, id, disclosure_decided_by_id, disclosure_decided_on, disclosure, below_rest,"
            " principal_sees, headline, min_diff FROM teams_team"
            " WHERE disclosure_decided_on IS NOT NULL AND disclosure_decided_by_id IS NOT NULL"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0004_notices_and_letters"),
        ("teams", "0002_fences"),
    ]

    operations = [
        migrations.AddField(
            model_name="team",
            name="below_rest",
            field=models.CharField(
                choices=[("own", "Only its own teacher"), ("team", "All members, as with bright spots")],
                default="own",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="headline",
            field=models.CharField(
                choices=[
                    ("mean", "The share of points a class earned"),
                    ("proficient", "How many of its students are proficient"),
                ],
                default="mean",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="min_diff",
            field=models.PositiveSmallIntegerField(
                default=10, help_text="Points of 100 from which on a difference is marked."
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="principal_sees",
            field=models.CharField(
                choices=[
                    ("totals", "The team’s totals only"),
                    ("classes", "The classes too, named or by letter as for members, and no marks"),
                ],
                default="totals",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="TeamDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "disclosure",
                    models.CharField(
                        choices=[
                            ("blind", "Blind: Class A, Class B and so on"),
                            ("named", "Named: each teacher’s class by name"),
                        ],
                        default="blind",
                        max_length=10,
                    ),
                ),
                (
                    "below_rest",
                    models.CharField(
                        choices=[("own", "Only its own teacher"), ("team", "All members, as with bright spots")],
                        default="own",
                        max_length=10,
                    ),
                ),
                (
                    "principal_sees",
                    models.CharField(
                        choices=[
                            ("totals", "The team’s totals only"),
                            ("classes", "The classes too, named or by letter as for members, and no marks"),
                        ],
                        default="totals",
                        max_length=10,
                    ),
                ),
                (
                    "headline",
                    models.CharField(
                        choices=[
                            ("mean", "The share of points a class earned"),
                            ("proficient", "How many of its students are proficient"),
                        ],
                        default="mean",
                        max_length=10,
                    ),
                ),
                (
                    "min_diff",
                    models.PositiveSmallIntegerField(
                        default=10, help_text="Points of 100 from which on a difference is marked."
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
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
                        related_name="decisions",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["district", "team", "-recorded_at"], name="decision_newest_first")],
            },
        ),
        Fence("TeamDecision"),
        migrations.RunPython(remember, migrations.RunPython.noop, elidable=False),
    ]
