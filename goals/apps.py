from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "goals"
    label = "goals"

    def ready(self) -> None:
        from assessments.reporting import run_computed  # noqa: PLC0415  (models are loaded only now)
        from goals.actions.smart import take_evidence_of  # noqa: PLC0415

        run_computed.connect(take_evidence_of, dispatch_uid="goals.take_evidence")
