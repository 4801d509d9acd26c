"""How Django forms become GOV.UK Frontend markup: the renderer, widgets and the error summary.

The markup itself is in `templates/django/forms/`; `templates/govuk/` lets crispy-forms compose
layouts of it.
"""
