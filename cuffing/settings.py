"""Settings of every environment, in one file.

CUFFING_ENV chooses: development (default), demo, test or production. Production takes its
secrets and addresses from the environment and refuses to start without them.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from cuffing.database.configuration import databases

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = Path(os.environ.get("CUFFING_STATE", BASE_DIR / ".state"))

ENVIRONMENTS = ("development", "demo", "test", "production")
ENVIRONMENT = os.environ.get("CUFFING_ENV", "development")
if ENVIRONMENT not in ENVIRONMENTS:
    raise ImproperlyConfigured(
        f"CUFFING_ENV is {ENVIRONMENT!r}; it must be one of {', '.join(ENVIRONMENTS)}."
    )
PRODUCTION = ENVIRONMENT == "production"


def required_in_production(name: str, otherwise: str) -> str:
    """The environment variable `name`; outside production a value that is safe to know."""
    value = os.environ.get(name, "")
    if value:
        return value
    if PRODUCTION:
        raise ImproperlyConfigured(f"Set {name}: production does not start without it.")
    return otherwise


DEBUG = os.environ.get("DEBUG", "1" if ENVIRONMENT == "development" else "0") not in ("", "0")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG is on: production does not start with it. Unset DEBUG.")

SECRET_KEY = required_in_production("SECRET_KEY", "known-to-everybody-outside-production-" * 2)
# Keys the pseudonyms in row files. Changing it breaks the link between files, nothing else.
PSEUDONYM_KEY = required_in_production("PSEUDONYM_KEY", "known-to-everybody-outside-production")
# Keys the drafts that rest on officers' devices. Changing it makes those not sent yet unreadable.
OFFLINE_KEY = required_in_production("OFFLINE_KEY", "known-to-everybody-outside-production")
ALLOWED_HOSTS = required_in_production("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver")
ALLOWED_HOSTS = [host.strip() for host in ALLOWED_HOSTS.split(",")]
CSRF_TRUSTED_ORIGINS = [
    origin.strip()
    for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",")
    if origin.strip()
]

INSTALLED_APPS = [
    "cuffing",
    "reporting",
    "records",
    "accounts",
    "audit",
    "outbox",
    "govuk",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "pgtrigger",
    "pghistory",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cuffing.session.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "audit.middleware.origin",
    "records.policy.once_per_request",
    "cuffing.middleware.private_pages",
]

ROOT_URLCONF = "cuffing.urls"
WSGI_APPLICATION = "cuffing.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cuffing.context.page",
                "cuffing.session.device",
            ],
        },
    },
]
FORM_RENDERER = "govuk.renderer.GovukRenderer"
CRISPY_TEMPLATE_PACK = "govuk"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["govuk"]
CRISPY_FAIL_SILENTLY = not DEBUG

DATABASES = {"default": databases(os.environ, base_dir=BASE_DIR, production=PRODUCTION)}

# allauth's rate limits count in the cache, so it must be one that all processes share.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cuffing_cache",
    }
}

AUTH_USER_MODEL = "accounts.User"
# Only allauth's backend: a second one beside it would hash every failed password twice.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["warrant_number", "name", "email"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "warrant_number"
ACCOUNT_USER_DISPLAY = "accounts.models.display_name"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
# A station is one address: at the change of shift a whole relief signs in within a minute, so many
# sign-ins from one address are no attack. Failed ones are: twenty a minute from one address, and
# five in five minutes at one person, from wherever they come.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "20/m/ip,5/300s/key",
    # A mail each: five a minute for one address of a person, twenty from one station.
    "reset_password": "20/m/ip,5/m/key",
}

SESSION_COOKIE_AGE = 10 * 60 * 60  # a shift
SESSION_WARNING_MINUTES = int(os.environ.get("SESSION_WARNING_MINUTES", "5"))  # before its end
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cuffing.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
if PRODUCTION:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
# Set when a proxy of ours ends TLS: its X-Forwarded-Proto and X-Forwarded-For are then believed.
BEHIND_PROXY = os.environ.get("BEHIND_PROXY", "0") not in ("", "0")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Else allauth counts the whole force as one address, the proxy's.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "Europe/London"  # the database keeps UTC; people read London time

STATIC_URL = "static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "cuffing.staticfiles.StaticFiles"
            if ENVIRONMENT in ("demo", "production")
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = ENVIRONMENT in ("development", "test")
WHITENOISE_AUTOREFRESH = ENVIRONMENT == "development"

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if os.environ.get("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ["EMAIL_HOST"]
    EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
    EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
    EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "1") not in ("", "0")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "cuffing@localhost")
EMAIL_TIMEOUT = 20  # seconds; a mail server that says nothing must not stop the others' mail
MAIL_AT_MOST = int(os.environ.get("MAIL_AT_MOST", "50"))  # in one run of send_mail
REMINDERS_AT_MOST = int(os.environ.get("REMINDERS_AT_MOST", "200"))  # one run of send_reminders
# Where mails lead to: the address people type, with its scheme.
PUBLIC_ADDRESS = os.environ.get(
    "PUBLIC_ADDRESS",
    f"https://{ALLOWED_HOSTS[0]}"
    if PRODUCTION
    else f"http://127.0.0.1:{os.environ.get('PORT', '8000')}",
).rstrip("/")

# Deadlines and thresholds: what the force may set, in one place.
RECORD_WITHIN_HOURS = int(os.environ.get("RECORD_WITHIN_HOURS", "24"))
ACCOUNT_WITHIN_HOURS = int(os.environ.get("ACCOUNT_WITHIN_HOURS", "72"))
REVIEW_WITHIN_HOURS = int(os.environ.get("REVIEW_WITHIN_HOURS", "72"))
CONTINUED_USE_MINUTES = int(os.environ.get("CONTINUED_USE_MINUTES", "10"))
# Accounts whose times lie further apart are marked as different.
ACCOUNT_TIMES_DIFFER_MINUTES = int(os.environ.get("ACCOUNT_TIMES_DIFFER_MINUTES", "5"))
# How long footage is kept that nobody marked as evidence, and when reviewers are warned.
VIDEO_KEPT_DAYS = int(os.environ.get("VIDEO_KEPT_DAYS", "31"))
VIDEO_WARNING_DAYS = int(os.environ.get("VIDEO_WARNING_DAYS", "7"))
# How long somebody asked for a second opinion may read a record of another team.
SECOND_OPINION_DAYS = int(os.environ.get("SECOND_OPINION_DAYS", "7"))
DUPLICATE_WITHIN_MINUTES = int(os.environ.get("DUPLICATE_WITHIN_MINUTES", "30"))
# How long each training counts, in months: personal safety, legal, de-escalation.
TRAINING_VALID_MONTHS = dict(
    zip(
        ("personal_safety", "legal", "de_escalation"),
        map(int, os.environ.get("TRAINING_VALID_MONTHS", "12,24,24").split(",")),
        strict=True,
    )
)
# What a person leaves open, told by the register to the pages about people, which lie under it.
OPEN_WORK_OF = "records.reminders.open_work_of"

# What the receipt for the person says. Outside production a force that does not exist.
_FICTIONAL = not PRODUCTION
FORCE_NAME = os.environ.get("FORCE_NAME", "Marlbridge Police" if _FICTIONAL else "")
RECORD_REQUESTS_ADDRESS = os.environ.get(
    "RECORD_REQUESTS_ADDRESS",
    "Information Rights, Marlbridge Police, 1 Beacon Street, Marlbridge" if _FICTIONAL else "",
)
COMPLAINTS_ADDRESS = os.environ.get(
    "COMPLAINTS_ADDRESS",
    "Professional Standards, Marlbridge Police, 1 Beacon Street, Marlbridge" if _FICTIONAL else "",
)
# Where the public reaches /r/<code>/, if not at the address that officers use.
RECEIPT_ADDRESS = os.environ.get("RECEIPT_ADDRESS", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"without_rows": {"()": "cuffing.log.WithoutRows"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "without_rows"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.server": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
