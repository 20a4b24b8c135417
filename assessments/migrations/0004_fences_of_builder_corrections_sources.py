from django.db import migrations

from plc.tenancy.operations import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0003_builder_corrections_sources"),
    ]

    operations = [
        Fence("Assessment", only=("course", "recheck_of")),
        Fence("AssessmentVersion", only=("created_by",)),
        Fence("Item", only=("copied_from",)),
        Fence("Change", only=("version", "version_before")),
        Fence("LearningTarget"),
        Fence("Correction"),
        Fence("EntryConflict"),
        Fence("UploadSource"),
        Fence("StudentAlias"),
    ]
