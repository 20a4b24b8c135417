import datetime

import django.db.models.deletion
from django.db import migrations, models

import plc.tenancy.context
import plc.tenancy.models
from plc.tenancy.operations import Fence


def district() -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        default=plc.tenancy.context.open_district_id,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="schools.district",
    )


def staff(related_name: str) -> models.ForeignKey:
    return plc.tenancy.models.TenantForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to="schools.staffmember",
    )


def key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("schools", "0003_invitation_mail_failed_at")]

    operations = [
        migrations.AddField(
            model_name="district",
            name="digest_at",
            field=models.TimeField(
                default=datetime.time(7),
                help_text="When letters with news go out on school days, by this district's clock.",
            ),
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", key()),
                ("kind", models.CharField(help_text="What it is about, such as report.", max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("number", models.PositiveBigIntegerField()),
                (
                    "is_new",
                    models.BooleanField(help_text="The thing itself is new to this person, rather than changed."),
                ),
                ("told_at", models.DateTimeField()),
                ("since", models.DateTimeField()),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "mailed_at",
                    models.DateTimeField(
                        blank=True, help_text="When a letter told of it, since it is unseen.", null=True
                    ),
                ),
                ("district", district()),
                ("staff", staff("notices")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("district", "staff", "kind", "subject_id"), name="notice_once")
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("seen_at__isnull", True)),
                        fields=["district", "staff"],
                        name="notice_unseen",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                ("id", key()),
                (
                    "digest",
                    models.CharField(
                        choices=[("daily", "Daily"), ("soon", "Soon"), ("off", "Off")], default="daily", max_length=5
                    ),
                ),
                (
                    "not_before",
                    models.DateTimeField(
                        blank=True,
                        help_text="Until then no letter: one is on its way, has gone, or could not be sent.",
                        null=True,
                    ),
                ),
                ("district", district()),
                ("staff", staff("mail_choices")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("district", "staff"), name="mail_choice_once")],
            },
        ),
        Fence("Notice"),
        Fence("MailChoice"),
    ]
