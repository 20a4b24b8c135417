import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.context
import plc.tenancy.models
from plc.tenancy.operations import Fence


class Migration(migrations.Migration):
    dependencies = [("schools", "0004_notices_and_letters")]

    operations = [
        migrations.CreateModel(
            name="FreeDays",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="Such as Thanksgiving.", max_length=80)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
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
                        related_name="free_days",
                        to="schools.schoolyear",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["district", "first_day"], name="free_days_in_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="free_days_end_after_start"
                    )
                ],
            },
        ),
        Fence("FreeDays"),
    ]
