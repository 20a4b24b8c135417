from django.db import migrations

from plc.tenancy.operations import Fence

# Room on each page for the new version of an edited paper: a cell edit then touches no index (HOT update).
ROOM_FOR_EDITS = "ALTER TABLE assessments_result SET (fillfactor = 90)"
NO_HOLES = """
ALTER TABLE assessments_result ADD CONSTRAINT result_cells_have_no_holes
CHECK (array_position(cells, NULL) IS NULL AND array_ndims(cells) = 1)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0002_fences"),
        ("assessments", "0001_standards_cfas_results_runs"),
    ]

    operations = [
        Fence("Standard"),
        Fence("Assessment", without=("current_version",)),
        Fence("AssessmentVersion"),
        Fence("Assessment", only=("current_version",)),
        Fence("AssessmentSection"),
        Fence("Item"),
        Fence("ItemStandard"),
        Fence("Upload"),
        Fence("Change"),
        Fence("Result"),
        Fence("ResultChange"),
        Fence("ReportRun"),
        migrations.RunSQL(ROOM_FOR_EDITS, "ALTER TABLE assessments_result RESET (fillfactor)"),
        migrations.RunSQL(NO_HOLES, "ALTER TABLE assessments_result DROP CONSTRAINT result_cells_have_no_holes"),
    ]
