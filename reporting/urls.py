"""Reports for analysts and supervisors, and the files they take away."""

from django.urls import include, path

from reporting import views
from reporting.benchmarks import views as table_views
from reporting.officers import views as officer_views
from reporting.releases import views as releases
from reporting.reports import REPORTS

urlpatterns = [
    path("", views.reports, name="reports"),
    path("api/", views.api_guide, name="api_guide"),
    path("tables/", views.tables, name="tables"),
    path("tables/file/", table_views.table_file, name="table_file"),
    path("tables/file/<uuid:file_id>/", table_views.load_table, name="load_table"),
    path("dip-samples/<int:sample_id>/", views.dip_sample_agreement, name="dip_sample_agreement"),
    path("officers/", officer_views.officers, name="officers"),
    path("officers/<int:person_id>/", officer_views.officer_page, name="officer_figures"),
    path("officers/<int:person_id>.csv", officer_views.officer_csv, name="officer_figures_csv"),
    path(
        "officers/<int:person_id>/work-out/",
        officer_views.work_out,
        name="work_out_officer_figures",
    ),
    path("saved/", include("reporting.saved_reports.urls")),
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
    path(
        "releases/<int:number>/<slug:address>/<slug:ident>.svg",
        releases.preview_picture,
        name="preview_picture",
    ),
    path("", include("reporting.exports.urls")),
]
for report in REPORTS:
    urlpatterns += [
        path(f"{report.address}/", views.report_page, {"report": report}, name=report.page),
        path(f"{report.address}.csv", views.report_csv, {"report": report}, name=report.csv),
        path(
            f"{report.address}/<slug:ident>.svg",
            views.report_svg,
            {"report": report},
            name=report.svg,
        ),
    ]
    if report.offline:
        urlpatterns.append(
            path(
                f"{report.address}/work-out/",
                views.work_out,
                {"report": report},
                name=report.work_out,
            )
        )
