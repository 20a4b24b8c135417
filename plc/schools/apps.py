from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "plc.schools"
    label = "schools"
