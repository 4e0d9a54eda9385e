"""What is true everywhere. No secret has a default here; the other settings add to it."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.urls import reverse_lazy

from config import env, logs

BASE_DIR = Path(__file__).resolve().parents[2]

DEBUG = False
SITE_URL = env.text("SITE_URL", default="http://localhost:8000").rstrip("/")
DEMONSTRATION = env.flag("MCP_DEMONSTRATION")

INSTALLED_APPS = [
    "core",
    "organisations",
    "accounts",
    "audit",
    "notifications",
    "casework",
    "registers",
    "rulebook",
    "contracts",
    "gp_relationships",
    "formation",
    "reminders",
    "portal",
    "reporting",
    "demonstration",
    "config.apps.McpAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "csp",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "django_structlog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # before static files, which carry the policy as well
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.ActingMembershipMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "portal.jinja2.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.demonstration",
            ],
        },
    },
]

# Two roles on one database: the owner migrates; the application owns nothing (ADR 0007).
_CONNECTION = {
    "conn_max_age": env.number("DATABASE_CONN_MAX_AGE", default=60),
    "conn_health_checks": True,
}
DATABASES = {
    "default": env.database("DATABASE_URL", why="the application role's database.", **_CONNECTION),
}
if env.text("DATABASE_OWNER_URL", default="-") != "-":
    DATABASES["owner"] = env.database(
        "DATABASE_OWNER_URL", why="the role that migrates.", conn_max_age=0
    )
for _database in DATABASES.values():
    _database.setdefault("OPTIONS", {})["prepare_threshold"] = 5
    _database["ATOMIC_REQUESTS"] = False  # a request is not an act (ADR 0002)
    _database["DISABLE_SERVER_SIDE_CURSORS"] = False
DATABASES["default"]["OPTIONS"]["options"] = (
    f"-c statement_timeout={env.number('DATABASE_STATEMENT_TIMEOUT_MS', default=10_000)}"
    " -c lock_timeout=3000 -c idle_in_transaction_session_timeout=30000"
)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = reverse_lazy("portal:sign_in")
LOGIN_REDIRECT_URL = reverse_lazy("portal:home")
LOGOUT_REDIRECT_URL = reverse_lazy("portal:sign_in")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.views.csrf_failure"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

ASSETS = env.folder("MCP_ASSETS", default=BASE_DIR / ".assets")
STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", default=BASE_DIR / ".static")
STATICFILES_DIRS = [path for path in (BASE_DIR / "static", ASSETS) if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

# Strict from the first page: nothing inline, nothing from elsewhere, no eval.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

EMAIL = env.email("EMAIL_URL", default="console:")
EMAIL_BACKEND = EMAIL["EMAIL_BACKEND"]
EMAIL_FILE_PATH = EMAIL["EMAIL_FILE_PATH"]
EMAIL_HOST = EMAIL["EMAIL_HOST"]
EMAIL_HOST_USER = EMAIL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL["EMAIL_HOST_PASSWORD"]
EMAIL_PORT = EMAIL["EMAIL_PORT"]
EMAIL_USE_TLS = EMAIL["EMAIL_USE_TLS"]
EMAIL_USE_SSL = EMAIL["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
NOTIFY_URL = EMAIL["NOTIFY_URL"]
NOTIFY_TEMPLATE = EMAIL["NOTIFY_TEMPLATE"]
NOTIFY_API_KEY = (
    env.secret("NOTIFY_API_KEY", why="GOV.UK Notify carries e-mail.", least=73)
    if NOTIFY_URL
    else ""
)
NOTIFY_CALLBACK_TOKEN = env.optional_secret(
    "NOTIFY_CALLBACK_TOKEN", why="GOV.UK Notify shows it when it tells what became of a letter."
)
DEFAULT_FROM_EMAIL = env.text(
    "EMAIL_FROM", default="MCP formation programme <no-reply@mcp.invalid>"
)
CONTACT_EMAIL = env.text(
    "CONTACT_EMAIL", default="mcp-formation@mcp.invalid"
)  # named in each e-mail

# Other systems are told what happens only where hosts are named here (ADR 0025).
WEBHOOK_HOSTS = env.names("WEBHOOK_HOSTS", default=",")
WEBHOOK_KEY = env.optional_secret("WEBHOOK_KEY", why="every webhook's own key comes from it.")
WEBHOOK_PRIVATE = env.flag("WEBHOOK_PRIVATE")
WEBHOOK_CA_FILE = env.text("WEBHOOK_CA_FILE", default="-").removeprefix("-")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["knox.auth.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "core.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": True,
}
KNOX_TOKEN_MODEL = "knox.AuthToken"  # noqa: S105 - a model, no password
REST_KNOX = {"AUTO_REFRESH": False}
SPECTACULAR_SETTINGS = {
    "TITLE": "MCP formation: reporting API",
    "DESCRIPTION": (
        "Read-only. Send `Authorization: Token …`. Days are ISO dates in England, decimals are "
        "strings, unknown and repeated parameters are refused, and every problem is "
        "`application/problem+json` with a stable code in `type`."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "POSTPROCESSING_HOOKS": [],
    "SERVE_INCLUDE_SCHEMA": False,
}

BROKER_URL = env.broker("BROKER_URL", default="redis://127.0.0.1:6379/0")
SWEEP_EVERY_SECONDS = env.number("SWEEP_EVERY_SECONDS", default=60, least=1)
SENDERS = env.number("SENDERS", default=1, least=1)

DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
LOGGING = logs.logging(env.choice("LOG_LEVEL", logs.LEVELS, default="INFO"))
logs.configure()
