from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "ip5.post"
    label = "post"
    default_auto_field = "django.db.models.BigAutoField"
