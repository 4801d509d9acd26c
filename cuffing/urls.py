"""Every address of the service."""

from django.urls import include, path

from cuffing import views

urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("account/", include("allauth.account.urls")),
    path("people/", include("accounts.urls")),
    path("reports/", include("reporting.urls")),
    path("", include("records.urls")),
]
