"""Settings shared by every installation; the environment is read once, in ip5/env.py."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from ip5.env import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR = env.var

# --- What this installation is -------------------------------------------------------------------
DEMO = env.demo
DEMO_PASSWORD = env.demo_password
DEBUG = False
SECRET_KEY = env.secret_key
ALLOWED_HOSTS = env.allowed_hosts
CSRF_TRUSTED_ORIGINS = env.trusted_origins
SITE_URL = env.site_url

# --- Applications: the floors, top to bottom --------------------------------------------------------
INSTALLED_APPS = [
    "ip5.public",
    "ip5.dashboards",
    "ip5.post",
    "proposals",
    "meetings",
    "roadmap",
    "ip5.ballots",
    "ip5.register",
    "ip5.papers",
    "ip5.accounts",
    "ip5.offices",
    "ip5.outbox",
    "ip5.audit",
    "ip5.api",
    "ip5.ui",
    "allauth",
    "allauth.account",
    "guardian",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "ip5.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ip5.middleware.hat",
    "ip5.middleware.gate",
    "ip5.middleware.deed_errors",
]

ROOT_URLCONF = "ip5.urls"
WSGI_APPLICATION = "ip5.wsgi.application"

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
                "csp.context_processors.nonce",
                "ip5.dashboards.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "ip5.ui.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "ip5.ui.renderer.FormRenderer"

# --- Data -------------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL")}
if env.has_owner_database:
    # The owner migrates; web, worker and beat never hold its password.
    DATABASES["owner"] = env.database("OWNER_DATABASE_URL")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sessions live in PostgreSQL: Valkey may vanish without signing anybody out.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = False

# --- People -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = str
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "ip5.accounts.adapter.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# The limits that count are in the database (accounts/attempts.py): they hold without a cache.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip"}
SESSION_ABSOLUTE_AGE = 24 * 60 * 60
# Guardian holds only extras joined by accounts/grants.py; its backend would answer without a mandate.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

# --- Language and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": env.papers_storage,
    "staticfiles": {"BACKEND": "ip5.ui.storage.HashedStaticFiles"},
}
# Papers; there is no MEDIA_URL: a view that asks who may read them hands them out.
MEDIA_ROOT = VAR / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_HANDLERS = ["ip5.papers.uploads.PaperUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 5

# --- Tasks and cache: a wake-up and a convenience, never the truth ------------------------------------
CELERY_BROKER_URL = env.redis_url
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 0.2}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "deliver-notices": {"task": "ip5.post.tasks.deliver_notices", "schedule": 60.0},
    "send-digests": {"task": "ip5.post.tasks.send_digests", "schedule": 300.0},
    "resume-proposals": {"task": "proposals.tasks.resume_proposals", "schedule": 300.0},
    "close-rounds": {"task": "proposals.tasks.close_rounds", "schedule": 30.0},
    "follow-rounds": {"task": "roadmap.tasks.follow_rounds", "schedule": 15.0},
    "settle-conclusions": {"task": "meetings.tasks.settle_conclusions", "schedule": 60.0},
    "remind-owners": {"task": "meetings.tasks.remind_owners", "schedule": 300.0},
    "follow-summaries": {"task": "meetings.tasks.follow_summaries", "schedule": 15.0},
    "publish-versions": {"task": "roadmap.tasks.publish_versions", "schedule": 15.0},
    "build-files": {"task": "roadmap.tasks.build_files", "schedule": 15.0},
    "settle-rounds": {"task": "proposals.tasks.settle_rounds", "schedule": 60.0},
}
CACHES = {
    "default": {
        "BACKEND": "ip5.kernel.cache.SurvivingRedisCache",
        "LOCATION": env.redis_url,
        "OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2},
    }
}

# --- Mail -------------------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.smtp_host
EMAIL_PORT = env.smtp_port
EMAIL_HOST_USER = env.smtp_user
EMAIL_HOST_PASSWORD = env.smtp_password
EMAIL_USE_TLS = env.smtp_tls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.mail_from

# --- Walls ------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "ip5.views.csrf_failure"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["ip5.api.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "ip5.api.pagination.KeyPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "ip5.api.errors.handle",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "IP5 NET/AI roadmap",
    "DESCRIPTION": "Offices, proposals and ballot rounds, with what the caller may do.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "ReservationKindEnum": "ip5.ballots.states.ReservationKind",
        "ConfirmationEnum": ["confirm", "confirm_with_reservation", "decline"],
    },
}

# --- Logs -------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"without_secrets": {"()": "ip5.kernel.quiet.WithoutSecrets"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["without_secrets"],
        }
    },
    # At the loggers that name addresses, so that no other handler sees one either.
    "loggers": {"django.request": {"filters": ["without_secrets"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
