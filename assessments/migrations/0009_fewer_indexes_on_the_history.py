"""Each paper of the history is found by a district's index; the same columns need no second one."""

import django.db.models.deletion
from django.db import migrations

import plc.tenancy.models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_typed_scores_in_few_statements")]

    operations = [
        migrations.AlterField(
            "resultchange",
            "change",
            plc.tenancy.models.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="results",
                to="assessments.change",
            ),
        ),
        migrations.AlterField(
            "resultchange",
            "student",
            plc.tenancy.models.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.student",
            ),
        ),
    ]
