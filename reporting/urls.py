"""Reports for analysts and supervisors, and the files they take away."""

from django.urls import include, path

from reporting import views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("population-rate-and-gap/", views.population_gap, name="population_gap"),
    path("population-rate-and-gap.csv", views.population_gap_csv, name="population_gap_csv"),
    path("team-figures/", views.team_figures, name="team_figures"),
    path("team-figures.csv", views.team_figures_csv, name="team_figures_csv"),
    path("dip-samples/<int:sample_id>/", views.dip_sample_agreement, name="dip_sample_agreement"),
    path("", include("reporting.exports.urls")),
]
