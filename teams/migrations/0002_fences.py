from django.db import migrations

from plc.tenancy.operations import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0002_fences"),
        ("teams", "0001_teams_members_role_terms"),
    ]

    operations = [
        Fence("Team"),
        Fence("TeamMember"),
        Fence("RoleTerm"),
    ]
