from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.models
from plc.tenancy.districts import for_each_district


def fill(apps: Any, schema_editor: Any) -> None:
    """Uploads from before: the classes their plan changes, which every list of uploads asks for from now on."""
    for _ in for_each_district():
        schema_editor.execute(
            "UPDATE assessments_upload SET section_ids = ARRAY("
            " SELECT DISTINCT (change->>'section_id')::bigint FROM jsonb_array_elements(plan::jsonb->'changes') change"
            ") WHERE plan <> ''"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0004_fences_of_builder_corrections_sources"),
        ("schools", "0003_invitation_mail_failed_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="asked_by",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                help_text="Who asked for what the worker is doing.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="claimed_at",
            field=models.DateTimeField(blank=True, help_text="When a worker last said that it is at it.", null=True),
        ),
        migrations.AddField(
            model_name="upload",
            name="counts",
            field=models.JSONField(blank=True, default=dict, help_text="What the plan comes to, without its rows."),
        ),
        migrations.AddField(
            model_name="upload",
            name="decisions",
            field=models.TextField(
                blank=True, help_text="Canonical JSON of what was said about single rows (importing.Decisions)."
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="excerpt",
            field=models.TextField(
                blank=True, help_text="The beginning of a plan that is too long for a page; empty for every other."
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="section_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                blank=True,
                default=list,
                help_text=(
                    "While it is read: the classes it may go into. Then: the classes whose results the plan changes."
                ),
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="sheet",
            field=models.TextField(
                blank=True,
                help_text="Titles and first values of the columns, so that no page reads the whole file again.",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="upload",
            name="state",
            field=models.CharField(
                choices=[
                    ("reading", "Being read"),
                    ("previewed", "Waiting for a yes"),
                    ("saving", "Being saved"),
                    ("reverting", "Being taken back"),
                    ("unreadable", "Could not be read"),
                    ("applied", "Saved"),
                    ("reverted", "Taken back"),
                    ("discarded", "Cancelled"),
                ],
                default="previewed",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("state__in", ["reading", "previewed", "saving", "reverting"])),
                fields=["district", "state"],
                name="upload_not_settled",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
