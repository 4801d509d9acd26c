from django.apps import AppConfig


class CuffingConfig(AppConfig):
    """The project itself as an app, so that its management commands are found."""

    name = "cuffing"
    verbose_name = "Cuffing"
