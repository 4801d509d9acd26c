from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "records"
    verbose_name = "Register"
