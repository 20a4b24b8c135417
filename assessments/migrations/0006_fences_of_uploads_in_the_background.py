from django.db import migrations

from plc.tenancy.operations import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0005_uploads_in_the_background"),
    ]

    operations = [
        Fence("Upload", only=("asked_by",)),
    ]
