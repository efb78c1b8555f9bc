"""Settings: one file, typed, read from the environment and the workspace.

Every variable read here is described in docs/reference/settings.md; a check keeps the two together.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF

from nadhir.web.workspace import Workspace

django_stubs_ext.monkeypatch()

PACKAGE = Path(__file__).resolve().parent
WORKSPACE = Workspace.of_environment()
WORKSPACE.announce()


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


DEBUG = _flag("NADHIR_DEBUG")
SECRET_KEY = os.environ.get("NADHIR_SECRET_KEY") or WORKSPACE.secret("django")
# Keys of sealed fields, the one in use first; without them one is made in the workspace.
NADHIR_SEALING_KEYS = _list("NADHIR_SEALING_KEYS")
ALLOWED_HOSTS = _list("NADHIR_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = _list("NADHIR_ORIGINS")
# The address that links in mails begin with.
BASE_URL = os.environ.get("NADHIR_BASE_URL", "http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "nadhir.web.core",
    "nadhir.web.accounts",
    "nadhir.web.directory",
    "nadhir.web.intake",
    "nadhir.web.expressions",
    "nadhir.web.situations",
    "nadhir.web.warnings",
    "nadhir.web.response",
    "nadhir.web.cooperation",
    "nadhir.web.exchange",
    "nadhir.web.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "nadhir.web.core.middleware.kept_nowhere",
    "nadhir.web.core.middleware.without_nul",
    "nadhir.web.accounts.middleware.language_of_reader",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "nadhir.web.accounts.middleware.viewer_of_request",
    "nadhir.web.core.middleware.refusals_in_words",
]

ROOT_URLCONF = "nadhir.web.urls"
WSGI_APPLICATION = "nadhir.web.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nadhir.web.portal.navigation.navigation",
            ],
            "builtins": ["nadhir.web.core.templatetags.nadhir"],
        },
    },
]

_database_url = os.environ.get("DATABASE_URL")
DATABASES: dict[str, Any]
if _database_url:
    DATABASES = {
        "default": dict(dj_database_url.parse(_database_url, conn_max_age=60, conn_health_checks=True))
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(WORKSPACE.database),
            "OPTIONS": {
                # A writer waits for the one before it instead of failing half-way through.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;"
                    "PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    }
# Attempts to sign in are counted here: other entries, such as the counts of the navigation, must not push
# them out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "nadhir.web.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "watch"
ACCOUNT_ADAPTER = "nadhir.web.accounts.adapter.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# A session ends with the browser: machines are shared, and a person may have to leave one in a hurry.
ACCOUNT_SESSION_REMEMBER = False
# No mail to strangers: whoever is unknown learns nothing, and cannot make us write to somebody.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Nadhir · "
ACCOUNT_FORMS = {
    "login": "nadhir.web.accounts.sign_in.SignIn",
    "reset_password": "nadhir.web.accounts.sign_in.ForgottenPassword",
    "reset_password_from_key": "nadhir.web.accounts.sign_in.NewPassword",
    "change_password": "nadhir.web.accounts.sign_in.ChangedPassword",
    "reauthenticate": "nadhir.web.accounts.sign_in.PasswordAgain",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Nadhir"
MFA_ADAPTER = "nadhir.web.accounts.adapter.SecondFactor"
# People are invited by their address, so that there is nothing left to verify.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Clocks of old machines drift: the code before and the code after count too.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "nadhir.web.accounts.sign_in.Code",
    "reauthenticate": "nadhir.web.accounts.sign_in.CodeAgain",
    "activate_totp": "nadhir.web.accounts.sign_in.FirstCode",
}

LANGUAGE_CODE = "en"
LANGUAGES = [("ar", "العربية"), ("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "static/"
STATICFILES_DIRS = [PACKAGE / "static"]
# Served straight from the package: nothing to collect, nothing to forget after an upgrade. An address carries
# the hash of its file, so a browser on a weak line fetches each file once.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "nadhir.web.core.static.MarkedStaticFiles"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG else 60 * 60 * 24 * 365
WHITENOISE_AUTOREFRESH = DEBUG

EMAIL_HOST = os.environ.get("NADHIR_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("NADHIR_MAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("NADHIR_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("NADHIR_MAIL_PASSWORD", "")
# "starttls" (by default), "tls" from the first byte, or "none" for a server on this machine.
_mail_tls = os.environ.get("NADHIR_MAIL_TLS", "starttls").strip().lower()
EMAIL_USE_TLS = bool(EMAIL_HOST) and _mail_tls == "starttls"
EMAIL_USE_SSL = bool(EMAIL_HOST) and _mail_tls == "tls"
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = str(WORKSPACE.mail)
DEFAULT_FROM_EMAIL = os.environ.get("NADHIR_MAIL_FROM", "nadhir@localhost")

# By name, the address of a gateway as Apprise reads it, with {to} where a number goes:
# sms=twilio://SID:TOKEN@+15550100/{to} signal=signals://gateway.example/+15550100/{to}
NADHIR_GATEWAYS = dict(
    one.split("=", 1) for one in os.environ.get("NADHIR_GATEWAYS", "").split() if "=" in one
)
# Networks inside that webhooks may lead to, also without TLS.
NADHIR_WEBHOOK_NETWORKS = _list("NADHIR_WEBHOOK_NETWORKS")
NADHIR_WEBHOOK_SECONDS = float(os.environ.get("NADHIR_WEBHOOK_SECONDS", "10"))

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# An upload through the page; larger files go through `nadhir ingest`.
NADHIR_UPLOAD_BYTES = 50 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

_secure = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _secure else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("NADHIR_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
# Who receives what people without an account tell on the page /report/.
REPORTS_TO = os.environ.get("NADHIR_REPORTS_TO", "")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # The page on which people without an account tell what happened works without a line.
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
