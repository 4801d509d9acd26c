"""Who gets what from every address: one table. An address that is not in it fails.

GET is answered

    ok     200, the page            404    does not exist for them
    away   302 within the service   403    refused, with the reason
    login  302 to the sign-in page  405    the page does not take this method

An empty POST is answered by `post`: `same` as GET; 405 to everybody who is signed in; or what
stands there where GET gives a page, and else the same as GET. So nobody is refused a page and
let in by sending it.

Columns: signed out (or made inactive); the officer who reported the record, one who is listed as
having applied handcuffs, one who was not there; a supervisor of the team, one of another team;
professional standards, analyst, administrator, somebody without a role. The record is one of
these: a draft, submitted, returned to the officer, escalated, or accepted and opened by
professional standards with a stated reason.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone

from accounts.models import Team, User
from records import actions
from records.vocabulary import Involvement, Status
from tests.factories import (
    a_person,
    a_supervisor,
    a_team,
    an_administrator,
    an_analyst,
    an_encounter,
    an_officer,
    professional_standards,
)

COLUMNS = (
    *("out", "own", "applied", "officer", "superv", "other"),
    *("standards", "analyst", "admin", "nobody"),
)
TABLE = """
address                  record     post  out   own   appl  offi  supe  othe  stan  anal  admi  nobo
home                     -          405   login ok    ok    ok    ok    ok    ok    ok    ok    ok
health                   -          405   ok    ok    ok    ok    ok    ok    ok    ok    ok    ok
people                   -          405   login 403   403   403   403   403   403   403   ok    403
create_person            -          same  login 403   403   403   403   403   403   403   ok    403
my_page                  -          405   login ok    ok    ok    ok    ok    ok    ok    ok    ok
access_tokens            -          same  login 403   403   403   ok    ok    403   ok    403   403
revoke_token             -          404   login 405   405   405   405   405   405   405   405   405
person                   -          405   login 403   403   403   403   403   403   403   ok    403
change_person            -          same  login 403   403   403   403   403   403   403   ok    403
deactivate_person        -          same  login 403   403   403   403   403   403   403   ok    403
reactivate_person        -          away  login 403   403   403   403   403   403   403   405   403
send_password_link       -          away  login 403   403   403   403   403   403   403   405   403
hand_over_left           -          same  login 403   403   403   403   403   403   403   403   403
people_file              -          same  login 403   403   403   403   403   403   403   ok    403
people_csv               -          405   login 403   403   403   403   403   403   403   ok    403
people_template          -          405   login 403   403   403   403   403   403   403   ok    403
check_people_file        -          same  login 403   403   403   403   403   403   403   away  403
teams                    -          405   login 403   403   403   403   403   403   403   ok    403
create_team              -          same  login 403   403   403   403   403   403   403   ok    403
change_team              -          same  login 403   403   403   403   403   403   403   ok    403
close_team               -          away  login 403   403   403   403   403   403   403   405   403
reopen_team              -          away  login 403   403   403   403   403   403   403   405   403
outgoing_mail            -          away  login 403   403   403   403   403   403   403   ok    403
areas                    -          405   login 403   403   403   403   403   403   403   ok    403
create_area              -          same  login 403   403   403   403   403   403   403   ok    403
rename_area              -          same  login 403   403   403   403   403   403   403   ok    403
retire_area              -          away  login 403   403   403   403   403   403   403   405   403
restore_area             -          away  login 403   403   403   403   403   403   403   405   403
boundary_file            -          same  login 403   403   403   403   403   403   403   ok    403
load_boundaries          -          same  login 403   403   403   403   403   403   403   away  403
rules                    -          405   login 403   403   403   403   403   403   403   ok    403
change_deadlines         -          same  login 403   403   403   403   403   403   403   ok    403
change_prompts           -          same  login 403   403   403   403   403   403   403   ok    403
rules_choices            -          405   login 403   403   403   403   403   403   403   ok    403
change_choices           -          same  login 403   403   403   403   403   403   403   ok    403
queue                    -          405   login 403   403   403   ok    ok    403   403   403   403
assign                   -          same  login 403   403   403   away  away  403   403   403   403
saved_searches           -          same  login 403   403   403   ok    ok    403   403   403   403
change_saved_search      -          same  login 403   403   403   404   404   403   403   403   403
delete_saved_search      -          same  login 403   403   403   away  away  403   403   403   403
dip_samples              -          same login 403   403   403   403   403   ok    403   403   403
dip_sample               -          405  login 403   403   403   403   403   404   403   403   403
give_second_review       -          same login 404   404   404   404   404   404   404   404   404
dip_sample_agreement     -          405  login 403   403   403   403   403   404   404   403   403
escalated                -          same  login 403   403   403   403   403   ok    403   403   403
reports                  -          405   login 403   403   403   403   403   403   ok    403   403
population_gap           -          405   login 403   403   403   403   403   403   ok    403   403
population_gap_csv       -          405   login 403   403   403   403   403   403   ok    403   403
population_gap_svg       -          405   login 403   403   403   403   403   403   404   403   403
treatment                -          405   login 403   403   403   403   403   403   ok    403   403
treatment_csv            -          405   login 403   403   403   403   403   403   ok    403   403
treatment_svg            -          405   login 403   403   403   403   403   403   404   403   403
given_stop_or_arrest     -          405   login 403   403   403   403   403   403   ok    403   403
given_stop_or_arrest_csv -          405   login 403   403   403   403   403   403   404   403   403
given_stop_or_arrest_svg -          405   login 403   403   403   403   403   403   404   403   403
outcome_test             -          405   login 403   403   403   403   403   403   ok    403   403
outcome_test_csv         -          405   login 403   403   403   403   403   403   404   403   403
outcome_test_svg         -          405   login 403   403   403   403   403   403   404   403   403
adjusted_comparison      -          405   login 403   403   403   403   403   403   ok    403   403
adjusted_comparison_csv  -          405   login 403   403   403   403   403   403   404   403   403
adjusted_comparison_svg  -          405   login 403   403   403   403   403   403   404   403   403
work_out_adjusted_comparison -      404   login 403   403   403   403   403   403   405   403   403
standardised_rates       -          405   login 403   403   403   403   403   403   ok    403   403
standardised_rates_csv   -          405   login 403   403   403   403   403   403   404   403   403
standardised_rates_svg   -          405   login 403   403   403   403   403   403   404   403   403
boroughs                 -          405   login 403   403   403   403   403   403   ok    403   403
boroughs_csv             -          405   login 403   403   403   403   403   403   404   403   403
boroughs_svg             -          405   login 403   403   403   403   403   403   404   403   403
young_black_men          -          405   login 403   403   403   403   403   403   ok    403   403
young_black_men_csv      -          405   login 403   403   403   403   403   403   ok    403   403
young_black_men_svg      -          405   login 403   403   403   403   403   403   404   403   403
tables                   -          405   login 403   403   403   403   403   403   ok    ok    403
table_file               -          same  login 403   403   403   403   403   403   ok    ok    403
load_table               -          same  login 403   403   403   403   403   403   away  away  403
published_gap            -          405   login 403   403   403   403   403   403   ok    403   403
published_gap_csv        -          405   login 403   403   403   403   403   403   404   403   403
published_gap_svg        -          405   login 403   403   403   403   403   403   404   403   403
published_places         -          405   login 403   403   403   403   403   403   ok    403   403
published_places_csv     -          405   login 403   403   403   403   403   403   404   403   403
published_places_svg     -          405   login 403   403   403   403   403   403   404   403   403
activity                 -          405   login 403   403   403   403   403   403   ok    403   403
activity_csv             -          405   login 403   403   403   403   403   403   ok    403   403
activity_svg             -          405   login 403   403   403   403   403   403   404   403   403
trend                    -          405   login 403   403   403   403   403   403   ok    403   403
trend_csv                -          405   login 403   403   403   403   403   403   ok    403   403
trend_svg                -          405   login 403   403   403   403   403   403   404   403   403
certainty                -          405   login 403   403   403   403   403   403   ok    403   403
certainty_csv            -          405   login 403   403   403   403   403   403   404   403   403
certainty_svg            -          405   login 403   403   403   403   403   403   404   403   403
team_figures             -          405   login 403   403   403   ok    ok    403   403   403   403
team_figures_csv         -          405   login 403   403   403   ok    ok    403   403   403   403
team_figures_svg         -          405   login 403   403   403   404   404   403   403   403   403
work_out_team_figures    -          away  login 403   403   403   405   405   403   403   403   403
officers                 -          same  login ok    ok    ok    ok    ok    ok    403   403   403
officer_figures          -          405   login ok    404   404   ok    404   404   403   403   403
officer_figures_csv      -          405   login ok    404   404   ok    404   404   403   403   403
work_out_officer_figures -          away  login 403   403   403   405   404   404   403   403   403
releases                 -          same  login 403   403   403   403   403   403   ok    403   403
release                  -          405   login 403   403   403   403   403   403   404   403   403
publish_release          -          404   login 403   403   403   403   403   403   405   403   403
withdraw_release         -          404   login 403   403   403   403   403   403   405   403   403
preview_report           -          405   login 403   403   403   403   403   403   404   403   403
preview_report_csv       -          405   login 403   403   403   403   403   403   404   403   403
preview_picture          -          405   login 403   403   403   403   403   403   404   403   403
figures                  -          405   ok    ok    ok    ok    ok    ok    ok    ok    ok    ok
released_report          -          405   404   404   404   404   404   404   404   404   404   404
released_report_csv      -          405   404   404   404   404   404   404   404   404   404   404
released_picture         -          405   404   404   404   404   404   404   404   404   404   404
row_files                -          405   login 403   403   403   403   403   403   ok    403   403
encounters_csv           -          405   login 403   403   403   403   403   403   ok    403   403
encounters_parquet       -          405   login 403   403   403   403   403   403   ok    403   403
encounters_metadata      -          405   login 403   403   403   403   403   403   ok    403   403
encounters_columns       -          405   login 403   403   403   403   403   403   ok    403   403
encounters_dictionary    -          405   login 403   403   403   403   403   403   ok    403   403
encounters_json          -          405   login 403   403   403   403   403   403   ok    403   403
officer_reports_csv      -          405   login 403   403   403   403   403   403   ok    403   403
officer_reports_parquet  -          405   login 403   403   403   403   403   403   ok    403   403
officer_reports_metadata -          405   login 403   403   403   403   403   403   ok    403   403
officer_reports_columns  -          405   login 403   403   403   403   403   403   ok    403   403
officer_reports_dictionary -         405  login 403   403   403   403   403   403   ok    403   403
officer_reports_json     -          405   login 403   403   403   403   403   403   ok    403   403
reviews_csv              -          405   login 403   403   403   403   403   403   ok    403   403
reviews_parquet          -          405   login 403   403   403   403   403   403   ok    403   403
reviews_metadata         -          405   login 403   403   403   403   403   403   ok    403   403
reviews_columns          -          405   login 403   403   403   403   403   403   ok    403   403
reviews_dictionary       -          405   login 403   403   403   403   403   403   ok    403   403
reviews_json             -          405   login 403   403   403   403   403   403   ok    403   403
met_use_of_force_csv     -         405  login 403   403   403   403   403   403   ok    403   403
met_use_of_force_parquet -         405  login 403   403   403   403   403   403   ok    403   403
met_use_of_force_metadata -         405  login 403   403   403   403   403   403   ok    403   403
met_use_of_force_columns -         405  login 403   403   403   403   403   403   ok    403   403
met_use_of_force_dictionary -         405  login 403   403   403   403   403   403   ok    403   403
met_use_of_force_json    -         405  login 403   403   403   403   403   403   ok    403   403
national_return_csv         -         405  login 403   403   403   403   403   403   ok    403   403
national_return_parquet     -         405  login 403   403   403   403   403   403   ok    403   403
national_return_metadata    -         405  login 403   403   403   403   403   403   ok    403   403
national_return_columns     -         405  login 403   403   403   403   403   403   ok    403   403
national_return_dictionary  -         405  login 403   403   403   403   403   403   ok    403   403
national_return_json        -         405  login 403   403   403   403   403   403   ok    403   403
saved_reports            -          405   login 403   403   403   ok    ok    403   ok    403   403
save_report              -          same  login 403   403   403   403   403   403   ok    403   403
open_saved_report        -          405   login 403   403   403   404   404   403   404   403   403
change_saved_report      -          same  login 403   403   403   404   404   403   404   403   403
delete_saved_report      -          same  login 403   403   403   away  away  403   away  403   403
stop_report_mail         -          same  404   404   404   404   404   404   404   404   404   404
api_guide                -          405   login 403   403   403   ok    ok    403   ok    403   403
api_openapi              -          405   ok    ok    ok    ok    ok    ok    ok    ok    ok    ok
api_reports              -          405   401   401   401   401   401   401   401   401   401   401
api_report               -          405   401   401   401   401   401   401   401   401   401   401
api_report_json          -          405   401   401   401   401   401   401   401   401   401   401
api_report_csv           -          405   401   401   401   401   401   401   401   401   401   401
api_row_files            -          405   401   401   401   401   401   401   401   401   401   401
api_row_file             -          405   401   401   401   401   401   401   401   401   401   401
api_row_file_csv         -          405   401   401   401   401   401   401   401   401   401   401
api_row_file_parquet     -          405   401   401   401   401   401   401   401   401   401   401
api_row_file_metadata    -          405   401   401   401   401   401   401   401   401   401   401
api_tables               -          405   401   401   401   401   401   401   401   401   401   401
api_unknown              -          405   404   404   404   404   404   404   404   404   404   404
service_worker           -          405   ok    ok    ok    ok    ok    ok    ok    ok    ok    ok
manifest                 -          405   ok    ok    ok    ok    ok    ok    ok    ok    ok    ok
stay_signed_in           -          away  login ok    ok    ok    ok    ok    ok    ok    ok    ok
offline                  -          405   ok    ok    ok    ok    ok    ok    ok    ok    ok    ok
offline_key              -          405   login ok    ok    ok    ok    ok    403   403   403   403
send_from_device         -          400   login 405   405   405   403   403   403   403   403   403
start                    -          away  login ok    ok    ok    403   403   403   403   403   403
my_records               -          405   login ok    ok    ok    403   403   403   403   403   403
screener                 -          405   login ok    ok    ok    ok    ok    ok    ok    ok    ok
position                 -          400   login 405   405   405   403   403   403   403   403   403
favourites               -          405   login ok    ok    ok    403   403   403   403   403   403
favourite                -          same  login 404   404   404   403   403   403   403   403   403
public_receipt           -          405   404   404   404   404   404   404   404   404   404   404

encounter                draft      405   login away  404   404   404   404   404   404   404   404
encounter                submitted  405   login ok    ok    404   ok    404   404   404   404   404
encounter                returned   405   login ok    ok    404   ok    404   404   404   404   404
encounter                escalated  405   login ok    ok    404   ok    404   ok    404   404   404
encounter                opened     405   login ok    ok    404   ok    404   ok    404   404   404

tasks                    draft      405   login ok    404   404   404   404   404   404   404   404
tasks                    submitted  405   login away  away  404   away  404   404   404   404   404
tasks                    returned   405   login ok    away  404   away  404   404   404   404   404
tasks                    escalated  405   login away  away  404   away  404   away  404   404   404
tasks                    opened     405   login away  away  404   away  404   away  404   404   404

save_section             draft      same  login ok    404   404   404   404   404   404   404   404
save_section             submitted  same  login 403   403   404   403   404   404   404   404   404
save_section             returned   same  login ok    403   404   403   404   404   404   404   404
save_section             escalated  same  login 403   403   404   403   404   403   404   404   404
save_section             opened     same  login 403   403   404   403   404   403   404   404   404

submit                   draft      same  login ok    404   404   404   404   404   404   404   404
submit                   submitted  same  login away  away  404   away  404   404   404   404   404
submit                   returned   same  login ok    away  404   away  404   404   404   404   404
submit                   escalated  same  login away  away  404   away  404   away  404   404   404
submit                   opened     same  login away  away  404   away  404   away  404   404   404

discard                  draft      same  login ok    404   404   404   404   404   404   404   404
discard                  submitted  same  login away  403   404   403   404   404   404   404   404
discard                  returned   same  login away  403   404   403   404   404   404   404   404
discard                  escalated  same  login away  403   404   403   404   403   404   404   404
discard                  opened     same  login away  403   404   403   404   403   404   404   404

withdraw                 draft      same  login away  404   404   404   404   404   404   404   404
withdraw                 submitted  same  login ok    403   404   ok    404   404   404   404   404
withdraw                 returned   same  login ok    403   404   ok    404   404   404   404   404
withdraw                 escalated  same  login 403   403   404   403   404   ok    404   404   404
withdraw                 opened     same  login 403   403   404   ok    404   403   404   404   404

review                   draft      same  login 403   404   404   404   404   404   404   404   404
review                   submitted  same  login 403   403   404   ok    404   404   404   404   404
review                   returned   same  login 403   403   404   away  404   404   404   404   404
review                   escalated  same  login 403   403   404   403   404   ok    404   404   404
review                   opened     same  login 403   403   404   away  404   403   404   404   404

account_tasks            draft      405   login away  404   404   404   404   404   404   404   404
account_tasks            submitted  405   login away  ok    404   away  404   404   404   404   404
account_tasks            returned   405   login away  ok    404   away  404   404   404   404   404
account_tasks            escalated  405   login away  ok    404   away  404   away  404   404   404
account_tasks            opened     405   login away  away  404   away  404   away  404   404   404

writing_notes            draft      ok    login 405   404   404   404   404   404   404   404   404
writing_notes            submitted  ok    login 405   405   404   403   404   404   404   404   404
writing_notes            returned   ok    login 405   405   404   403   404   404   404   404   404
writing_notes            escalated  ok    login 403   405   404   403   404   403   404   404   404
writing_notes            opened     ok    login 405   403   404   403   404   403   404   404   404

save_account_section     draft      same  login 403   404   404   404   404   404   404   404   404
save_account_section     submitted  same  login 403   ok    404   403   404   404   404   404   404
save_account_section     returned   same  login 403   ok    404   403   404   404   404   404   404
save_account_section     escalated  same  login 403   ok    404   403   404   403   404   404   404
save_account_section     opened     same  login 403   403   404   403   404   403   404   404   404

give_account             draft      same  login away  404   404   404   404   404   404   404   404
give_account             submitted  same  login away  away  404   away  404   404   404   404   404
give_account             returned   same  login away  away  404   away  404   404   404   404   404
give_account             escalated  same  login away  away  404   away  404   away  404   404   404
give_account             opened     same  login away  away  404   away  404   away  404   404   404

deny_involvement         draft      same  login 403   404   404   404   404   404   404   404   404
deny_involvement         submitted  same  login 403   ok    404   403   404   404   404   404   404
deny_involvement         returned   same  login 403   ok    404   403   404   404   404   404   404
deny_involvement         escalated  same  login 403   ok    404   403   404   403   404   404   404
deny_involvement         opened     same  login 403   403   404   403   404   403   404   404   404

answer_denial            draft      same  login away  404   404   404   404   404   404   404   404
answer_denial            submitted  same  login away  403   404   403   404   404   404   404   404
answer_denial            returned   same  login away  403   404   403   404   404   404   404   404
answer_denial            escalated  same  login away  403   404   403   404   403   404   404   404
answer_denial            opened     same  login away  403   404   403   404   403   404   404   404

add_person               draft      away  login ok    404   404   404   404   404   404   404   404
add_person               submitted  away  login ok    403   404   403   404   404   404   404   404
add_person               returned   away  login ok    403   404   403   404   404   404   404   404
add_person               escalated  away  login ok    403   404   403   404   403   404   404   404
add_person               opened     away  login ok    403   404   403   404   403   404   404   404

join                     draft      same  login 404   404   404   404   404   404   404   404   404
join                     submitted  same  login 403   403   404   403   404   404   404   404   404
join                     returned   same  login away  403   404   403   404   404   404   404   404
join                     escalated  same  login 403   403   404   403   404   403   404   404   404
join                     opened     same  login 403   403   404   403   404   403   404   404   404

save_favourite           draft      same  login ok    404   404   404   404   404   404   404   404
save_favourite           submitted  same  login ok    403   404   403   404   404   404   404   404
save_favourite           returned   same  login ok    403   404   403   404   404   404   404   404
save_favourite           escalated  same  login ok    403   404   403   404   403   404   404   404
save_favourite           opened     same  login ok    403   404   403   404   403   404   404   404

hand_over                draft      same  login ok    404   404   404   404   404   404   404   404
hand_over                submitted  same  login 403   403   404   403   404   404   404   404   404
hand_over                returned   same  login 403   403   404   403   404   404   404   404   404
hand_over                escalated  same  login 403   403   404   403   404   403   404   404   404
hand_over                opened     same  login 403   403   404   403   404   403   404   404   404

add_comment              draft      same  login 403   404   404   404   404   404   404   404   404
add_comment              submitted  same  login ok    ok    404   ok    404   404   404   404   404
add_comment              returned   same  login ok    ok    404   ok    404   404   404   404   404
add_comment              escalated  same  login ok    ok    404   ok    404   ok    404   404   404
add_comment              opened     same  login ok    ok    404   ok    404   ok    404   404   404

mark_footage             draft      same  login 403   404   404   404   404   404   404   404   404
mark_footage             submitted  same  login ok    ok    404   ok    404   404   404   404   404
mark_footage             returned   same  login ok    ok    404   ok    404   404   404   404   404
mark_footage             escalated  same  login ok    ok    404   ok    404   ok    404   404   404
mark_footage             opened     same  login ok    ok    404   ok    404   ok    404   404   404

amend                    draft      away  login 403   404   404   404   404   404   404   404   404
amend                    submitted  away  login ok    403   404   403   404   404   404   404   404
amend                    returned   away  login 403   403   404   403   404   404   404   404   404
amend                    escalated  away  login 403   403   404   403   404   403   404   404   404
amend                    opened     away  login ok    403   404   403   404   403   404   404   404

prepare_amendment        draft      same  login 403   404   404   404   404   404   404   404   404
prepare_amendment        submitted  same  login ok    403   404   403   404   404   404   404   404
prepare_amendment        returned   same  login 403   403   404   403   404   404   404   404   404
prepare_amendment        escalated  same  login 403   403   404   403   404   403   404   404   404
prepare_amendment        opened     same  login ok    403   404   403   404   403   404   404   404

add_colleague            draft      same  login 403   404   404   404   404   404   404   404   404
add_colleague            submitted  same  login ok    403   404   403   404   404   404   404   404
add_colleague            returned   same  login 403   403   404   403   404   404   404   404   404
add_colleague            escalated  same  login 403   403   404   403   404   403   404   404   404
add_colleague            opened     same  login ok    403   404   403   404   403   404   404   404

acknowledge              draft      same login away  404   404   404   404   404   404   404   404
acknowledge              submitted  same login away  away  404   away  404   404   404   404   404
acknowledge              returned   same login away  away  404   away  404   404   404   404   404
acknowledge              escalated  same login away  away  404   away  404   away  404   404   404
acknowledge              opened     same login away  away  404   away  404   away  404   404   404

ask_opinion              draft      same login 403   404   404   404   404   404   404   404   404
ask_opinion              submitted  same login 403   403   404   ok    404   404   404   404   404
ask_opinion              returned   same login 403   403   404   403   404   404   404   404   404
ask_opinion              escalated  same login 403   403   404   403   404   ok    404   404   404
ask_opinion              opened     same login 403   403   404   403   404   403   404   404   404

give_opinion             draft      same login 403   404   404   404   404   404   404   404   404
give_opinion             submitted  same login 403   403   404   403   404   404   404   404   404
give_opinion             returned   same login 403   403   404   403   404   404   404   404   404
give_opinion             escalated  same login 403   403   404   403   404   403   404   404   404
give_opinion             opened     same login 403   403   404   403   404   403   404   404   404

drop_amendment           draft      same  login away  404   404   404   404   404   404   404   404
drop_amendment           submitted  same  login away  away  404   away  404   404   404   404   404
drop_amendment           returned   same  login away  away  404   away  404   404   404   404   404
drop_amendment           escalated  same  login away  away  404   away  404   away  404   404   404
drop_amendment           opened     same  login away  away  404   away  404   away  404   404   404

record_pdf               draft      405   login away  404   404   404   404   404   404   404   404
record_pdf               submitted  405   login ok    ok    404   ok    404   404   404   404   404
record_pdf               returned   405   login ok    ok    404   ok    404   404   404   404   404
record_pdf               escalated  405   login ok    ok    404   ok    404   ok    404   404   404
record_pdf               opened     405   login ok    ok    404   ok    404   ok    404   404   404

make_receipt             draft      away  login 403   404   404   404   404   404   404   404   404
make_receipt             submitted  away  login ok    ok    404   ok    404   404   404   404   404
make_receipt             returned   away  login ok    ok    404   ok    404   404   404   404   404
make_receipt             escalated  away  login ok    ok    404   ok    404   403   404   404   404
make_receipt             opened     away  login ok    ok    404   ok    404   403   404   404   404
"""
# The pages of signing in, by name: (post, signed out, signed in).
SIGNING_IN = {
    "account_login": ("same", "ok", "away"),
    "account_logout": ("login", "login", "ok"),
    "account_inactive": ("405", "ok", "ok"),
    "account_signup": ("same", "ok", "away"),  # the page says that nobody signs up
    "account_reauthenticate": ("same", "login", "ok"),
    "account_change_password": ("same", "login", "ok"),
    "account_set_password": ("same", "login", "away"),
    "account_reset_password": ("same", "ok", "ok"),
    "account_reset_password_from_key_done": ("405", "ok", "ok"),
    "account_reset_password_from_key": ("same", "ok", "ok"),
    "account_reset_password_done": ("405", "ok", "ok"),
}
# What stands for the part of an address that varies.
SAMPLES = {
    "<slug:name>": "handcuff_type",
    "<slug:ident>": "nothing-drawn",
    "<slug:address>": "treatment-once-handcuffed",
    "<slug:file>": "encounters",
    r"^(?P<rest>.*)$": "nowhere",
    "<int:person_id>": lambda: User.objects.order_by("pk").first().pk,
    "<int:team_id>": lambda: Team.objects.order_by("-pk").first().pk,
    "<int:token_id>": "0",
    "<uuid:file_id>": "00000000-0000-4000-8000-000000000000",
    "<path:area_code>": "E09000022",
    "<str:code>": "unknown",
    "<int:saved_search_id>": "1",
    "<int:saved_report_id>": "1",
    "<str:signed>": "not-signed",
    "<int:favourite_id>": "999999",
    "<int:sample_id>": "0",
    "<int:number>": "0",
    "<int:item_id>": "0",
    "<uuid:other_id>": "00000000-0000-4000-8000-000000000000",
    "<section:section>": "person",
    "<account_section:section>": "handcuffing",
    r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-abc/",
}
RECORD = "<uuid:encounter_id>"


@dataclass(frozen=True)
class Row:
    """What one address gives, about one record, to the people of each column."""

    name: str
    record: str
    post: str
    get: dict[str, str]

    def of_post(self, column: str) -> str:
        get = self.get[column]
        if self.post == "405" and get != "login":
            return "405"
        # 405 to GET: an address for sending only.
        return self.post if get in ("ok", "405") and self.post not in ("same", "405") else get


def rows() -> list[Row]:
    _, *lines = [line.split() for line in TABLE.splitlines() if line.strip()]
    table = [
        Row(name, record, post, dict(zip(COLUMNS, cells, strict=True)))
        for name, record, post, *cells in lines
    ]
    signing_in = [
        Row(name, "-", post, {**dict.fromkeys(COLUMNS, signed_in), "out": out})
        for name, (post, out, signed_in) in SIGNING_IN.items()
    ]
    return table + signing_in


def addresses(resolver: URLResolver | None = None, before: str = "/") -> Iterator[tuple[str, str]]:
    """(name, address) of all there are, as they are declared."""
    for one in (resolver or get_resolver()).url_patterns:
        address = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield one.name or address, address
        else:
            yield from addresses(one, address)


@cache
def declared() -> dict[str, str]:
    return dict(addresses())


def path(name: str, record=None) -> str:
    """The address with something for every part that varies."""
    found = declared()[name]
    for part, sample in SAMPLES.items():
        if part in found:
            found = found.replace(part, str(sample() if callable(sample) else sample))
    if record is not None:
        found = found.replace(RECORD, str(record.pk))
    assert not re.search(r"[<>^$(]", found), f"{name} has a part without a sample: {found}"
    return found


def answer(response) -> str:
    """What came back, in the words of the table."""
    if response.status_code == 302:
        return "login" if response["Location"].startswith("/account/login/") else "away"
    return "ok" if response.status_code == 200 else str(response.status_code)


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """One for each column, in a transaction around all tests of the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield a_person_for_each_column()
        transaction.set_rollback(True)


def a_person_for_each_column() -> SimpleNamespace:
    team, password = a_team(), {"password": "a long enough password"}
    return SimpleNamespace(
        own=an_officer(team=team, **password),
        applied=an_officer(**password),
        officer=an_officer(team=team, **password),
        superv=a_supervisor(team=team, **password),
        other=a_supervisor(**password),
        standards=professional_standards(**password),
        analyst=an_analyst(**password),
        admin=an_administrator(**password),
        nobody=a_person(**password),
    )


@pytest.fixture(scope="module")
def records(people):
    return a_record_of_each_kind(people)


def a_record_of_each_kind(people: SimpleNamespace) -> dict:
    def a_record(status: Status):
        return an_encounter(
            status,
            officer=people.own,
            supervisor=people.superv,
            colleagues={people.applied: Involvement.APPLIED},
        )

    made = {
        "draft": a_record(Status.DRAFT),
        "submitted": a_record(Status.SUBMITTED),
        "returned": a_record(Status.RETURNED),
        "escalated": a_record(Status.ESCALATED),
        "opened": a_record(Status.ACCEPTED),
    }
    actions.open_record(
        reference=made["opened"].reference,
        reason="Complaint",
        by=people.standards,
        at=timezone.now(),
    )
    return made


@pytest.fixture
def quiet():
    """Every refusal would be a traceback in the log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_every_address_is_in_the_table_and_nothing_else_is():
    names = [name for name, _ in addresses()]
    assert len(names) == len(set(names)), "two addresses of one name"
    assert {row.name for row in rows()} == set(names)


def test_every_address_of_a_record_is_tried_with_every_kind_of_record(records):
    tried = {(row.name, row.record) for row in rows()}
    about_records = {name for name, address in addresses() if RECORD in address}
    wanted = {(name, record) for name in about_records for record in records}
    assert {pair for pair in tried if pair[1] != "-"} == wanted


def differences(column: str, client: Client, records, sign_in) -> list[str]:
    """Every cell of a column that is not answered as the table says."""
    wrong = []
    for row in rows():
        address = path(row.name, records.get(row.record))
        for method, expected in (("GET", row.get[column]), ("POST", row.of_post(column))):
            found = answer(getattr(client, method.lower())(address))
            if found != expected:
                wrong.append(f"{method} {row.name} ({row.record}): {found}, not {expected}")
            if row.name == "account_logout" and method == "POST":
                sign_in()
    return wrong


@pytest.mark.parametrize("column", COLUMNS[1:])
def test_signed_in_people_get_what_the_table_says(db, quiet, client, people, records, column):
    def sign_in() -> None:
        client.force_login(getattr(people, column))

    sign_in()
    assert differences(column, client, records, sign_in) == []


def test_who_is_signed_out_gets_what_the_table_says(db, quiet, client, records):
    assert differences("out", client, records, lambda: None) == []


def test_who_was_made_inactive_gets_what_somebody_signed_out_gets(
    db, quiet, client, people, records
):
    """Also with a session from before."""
    client.force_login(people.own)
    User.objects.filter(pk=people.own.pk).update(is_active=False)
    assert differences("out", client, records, lambda: None) == []


def test_signing_in_leads_back_to_the_address_that_was_asked_for(db, client):
    response = client.get("/review/?page=2")
    assert response["Location"] == "/account/login/?next=/review/%3Fpage%3D2"


def test_nothing_is_taken_without_the_token_of_its_page(db, quiet, people, records):
    """Another site could send a form in an officer's name."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.own)
    for row in rows():
        response = browser.post(path(row.name, records.get(row.record)))
        assert response.status_code in (403, 405), row.name
