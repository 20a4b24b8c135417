from django.apps import AppConfig


class PlcConfig(AppConfig):
    """The ground floor: its checks and template tags. It has no models."""

    name = "plc"

    def ready(self) -> None:
        from plc.http.forms import say_it_so  # noqa: PLC0415
        from plc.tenancy import checks  # noqa: F401, PLC0415  (registers the system checks)

        say_it_so()
