import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.context
import plc.tenancy.models
from plc.tenancy.operations import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0009_fewer_indexes_on_the_history"),
        ("schools", "0003_invitation_mail_failed_at"),
    ]

    operations = [
        migrations.CreateModel(
            name="TotalsSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("published_at", models.DateTimeField()),
                ("cells", models.JSONField(default=list)),
                ("counted", models.JSONField(default=list)),
                ("seen", models.CharField(blank=True, max_length=64)),
                (
                    "course",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.course",
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
                    "school_year",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.schoolyear",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "school_year", "course", "number"), name="totals_snapshot_number_once"
                    )
                ]
            },
        ),
        Fence("TotalsSnapshot"),
    ]
