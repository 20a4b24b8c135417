"""The Celery application. Broker and worker settings stand in ``plc.settings`` under ``CELERY_``."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plc.settings")

app = Celery("plc", task_cls="plc.tenancy.tasks:TenantTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="jobs")  # tasks that call actions, and so stand above them
