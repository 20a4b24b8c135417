import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("schools", "0005_free_days")]

    operations = [
        migrations.AddField(
            model_name="mailchoice",
            name="quiet_from",
            field=models.TimeField(default=datetime.time(18)),
        ),
        migrations.AddField(
            model_name="mailchoice",
            name="quiet_until",
            field=models.TimeField(default=datetime.time(7)),
        ),
        migrations.AddField(
            model_name="mailchoice",
            name="quiet_weekends",
            field=models.BooleanField(default=True),
        ),
    ]
