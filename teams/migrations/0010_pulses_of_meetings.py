import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.models
from plc.tenancy.operations import Fence


class Migration(migrations.Migration):
    """The column stays as it is: what was a bare number becomes a reference that the fence holds."""

    dependencies = [
        ("teams", "0009_feedback_on_what_a_team_made"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(model_name="normpulse", name="norm_pulse_once"),
                migrations.RemoveField(model_name="normpulse", name="meeting_id"),
                migrations.AddField(
                    model_name="normpulse",
                    name="meeting",
                    field=plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="norm_pulses",
                        to="teams.meeting",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="normpulse",
                    constraint=models.UniqueConstraint(
                        fields=("district", "version", "rated_on", "meeting"),
                        name="norm_pulse_once",
                        nulls_distinct=False,
                    ),
                ),
            ],
        ),
        Fence("NormPulse", only=("meeting",)),
    ]
