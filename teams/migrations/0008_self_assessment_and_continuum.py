import uuid

import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.context
import plc.tenancy.models
from plc.tenancy.operations import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0005_free_days"),
        ("teams", "0007_peer_visits_and_support"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContinuumIndicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "dimension",
                    models.CharField(
                        choices=[
                            ("leadership", "Supportive and shared leadership"),
                            ("vision", "Shared vision and values"),
                            ("practice", "Shared personal practice"),
                            ("inquiry", "Learning together from results"),
                            ("conditions", "Supportive conditions"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("first", models.CharField(max_length=300)),
                ("second", models.CharField(max_length=300)),
                ("third", models.CharField(max_length=300)),
                ("fourth", models.CharField(max_length=300)),
                ("is_current", models.BooleanField(default=True)),
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
            ],
        ),
        migrations.CreateModel(
            name="ContinuumMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "First"), (2, "Second"), (3, "Third"), (4, "Fourth")]
                    ),
                ),
                ("evidence", models.TextField(blank=True)),
                ("marked_on", models.DateField()),
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
                    "indicator",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="teams.continuumindicator",
                    ),
                ),
                (
                    "marked_by",
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
                        related_name="continuum_marks",
                        to="teams.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ContinuumStage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "First"), (2, "Second"), (3, "Third"), (4, "Fourth")]
                    ),
                ),
                ("name", models.CharField(max_length=40)),
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
            ],
        ),
        migrations.CreateModel(
            name="SurveyedTeam",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked", models.PositiveSmallIntegerField(default=0)),
                ("answered", models.PositiveSmallIntegerField(default=0)),
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
                    "team",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="surveys",
                        to="teams.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SurveyComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "dimension",
                    models.CharField(
                        choices=[
                            ("leadership", "Supportive and shared leadership"),
                            ("vision", "Shared vision and values"),
                            ("practice", "Shared personal practice"),
                            ("inquiry", "Learning together from results"),
                            ("conditions", "Supportive conditions"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.TextField()),
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
                    "surveyed",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="teams.surveyedteam",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SurveyKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("secret", models.CharField(max_length=64)),
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
                    "surveyed",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keys",
                        to="teams.surveyedteam",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SurveyPaper",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "mark",
                    models.CharField(
                        help_text="What the key opens; made from its secret and the server’s.", max_length=64
                    ),
                ),
                ("choices", models.JSONField(default=dict, help_text="A choice from 0 to 4 by statement number.")),
                ("comments", models.JSONField(default=dict, help_text="Free text by dimension.")),
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
                    "surveyed",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="teams.surveyedteam",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SurveyRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opens_on", models.DateField()),
                ("closes_on", models.DateField(help_text="The last day on which answers are taken.")),
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
                    "opened_by",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.staffmember",
                    ),
                ),
                (
                    "school_year",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="survey_rounds",
                        to="schools.schoolyear",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="surveyedteam",
            name="round",
            field=plc.tenancy.models.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="teams",
                to="teams.surveyround",
            ),
        ),
        migrations.CreateModel(
            name="SurveyStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "dimension",
                    models.CharField(
                        choices=[
                            ("leadership", "Supportive and shared leadership"),
                            ("vision", "Shared vision and values"),
                            ("practice", "Shared personal practice"),
                            ("inquiry", "Learning together from results"),
                            ("conditions", "Supportive conditions"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.CharField(max_length=240)),
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
            ],
        ),
        migrations.CreateModel(
            name="SurveyCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cannot_say", models.PositiveSmallIntegerField()),
                ("strongly_disagree", models.PositiveSmallIntegerField()),
                ("disagree", models.PositiveSmallIntegerField()),
                ("agree", models.PositiveSmallIntegerField()),
                ("strongly_agree", models.PositiveSmallIntegerField()),
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
                    "surveyed",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counts",
                        to="teams.surveyedteam",
                    ),
                ),
                (
                    "statement",
                    plc.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counts",
                        to="teams.surveystatement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SurveyVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("begun_at", models.DateTimeField(auto_now_add=True)),
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
            ],
        ),
        migrations.AddField(
            model_name="surveystatement",
            name="version",
            field=plc.tenancy.models.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statements",
                to="teams.surveyversion",
            ),
        ),
        migrations.AddField(
            model_name="surveyround",
            name="version",
            field=plc.tenancy.models.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="teams.surveyversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="continuumindicator",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)), fields=("district", "number"), name="continuum_indicator_once"
            ),
        ),
        migrations.AddIndex(
            model_name="continuummark",
            index=models.Index(fields=["district", "team", "indicator", "-marked_on"], name="continuum_mark_newest"),
        ),
        migrations.AddConstraint(
            model_name="continuumstage",
            constraint=models.UniqueConstraint(fields=("district", "level"), name="continuum_stage_once"),
        ),
        migrations.AddIndex(
            model_name="surveycomment",
            index=models.Index(fields=["district", "surveyed", "dimension"], name="survey_comment_by_team"),
        ),
        migrations.AddConstraint(
            model_name="surveykey",
            constraint=models.UniqueConstraint(fields=("district", "surveyed", "staff"), name="survey_key_once"),
        ),
        migrations.AddConstraint(
            model_name="surveypaper",
            constraint=models.UniqueConstraint(fields=("district", "surveyed", "mark"), name="survey_paper_mark_once"),
        ),
        migrations.AddConstraint(
            model_name="surveyedteam",
            constraint=models.UniqueConstraint(fields=("district", "round", "team"), name="surveyed_team_once"),
        ),
        migrations.AddConstraint(
            model_name="surveycount",
            constraint=models.UniqueConstraint(fields=("district", "surveyed", "statement"), name="survey_count_once"),
        ),
        migrations.AddConstraint(
            model_name="surveyversion",
            constraint=models.UniqueConstraint(fields=("district", "number"), name="survey_version_number_once"),
        ),
        migrations.AddConstraint(
            model_name="surveystatement",
            constraint=models.UniqueConstraint(
                fields=("district", "version", "number"), name="survey_statement_number_once"
            ),
        ),
        migrations.AddIndex(
            model_name="surveyround",
            index=models.Index(fields=["district", "-closes_on"], name="survey_round_newest_first"),
        ),
        migrations.AddConstraint(
            model_name="surveyround",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_on__gte", models.F("opens_on"))), name="survey_round_closes_after_opening"
            ),
        ),
        Fence("ContinuumStage"),
        Fence("ContinuumIndicator"),
        Fence("ContinuumMark"),
        Fence("SurveyVersion"),
        Fence("SurveyStatement"),
        Fence("SurveyRound"),
        Fence("SurveyedTeam"),
        Fence("SurveyKey"),
        Fence("SurveyPaper"),
        Fence("SurveyCount"),
        Fence("SurveyComment"),
    ]
