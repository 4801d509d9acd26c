"""Every row file, and beside it what describes it."""

from django.urls import path

from reporting.exports import csvw, views
from reporting.exports.files import ROW_FILES

urlpatterns = [path("row-files/", views.row_files, name="row_files")]
for file in ROW_FILES:
    urlpatterns += [
        path(f"{file.slug}.csv", views.row_file, {"file": file}, name=f"{file.name}_csv"),
        path(
            f"{file.slug}.parquet",
            views.row_file_parquet,
            {"file": file},
            name=f"{file.name}_parquet",
        ),
        path(
            f"{file.slug}.{csvw.ENDING}",
            views.metadata,
            {"file": file},
            name=f"{file.name}_metadata",
        ),
        path(
            f"{file.slug}-dictionary/",
            views.dictionary_page,
            {"file": file},
            name=f"{file.name}_columns",
        ),
        path(
            f"{file.slug}-dictionary.csv",
            views.dictionary_csv,
            {"file": file},
            name=f"{file.name}_dictionary",
        ),
        path(
            f"{file.slug}-dictionary.json",
            views.dictionary_json,
            {"file": file},
            name=f"{file.name}_json",
        ),
    ]
