import uuid

import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.context
import plc.tenancy.models
from plc.tenancy.operations import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0004_notices_and_letters"),
        ("teams", "0004_kinds_parts_guests_and_the_year_before"),
    ]

    operations = [
        migrations.CreateModel(
            name="NormVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("proposed", "Proposed"),
                            ("adopted", "Adopted"),
                            ("replaced", "Replaced by a later version"),
                            ("withdrawn", "Changed before it was adopted"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("cue", models.CharField(help_text="What anybody says or does when a norm slips.", max_length=200)),
                ("steps", models.TextField(help_text="What happens then, a step a line.")),
                ("who", models.CharField(help_text="Who sees to it.", max_length=200)),
                ("begun_at", models.DateTimeField(auto_now_add=True)),
                ("proposed_on", models.DateField(blank=True, null=True)),
                ("adopted_on", models.DateField(blank=True, null=True)),
                (
                    "begun_by",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.staffmember",
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
                    "proposed_by",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
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
                        related_name="norm_versions",
                        to="teams.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NormPulse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rated_on", models.DateField()),
                ("meeting_id", models.BigIntegerField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                    "version",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pulses",
                        to="teams.normversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NormAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_yes", models.BooleanField()),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("answered_at", models.DateTimeField(auto_now=True)),
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
                    "staff",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.staffmember",
                    ),
                ),
                (
                    "version",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="teams.normversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Norm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "heading",
                    models.CharField(
                        choices=[
                            ("time", "Time"),
                            ("listening", "Listening"),
                            ("decisions", "Decisions"),
                            ("participation", "Participation"),
                            ("data", "Talking about results"),
                            ("confidentiality", "Confidentiality"),
                            ("other", "Something else"),
                        ],
                        default="time",
                        max_length=20,
                    ),
                ),
                ("commitment", models.CharField(max_length=240)),
                (
                    "experience",
                    models.CharField(blank=True, help_text="What went badly once; for members alone.", max_length=400),
                ),
                ("thread", models.UUIDField(default=uuid.uuid4, editable=False)),
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
                    "version",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="norms",
                        to="teams.normversion",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="teamdecision",
            name="norm_version",
            field=plc.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The norms adopted at the time.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="teams.normversion",
            ),
        ),
        migrations.CreateModel(
            name="NormRating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rater", models.CharField(max_length=64)),
                ("rating", models.PositiveSmallIntegerField()),
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
                    "norm",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="teams.norm",
                    ),
                ),
                (
                    "pulse",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="teams.normpulse",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("district", "pulse", "norm", "rater"), name="norm_rating_once"),
                    models.CheckConstraint(
                        condition=models.Q(("rating__gte", 1), ("rating__lte", 4)), name="norm_rating_one_to_four"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NormReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("held_on", models.DateField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("keep", "We keep them as they are"), ("change", "We change them")],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=400)),
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
                    "held_by",
                    plc.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
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
                        related_name="norm_reviews",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["district", "team", "due_on"], name="norm_review_by_day")],
            },
        ),
        migrations.AddConstraint(
            model_name="normversion",
            constraint=models.UniqueConstraint(fields=("district", "team", "number"), name="norm_version_number_once"),
        ),
        migrations.AddConstraint(
            model_name="normversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "adopted")), fields=("district", "team"), name="one_adopted_norm_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="normversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "proposed"])),
                fields=("district", "team"),
                name="one_open_norm_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="normpulse",
            constraint=models.UniqueConstraint(
                fields=("district", "version", "rated_on", "meeting_id"), name="norm_pulse_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="normanswer",
            constraint=models.UniqueConstraint(fields=("district", "version", "staff"), name="norm_answer_once"),
        ),
        migrations.AddIndex(
            model_name="norm",
            index=models.Index(fields=["district", "version", "position"], name="norm_in_order"),
        ),
        Fence("NormVersion"),
        Fence("Norm"),
        Fence("NormAnswer"),
        Fence("NormReview"),
        Fence("NormPulse"),
        Fence("NormRating"),
        Fence("TeamDecision", only=("norm_version",)),
    ]
