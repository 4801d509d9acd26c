"""Public figures, open to everybody."""

from django.urls import path

from reporting.releases import figures

urlpatterns = [
    path("", figures.figures, name="figures"),
    path("<int:number>/<slug:address>/", figures.released_report, name="released_report"),
    path(
        "<int:number>/<slug:address>.csv", figures.released_report_csv, name="released_report_csv"
    ),
    path(
        "<int:number>/<slug:address>/<slug:ident>.svg",
        figures.released_picture,
        name="released_picture",
    ),
]
