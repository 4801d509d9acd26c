from django.forms.renderers import TemplatesSetting


class GovukRenderer(TemplatesSetting):
    """Render forms through `templates/django/forms/`, as everything else is rendered.

    Named in the settings as FORM_RENDERER, it applies to every form, those of packages included.
    """

    form_template_name = "django/forms/div.html"
    formset_template_name = "django/forms/formsets/div.html"
    field_template_name = "django/forms/field.html"
