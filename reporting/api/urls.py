"""Addresses for programs; they are documented by `openapi`, and stay as they are."""

from django.urls import path, re_path

from reporting.api import views
from reporting.exports import csvw

urlpatterns = [
    path("openapi.json", views.openapi_document, name="api_openapi"),
    path("reports", views.reports, name="api_reports"),
    path("reports/<slug:address>", views.report, name="api_report"),
    path("reports/<slug:address>.json", views.report_json, name="api_report_json"),
    path("reports/<slug:address>.csv", views.report_csv, name="api_report_csv"),
    path("row-files", views.row_files, name="api_row_files"),
    path("row-files/<slug:file>", views.row_file, name="api_row_file"),
    path("row-files/<slug:file>.csv", views.row_file_csv, name="api_row_file_csv"),
    path("row-files/<slug:file>.parquet", views.row_file_parquet, name="api_row_file_parquet"),
    path(
        f"row-files/<slug:file>.{csvw.ENDING}",
        views.row_file_metadata,
        name="api_row_file_metadata",
    ),
    path("tables", views.tables, name="api_tables"),
    re_path(r"^(?P<rest>.*)$", views.unknown, name="api_unknown"),
]
