from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0006_fences_of_uploads_in_the_background"),
    ]

    operations = [
        migrations.AddField(
            model_name="reportrun",
            name="students",
            field=models.JSONField(
                default=dict,
                help_text="What each student earned, for their own teachers; read by nobody else's page.",
            ),
        ),
    ]
