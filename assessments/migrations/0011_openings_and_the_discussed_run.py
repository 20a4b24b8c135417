import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.context
import plc.tenancy.models
from plc.tenancy.operations import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0010_totals_of_schools"),
        ("schools", "0004_notices_and_letters"),
    ]

    operations = [
        migrations.AddField(
            model_name="reportrun",
            name="discussed_at",
            field=models.DateTimeField(blank=True, help_text="When a member said: this one we discussed.", null=True),
        ),
        migrations.AddField(
            model_name="reportrun",
            name="discussed_by",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.staffmember",
            ),
        ),
        migrations.CreateModel(
            name="ReportOpening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(help_text="The page's route, the kind of file, or api.", max_length=40)),
                ("hour", models.DateTimeField(help_text="The hour it was opened in, from its start.")),
                (
                    "section_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                (
                    "is_principal",
                    models.BooleanField(default=False, help_text="Opened by the principal of the team's school."),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="assessments.reportrun",
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
                        fields=("district", "run", "staff", "part", "hour"), name="opening_once_an_hour"
                    )
                ],
            },
        ),
        Fence("ReportRun", only=("discussed_by",)),
        Fence("ReportOpening"),
    ]
