"""Addresses of people and teams; names match the actions."""

from django.urls import path

from accounts.views import files, mail, people, teams, tokens

urlpatterns = [
    path("", people.people, name="people"),
    path("add/", people.create_person, name="create_person"),
    path("me/", people.my_page, name="my_page"),
    path("me/tokens/", tokens.access_tokens, name="access_tokens"),
    path("tokens/<int:token_id>/revoke/", tokens.revoke_token, name="revoke_token"),
    path("<int:person_id>/", people.person, name="person"),
    path("<int:person_id>/change/", people.change_person, name="change_person"),
    path("<int:person_id>/end-access/", people.deactivate_person, name="deactivate_person"),
    path("<int:person_id>/give-access/", people.reactivate_person, name="reactivate_person"),
    path("<int:person_id>/password-link/", people.send_password_link, name="send_password_link"),
    path("file/", files.people_file, name="people_file"),
    path("file/people.csv", files.people_csv_file, name="people_csv"),
    path("file/template.csv", files.people_template, name="people_template"),
    path("file/<uuid:file_id>/", files.check_people_file, name="check_people_file"),
    path("teams/", teams.teams, name="teams"),
    path("teams/add/", teams.create_team, name="create_team"),
    path("teams/<int:team_id>/", teams.change_team, name="change_team"),
    path("teams/<int:team_id>/close/", teams.close_team, name="close_team"),
    path("teams/<int:team_id>/reopen/", teams.reopen_team, name="reopen_team"),
    path("mail/", mail.outgoing_mail, name="outgoing_mail"),
]
