from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("schools", "0002_fences")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="mail_failed_at",
            field=models.DateTimeField(blank=True, help_text="When the letter could not be sent.", null=True),
        ),
    ]
