import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.context
import plc.tenancy.models
from plc.tenancy.operations import Fence

# A change of the column's type reaches the rows of every district; an UPDATE would see none of them.
REACH = (
    "ALTER TABLE goals_strategycard ALTER COLUMN is_shared TYPE varchar(8) "
    "USING (CASE WHEN is_shared THEN 'team' ELSE 'author' END)",
    "ALTER TABLE goals_strategycard RENAME COLUMN is_shared TO reach",
)
IS_SHARED = (
    "ALTER TABLE goals_strategycard RENAME COLUMN reach TO is_shared",
    "ALTER TABLE goals_strategycard ALTER COLUMN is_shared TYPE boolean USING (is_shared <> 'author')",
)
REACHES = [("author", "Only you"), ("team", "Your team"), ("school", "Your school"), ("district", "The district")]


def _key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _district() -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        default=plc.tenancy.context.open_district_id,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="schools.district",
    )


def _to(model: str, related_name: str, on_delete=django.db.models.deletion.PROTECT):
    return plc.tenancy.models.TenantForeignKey(
        db_constraint=False, on_delete=on_delete, related_name=related_name, to=model
    )


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0002_smart_goals_and_their_evidence"),
        ("assessments", "0014_runs_published_to_leaders"),
        ("schools", "0004_notices_and_letters"),
        ("teams", "0011_what_a_place_stands_for"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(list(REACH), list(IS_SHARED))],
            state_operations=[
                migrations.RemoveField("strategycard", "is_shared"),
                migrations.AddField(
                    "strategycard", "reach", models.CharField(choices=REACHES, default="author", max_length=8)
                ),
            ],
        ),
        migrations.AddField("strategycard", "signs_outside", models.BooleanField(default=False)),
        migrations.AddField(
            "strategycard",
            "words",
            models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.SearchVector(
                    "title", "skill", "steps", "materials", config="simple"
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            "strategycard",
            models.Index(
                condition=models.Q(("reach__in", ["school", "district"])),
                fields=["district", "reach", "-created_at"],
                name="strategy_beyond_team",
            ),
        ),
        migrations.CreateModel(
            name="CardFile",
            fields=[
                ("id", _key()),
                ("name", models.CharField(help_text="As it is downloaded, with its ending.", max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF"),
                            ("png", "Picture"),
                            ("jpg", "Photo"),
                            ("docx", "Word document"),
                            ("pptx", "Slides"),
                            ("xlsx", "Workbook"),
                        ],
                        max_length=4,
                    ),
                ),
                ("size", models.PositiveIntegerField(help_text="Bytes.")),
                ("digest", models.CharField(help_text="SHA-256 of the content, in hex.", max_length=64)),
                ("content", models.BinaryField()),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("card", _to("goals.strategycard", "files", django.db.models.deletion.CASCADE)),
                ("district", _district()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("district", "card", "digest"), name="card_file_once")],
            },
        ),
        migrations.CreateModel(
            name="Trial",
            fields=[
                ("id", _key()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                (
                    "shows",
                    models.CharField(
                        choices=[
                            (
                                "alone",
                                "Colleagues read that somebody tried it. My class’s results stay with me.",
                            ),
                            ("blind", "Colleagues also see before and after, without my name."),
                            ("named", "Colleagues see before and after, with my name and my class."),
                        ],
                        default="alone",
                        max_length=5,
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("card", _to("goals.strategycard", "trials", django.db.models.deletion.CASCADE)),
                ("district", _district()),
                ("section", _to("schools.section", "+")),
                ("standard", _to("assessments.standard", "+")),
                ("teacher", _to("schools.staffmember", "trials")),
                ("team", _to("teams.team", "trials")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="trial_ends_after_start",
                    ),
                    models.UniqueConstraint(fields=("district", "card", "section", "starts_on"), name="trial_once"),
                ],
                "indexes": [models.Index(fields=["district", "card", "starts_on"], name="trial_in_time")],
            },
        ),
        Fence("CardFile"),
        Fence("Trial"),
    ]
