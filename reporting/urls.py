"""Reports for analysts and supervisors, and the files they take away."""

from django.urls import include, path

from reporting import views
from reporting.releases import views as releases
from reporting.reports import REPORTS

urlpatterns = [
    path("", views.reports, name="reports"),
    path("tables/", views.tables, name="tables"),
    path("dip-samples/<int:sample_id>/", views.dip_sample_agreement, name="dip_sample_agreement"),
    path("releases/", releases.releases, name="releases"),
    path("releases/<int:number>/", releases.release, name="release"),
    path("releases/<int:number>/publish/", releases.publish_release, name="publish_release"),
    path("releases/<int:number>/withdraw/", releases.withdraw_release, name="withdraw_release"),
    path("releases/<int:number>/<slug:address>/", releases.preview_report, name="preview_report"),
    path(
        "releases/<int:number>/<slug:address>.csv",
        releases.preview_report_csv,
        name="preview_report_csv",
    ),
    path("", include("reporting.exports.urls")),
]
for report in REPORTS:
    urlpatterns += [
        path(f"{report.address}/", views.report_page, {"report": report}, name=report.page),
        path(f"{report.address}.csv", views.report_csv, {"report": report}, name=report.csv),
    ]
