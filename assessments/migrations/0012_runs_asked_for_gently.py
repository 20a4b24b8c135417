from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0011_openings_and_the_discussed_run")]

    operations = [
        migrations.AddField(
            model_name="reportrun",
            name="asked_gently",
            field=models.BooleanField(
                default=False,
                help_text="Only typing has asked for it: a worker that has just computed one lets it wait.",
            ),
        ),
    ]
