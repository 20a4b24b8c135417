from typing import Any

from django.db import migrations, models

from plc.tenancy.districts import for_each_district


def fill(apps: Any, schema_editor: Any) -> None:
    """Runs from before: leaders go on reading the newest one of each CFA, which the next is then held against."""
    for _ in for_each_district():
        schema_editor.execute(
            "UPDATE assessments_reportrun SET published_at = finished_at WHERE id IN ("
            " SELECT DISTINCT ON (district_id, assessment_id) id FROM assessments_reportrun"
            " WHERE state = 'done' ORDER BY district_id, assessment_id, number DESC)"
        )


class Migration(migrations.Migration):
    dependencies = [("assessments", "0013_hold_papers_by_their_key")]

    operations = [
        migrations.AddField(
            model_name="reportrun",
            name="published_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Since when readers outside the team may be given it; empty where it would tell of too few.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="reportrun",
            name="counted",
            field=models.JSONField(
                default=dict,
                help_text="What its figures are made of; of the newest published run alone, and on no page.",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
