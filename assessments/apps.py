from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    label = "assessments"

    def ready(self) -> None:
        from assessments.actions.comparing import compare_anew  # noqa: PLC0415  (models are loaded only now)
        from assessments.queries import for_meetings  # noqa: PLC0415
        from teams.actions import comparison_decided  # noqa: PLC0415
        from teams.queries.report_source import ReportSource, offer_reports  # noqa: PLC0415

        offer_reports(ReportSource(for_meetings.PARTS, for_meetings.choices_for, for_meetings.link_to))
        comparison_decided.connect(compare_anew, dispatch_uid="assessments.compare_anew")
