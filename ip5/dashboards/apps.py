from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "ip5.dashboards"
    label = "dashboards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the start-up check; the roof has no app of its own."""
        from ip5 import checks  # noqa: F401, PLC0415 - settings must be complete first
