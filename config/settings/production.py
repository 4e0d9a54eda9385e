"""For real servers, behind TLS. It refuses to start with anything a demonstration would do."""

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, SITE_URL, WEBHOOK_HOSTS, WEBHOOK_KEY

if env.flag("DEBUG"):
    raise env.stop("DEBUG", "production never runs with DEBUG. Remove the variable.")
if env.flag("MCP_DEMONSTRATION"):
    raise env.stop(
        "MCP_DEMONSTRATION", "the demonstration has fictional people; not in production."
    )

SECRET_KEY = env.secret("SECRET_KEY", why="it signs every session and form.", least=50)
if SECRET_KEY.startswith("django-insecure") or len(set(SECRET_KEY)) < 10:
    raise env.stop("SECRET_KEY", "this is a default or a guessable key; make a random one.")
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS", default="none")
SECRET_KEY_FALLBACKS = [key for key in SECRET_KEY_FALLBACKS if key != "none"]
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", why="the names under which the site is reached.")
if "*" in ALLOWED_HOSTS:
    raise env.stop("ALLOWED_HOSTS", "name the hosts; * would let any name through.")
if not SITE_URL.startswith("https://"):
    raise env.stop("SITE_URL", f"{SITE_URL} must be the https:// address that people use.")

env.broker("BROKER_URL")  # required: base has a default for one machine alone
EMAIL = env.email("EMAIL_URL")
if EMAIL["NOTIFY_URL"].startswith("http:"):
    raise env.stop("EMAIL_URL", "GOV.UK Notify is asked by https:// alone; take ?tls=no out.")
if not (EMAIL["NOTIFY_URL"] or EMAIL["EMAIL_BACKEND"].endswith(".smtp.EmailBackend")):
    raise env.stop(
        "EMAIL_URL",
        "reminders must reach a mail server; use submission://, smtp:// or notify://.",
    )
if WEBHOOK_HOSTS and not WEBHOOK_KEY:
    raise env.stop("WEBHOOK_KEY", "WEBHOOK_HOSTS names hosts; what is posted there is signed.")
for _name, _what in (("EMAIL_FROM", "the sender"), ("CONTACT_EMAIL", "whom people may ask")):
    if ".invalid" in env.text(_name, why=f"each e-mail names {_what}."):
        raise env.stop(_name, "this address reaches nobody.")

REFUSE_UNSAFE_DATABASE_ROLE = True
DATABASES["default"]["OPTIONS"].setdefault(
    "sslmode", env.text("DATABASE_SSLMODE", default="prefer")
)

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if env.flag("BEHIND_TLS_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
