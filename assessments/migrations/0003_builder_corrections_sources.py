import uuid
from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.context
import plc.tenancy.models
from plc.tenancy.districts import for_each_district


def fill(apps: Any, schema_editor: Any) -> None:
    """Rows from before: each question gets an identity of its own, each change the items it was saved with."""
    for _ in for_each_district():
        schema_editor.execute(
            "UPDATE assessments_item SET identity = gen_random_uuid(),"
            " kind = CASE WHEN key = '' AND options = '' THEN 'points' ELSE 'selected' END"
        )
        schema_editor.execute(
            "UPDATE assessments_change c SET version_id = a.current_version_id FROM assessments_assessment a"
            " WHERE a.district_id = c.district_id AND a.id = c.assessment_id"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_fences"),
        ("schools", "0003_invitation_mail_failed_at"),
        ("teams", "0002_fences"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("key", "Key corrected"),
                            ("accept", "Second answer accepted"),
                            ("credit", "Full points for everyone"),
                            ("drop", "Item not counted"),
                            ("retag", "Standards changed"),
                            ("cut", "Cuts changed"),
                        ],
                        max_length=8,
                    ),
                ),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="EntryConflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attempt", models.PositiveSmallIntegerField(default=1)),
                ("saved", models.CharField(blank=True, help_text="What stood in the cell.", max_length=12)),
                ("offered", models.CharField(blank=True, help_text="What the other person entered.", max_length=12)),
                ("offered_at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                ("kept", models.CharField(blank=True, help_text="What was chosen.", max_length=12)),
            ],
        ),
        migrations.CreateModel(
            name="LearningTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("words", models.CharField(blank=True, help_text="Such as “I can find a unit rate”.", max_length=200)),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="StudentAlias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("alias", models.CharField(max_length=120)),
                ("confirmed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="UploadSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signature", models.CharField(max_length=64)),
                ("profile", models.CharField(blank=True, max_length=40)),
                (
                    "name",
                    models.CharField(
                        help_text="What the team calls the source, such as the quiz tool.", max_length=120
                    ),
                ),
                ("mapping", models.TextField(help_text="Canonical JSON (importing.Mapping).")),
                ("confirmed_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="assessment",
            name="course",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                help_text="Empty: the team's own.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.course",
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="directions",
            field=models.TextField(blank=True, help_text="What the cover of the paper says to students."),
        ),
        migrations.AddField(
            model_name="assessment",
            name="recheck_of",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The CFA whose targets this one asks again.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rechecks",
                to="assessments.assessment",
            ),
        ),
        migrations.AddField(
            model_name="assessmentversion",
            name="created_by",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="assessmentversion",
            name="reason",
            field=models.CharField(
                blank=True, help_text="Why the items were changed after testing began.", max_length=200
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="version",
            field=plc.tenancy.models.TenantForeignKey(
                db_constraint=False,
                default=0,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.assessmentversion",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="change",
            name="version_before",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.assessmentversion",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="copied_from",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.item",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="identity",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            model_name="item",
            name="kind",
            field=models.CharField(
                choices=[("selected", "Selected response"), ("points", "Points"), ("rubric", "Rubric level")],
                default="points",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="rubric",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(blank=True, max_length=200),
                blank=True,
                default=list,
                help_text="Words for levels 0, 1, 2, …",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="scoring",
            field=models.CharField(
                choices=[("counted", "Counted"), ("credited", "Full points for everyone"), ("dropped", "Not counted")],
                default="counted",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="result",
            name="scored_on",
            field=models.DateField(
                blank=True,
                help_text="The district's day on which scores were first saved; late if after the window.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="attempt",
            field=models.PositiveSmallIntegerField(default=1, help_text="The attempt its scores belong to."),
        ),
        migrations.AddField(
            model_name="upload",
            name="failure",
            field=models.TextField(
                blank=True, help_text="Why it could not be read or saved, as a sentence for people."
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="profile",
            field=models.CharField(blank=True, help_text="The kind of file it was read as.", max_length=40),
        ),
        migrations.AddField(
            model_name="upload",
            name="rows_done",
            field=models.PositiveIntegerField(
                default=0, help_text="Progress while it is read or saved in the background."
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="rows_total",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="change",
            name="kind",
            field=models.CharField(
                choices=[
                    ("upload", "Upload"),
                    ("entry", "Typed in"),
                    ("revert", "Taken back"),
                    ("correction", "Correction"),
                    ("version", "Items changed"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="upload",
            name="mapping",
            field=models.TextField(blank=True, help_text="Canonical JSON of the columns' meaning (importing.Mapping)."),
        ),
        migrations.AlterField(
            model_name="upload",
            name="plan",
            field=models.TextField(
                blank=True, help_text="Canonical JSON of the import plan, kept to the letter (importing.ImportPlan)."
            ),
        ),
        migrations.AlterField(
            model_name="upload",
            name="plan_digest",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="upload",
            name="state",
            field=models.CharField(
                choices=[
                    ("reading", "Being read"),
                    ("previewed", "Waiting for a yes"),
                    ("saving", "Being saved"),
                    ("unreadable", "Could not be read"),
                    ("applied", "Saved"),
                    ("reverted", "Taken back"),
                    ("discarded", "Cancelled"),
                ],
                default="previewed",
                max_length=10,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(fields=("district", "version", "identity"), name="item_identity_once"),
        ),
        migrations.AddField(
            model_name="correction",
            name="assessment",
            field=plc.tenancy.models.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="assessments.assessment",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="change",
            field=plc.tenancy.models.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="assessments.change",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="district",
            field=models.ForeignKey(
                db_index=False,
                default=plc.tenancy.context.open_district_id,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.district",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="item",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.item",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="reverts",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.correction",
            ),
        ),
        migrations.AddField(
            model_name="entryconflict",
            name="assessment",
            field=plc.tenancy.models.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="conflicts",
                to="assessments.assessment",
            ),
        ),
        migrations.AddField(
            model_name="entryconflict",
            name="district",
            field=models.ForeignKey(
                db_index=False,
                default=plc.tenancy.context.open_district_id,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.district",
            ),
        ),
        migrations.AddField(
            model_name="entryconflict",
            name="item",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.item",
            ),
        ),
        migrations.AddField(
            model_name="entryconflict",
            name="offered_by",
            field=plc.tenancy.models.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="entryconflict",
            name="resolved_by",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="entryconflict",
            name="saved_by",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="entryconflict",
            name="student",
            field=plc.tenancy.models.TenantForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.student"
            ),
        ),
        migrations.AddField(
            model_name="learningtarget",
            name="assessment",
            field=plc.tenancy.models.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="targets",
                to="assessments.assessment",
            ),
        ),
        migrations.AddField(
            model_name="learningtarget",
            name="district",
            field=models.ForeignKey(
                db_index=False,
                default=plc.tenancy.context.open_district_id,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.district",
            ),
        ),
        migrations.AddField(
            model_name="learningtarget",
            name="rechecks",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.learningtarget",
            ),
        ),
        migrations.AddField(
            model_name="learningtarget",
            name="standard",
            field=plc.tenancy.models.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.standard",
            ),
        ),
        migrations.AddField(
            model_name="studentalias",
            name="confirmed_by",
            field=plc.tenancy.models.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="studentalias",
            name="district",
            field=models.ForeignKey(
                db_index=False,
                default=plc.tenancy.context.open_district_id,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.district",
            ),
        ),
        migrations.AddField(
            model_name="studentalias",
            name="student",
            field=plc.tenancy.models.TenantForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.student"
            ),
        ),
        migrations.AddField(
            model_name="studentalias",
            name="team",
            field=plc.tenancy.models.TenantForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"
            ),
        ),
        migrations.AddField(
            model_name="uploadsource",
            name="confirmed_by",
            field=plc.tenancy.models.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="uploadsource",
            name="district",
            field=models.ForeignKey(
                db_index=False,
                default=plc.tenancy.context.open_district_id,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.district",
            ),
        ),
        migrations.AddField(
            model_name="uploadsource",
            name="team",
            field=plc.tenancy.models.TenantForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reverts__isnull", False)),
                fields=("district", "reverts"),
                name="correction_reverted_once",
            ),
        ),
        migrations.AddIndex(
            model_name="entryconflict",
            index=models.Index(
                condition=models.Q(("resolved_at__isnull", True)),
                fields=["district", "assessment"],
                name="conflict_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="learningtarget",
            constraint=models.UniqueConstraint(
                fields=("district", "assessment", "standard"), name="target_standard_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="studentalias",
            constraint=models.UniqueConstraint(fields=("district", "team", "alias"), name="student_alias_once"),
        ),
        migrations.AddConstraint(
            model_name="uploadsource",
            constraint=models.UniqueConstraint(fields=("district", "team", "signature"), name="upload_source_once"),
        ),
    ]
