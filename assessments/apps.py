from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    label = "assessments"

    def ready(self) -> None:
        from assessments.actions.comparing import compare_anew  # noqa: PLC0415  (models are loaded only now)
        from teams.actions import comparison_decided  # noqa: PLC0415

        comparison_decided.connect(compare_anew, dispatch_uid="assessments.compare_anew")
