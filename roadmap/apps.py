from django.apps import AppConfig


class RoadmapConfig(AppConfig):
    name = "roadmap"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which proposals a frozen version holds: they are not tabled again meanwhile."""
        from proposals.rules import holding  # noqa: PLC0415 - models must be complete first
        from roadmap.rules import holder_of  # noqa: PLC0415

        holding.register(holder_of)
