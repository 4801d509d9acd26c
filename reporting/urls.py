"""Reports for analysts and supervisors, and the files they take away."""

from django.urls import include, path

from reporting import views
from reporting.benchmarks import views as table_views
from reporting.officers import views as officer_views
from reporting.reports import REPORTS

urlpatterns = [
    path("", views.reports, name="reports"),
    path("tables/", views.tables, name="tables"),
    path("tables/file/", table_views.table_file, name="table_file"),
    path("tables/file/<uuid:file_id>/", table_views.load_table, name="load_table"),
    path("dip-samples/<int:sample_id>/", views.dip_sample_agreement, name="dip_sample_agreement"),
    path("officers/", officer_views.officers, name="officers"),
    path("officers/<int:person_id>/", officer_views.officer_page, name="officer_figures"),
    path("officers/<int:person_id>.csv", officer_views.officer_csv, name="officer_figures_csv"),
    path("", include("reporting.exports.urls")),
]
for report in REPORTS:
    urlpatterns += [
        path(f"{report.address}/", views.report_page, {"report": report}, name=report.page),
        path(f"{report.address}.csv", views.report_csv, {"report": report}, name=report.csv),
    ]
