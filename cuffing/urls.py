"""Every address of the service."""

from allauth.account.urls import urlpatterns as signing_in
from django.urls import include, path

from cuffing import session, views, web_app

# Of allauth's pages those that we offer. Not the one on which people change their own e-mail
# address, without anybody knowing: it is where a forgotten password is reset.
SIGNING_IN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",  # says that nobody signs up; the sign-in page refers to it
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}

urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("service-worker.js", web_app.service_worker, name="service_worker"),
    path("manifest.webmanifest", web_app.manifest, name="manifest"),
    path("account/stay/", session.stay_signed_in, name="stay_signed_in"),
    path("account/", include([page for page in signing_in if page.name in SIGNING_IN])),
    path("people/", include("accounts.urls")),
    path("reports/", include("reporting.urls")),
    path("api/v1/", include("reporting.api.urls")),
    path("figures/", include("reporting.releases.urls")),
    path("", include("records.urls")),
]
