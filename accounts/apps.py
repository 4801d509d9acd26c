from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"
