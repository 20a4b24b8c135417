"""Django settings: everything that differs between places comes from ``plc.env``; the rest is the product's choice."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from plc.env import read_environment

ENV = read_environment(os.environ)
BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = ENV.secret_key
DEBUG = False
ALLOWED_HOSTS = [*ENV.allowed_hosts, *([] if ENV.is_production else ["127.0.0.1", "localhost", "testserver"])]
CSRF_TRUSTED_ORIGINS = [ENV.base_url]
ROOT_URLCONF = "plc.urls"
WSGI_APPLICATION = "plc.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "plc.apps.PlcConfig",
    "plc.schools.apps.SchoolsConfig",
    "teams.apps.TeamsConfig",
    "assessments.apps.AssessmentsConfig",
    "goals.apps.GoalsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    *(["allauth.socialaccount.providers.google"] if ENV.google else []),
    *(["allauth.socialaccount.providers.microsoft"] if ENV.microsoft else []),
    "rest_framework",
    "csp",
]

MIDDLEWARE = [
    "plc.http.requests.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "plc.tenancy.middleware.TenantMiddleware",
    "plc.http.refusals.RefusalMiddleware",
    "plc.http.errors.OpenedMiddleware",
]

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
                "plc.schools.shell.shell",
            ],
            "builtins": ["plc.templatetags.figures", "plc.templatetags.components"],
        },
    }
]
FORM_RENDERER = "plc.http.forms.FormRenderer"

# --- Database: PostgreSQL only, because the fence between districts is the database's own.
DATABASES = {
    "default": {
        "ENGINE": "plc.tenancy.backend",
        "HOST": ENV.database.host,
        "PORT": ENV.database.port,
        "NAME": ENV.database.name,
        "USER": ENV.database.user,
        "PASSWORD": ENV.database.password,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,  # a transaction pooler may sit between
        "OPTIONS": {"connect_timeout": 5, "application_name": "plc"},
    }
}

# Models without a district: sign-in happens before one is open, and frameworks keep their own tables.
# Every other model must be a TenantModel; `manage.py check` fails on one that is neither.
PLC_PUBLIC_MODELS = {
    "schools.District",  # the list of tenants itself: names and slugs, nothing about people
    "schools.User",  # a sign-in may serve several districts
    "account.*",
    "mfa.*",
    "usersessions.*",
    "socialaccount.*",
    "auth.*",
    "contenttypes.*",
    "sessions.*",
}
PLC_TENANT_ENTRANCE = "plc.schools.access.entrance"
PLC_NAVIGATION = "goals.navigation.links"  # the top room knows every page

PLC_NEWS = {  # whose words tell of what; see plc.schools.news
    "report": "assessments.news.report_lines",
    "meeting": "teams.news.meetings.meeting_lines",
    "task": "teams.news.meetings.task_lines",
    "feedback": "teams.news.feedback.feedback_lines",
    "visit": "teams.news.visits.visit_lines",
    "support_asked": "teams.news.support.asked_lines",
    "support_answered": "teams.news.support.answered_lines",
    "survey": "teams.news.surveys.survey_lines",
    "charter_proposed": "teams.news.commitments.proposed_lines",
    "charter_remarked": "teams.news.commitments.remarked_lines",
    "charter_answered": "teams.news.commitments.answered_lines",
}

# --- Cache: rate limits must count across processes and survive a broker outage, so they live in the database.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "plc_cache"}}

# --- People
AUTH_USER_MODEL = "schools.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "plc.schools.signing_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "plc.schools.signing_in.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address becomes an account only through an invitation sent to it
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False  # staff-room computers are shared
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENV.is_secure else "http"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENV.is_secure
MFA_TOTP_ISSUER = "PLC teams"
# One step of 30 seconds either way: RFC 6238, 5.2, for a code read at the end of its step and a clock that is off.
MFA_TOTP_TOLERANCE = 1
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # a verified address of the provider opens the account it belongs to
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS = {
    **(
        {
            "google": {
                "APPS": [{"client_id": ENV.google.client_id, "secret": ENV.google.secret, "key": ""}],
                "SCOPE": ["openid", "email", "profile"],
                "AUTH_PARAMS": {"access_type": "online", **({"hd": ENV.google.tenant} if ENV.google.tenant else {})},
                "OAUTH_PKCE_ENABLED": True,
            }
        }
        if ENV.google
        else {}
    ),
    **(
        {
            "microsoft": {
                "APPS": [
                    {
                        "client_id": ENV.microsoft.client_id,
                        "secret": ENV.microsoft.secret,
                        "settings": {"tenant": ENV.microsoft.tenant},
                    }
                ],
                "VERIFIED_EMAIL": True,  # the directory is named, see plc.env
            }
        }
        if ENV.microsoft
        else {}
    ),
}

# --- E-mail
EMAIL_BACKEND = {
    "console": "django.core.mail.backends.console.EmailBackend",
    "file": "django.core.mail.backends.filebased.EmailBackend",
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
}[ENV.email.kind]
EMAIL_FILE_PATH = ENV.email.path or None
EMAIL_HOST = ENV.email.host
EMAIL_PORT = ENV.email.port
EMAIL_HOST_USER = ENV.email.user
EMAIL_HOST_PASSWORD = ENV.email.password
EMAIL_USE_TLS = ENV.email.kind == "smtp" and ENV.email.use_tls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENV.email_from
SERVER_EMAIL = ENV.email_from
PLC_BASE_URL = ENV.base_url

# --- Pages and files
LANGUAGE_CODE = "en-us"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if ENV.is_production else None
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # uploads are rows, not files
    "staticfiles": {
        "BACKEND": "plc.http.static_files.NamedByContent"
        if ENV.is_production
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not ENV.is_production
WHITENOISE_AUTOREFRESH = not ENV.is_production  # a file edited while the demo runs keeps its right length
WHITENOISE_MAX_AGE = 31_536_000 if ENV.is_production else 0
FILE_UPLOAD_HANDLERS = ["plc.http.uploads.BoundedMemoryUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024  # 100,000 students with 40 items each; read by the worker
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 3  # each may be held in memory whole
DATA_UPLOAD_MAX_NUMBER_FIELDS = 8_000  # an entry page of 40 students x 60 items, and room to spare

# --- Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [
            SELF,
            *(["https://accounts.google.com"] if ENV.google else []),
            *(["https://login.microsoftonline.com"] if ENV.microsoft else []),
        ],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "plc.http.errors.csrf_failure"
SESSION_COOKIE_SECURE = ENV.is_secure
CSRF_COOKIE_SECURE = ENV.is_secure
if ENV.is_secure:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes speak plain HTTP inside the network
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
if ENV.trust_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# --- Jobs. The database knows what is due; the broker is only a nudge (docs/decisions/0003).
CELERY_BROKER_URL = ENV.broker_url
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
    "socket_keepalive": not ENV.broker_url.startswith("redis+socket"),
    "health_check_interval": 5,
    "max_retries": 0,  # a save must not wait for a broker that is down; workers reconnect by their own rule
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False  # the sweep restarts what a dead worker left, and counts the attempts
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep-report-runs": {"task": "assessments.tasks.sweep_report_runs", "schedule": 10.0, "options": {"expires": 10}},
    "sweep-digests": {"task": "plc.schools.tasks.sweep_digests", "schedule": 300.0, "options": {"expires": 300}},
    "sweep-uploads": {"task": "assessments.jobs.sweep_uploads", "schedule": 10.0, "options": {"expires": 10}},
    "forget-openings": {"task": "assessments.tasks.forget_openings", "schedule": 21600.0, "options": {"expires": 3600}},
    "sweep-norms": {"task": "teams.jobs.norms.sweep_norms", "schedule": 900.0, "options": {"expires": 900}},
    "sweep-survey-rounds": {
        "task": "teams.jobs.survey_rounds.sweep_survey_rounds",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    "remind": {"task": "teams.jobs.reminders.remind", "schedule": 1800.0, "options": {"expires": 1800}},
    "sweep-totals": {"task": "assessments.jobs.sweep_totals", "schedule": 60.0, "options": {"expires": 60}},
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "UNAUTHENTICATED_USER": None,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"place": {"()": "plc.http.logs.PlaceFilter"}},
    "formatters": {"json": {"()": "plc.http.logs.JsonFormatter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "filters": ["place"], "formatter": "json"},
    },
    "root": {"handlers": ["stderr"], "level": ENV.log_level},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "csp": {"level": "WARNING"},
    },
}
