"""Reports for analysts and supervisors, and the files they take away."""

from django.urls import include, path

from reporting import views
from reporting.reports import REPORTS

urlpatterns = [
    path("", views.reports, name="reports"),
    path("api/", views.api_guide, name="api_guide"),
    path("tables/", views.tables, name="tables"),
    path("dip-samples/<int:sample_id>/", views.dip_sample_agreement, name="dip_sample_agreement"),
    path("saved/", include("reporting.saved_reports.urls")),
    path("", include("reporting.exports.urls")),
]
for report in REPORTS:
    urlpatterns += [
        path(f"{report.address}/", views.report_page, {"report": report}, name=report.page),
        path(f"{report.address}.csv", views.report_csv, {"report": report}, name=report.csv),
    ]
