"""Reports that people keep; names match the actions."""

from django.urls import path

from reporting.saved_reports import views

urlpatterns = [
    path("", views.saved_reports, name="saved_reports"),
    path("add/<slug:address>/", views.save_report, name="save_report"),
    path("<int:saved_report_id>/", views.open_saved_report, name="open_saved_report"),
    path("<int:saved_report_id>/change/", views.change_saved_report, name="change_saved_report"),
    path("<int:saved_report_id>/delete/", views.delete_saved_report, name="delete_saved_report"),
    path("mail/<str:signed>/", views.stop_report_mail, name="stop_report_mail"),
]
