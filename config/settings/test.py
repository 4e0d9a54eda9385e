"""For the tests: the application's role on a private database, mail kept in memory."""

from config import env, logs
from config.settings.base import *  # noqa: F403
from config.settings.base import INSTALLED_APPS, STORAGES

SECRET_KEY = "a key for tests that is long enough to be taken for a real one"  # noqa: S105
INSTALLED_APPS = ["tests.support", *INSTALLED_APPS]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DEMONSTRATION = False
EMAIL_BACKEND = env.text(
    "TEST_EMAIL_BACKEND", default="django.core.mail.backends.locmem.EmailBackend"
)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LOGGING = logs.logging("WARNING")
REFUSE_UNSAFE_DATABASE_ROLE = False
WHITENOISE_AUTOREFRESH = True
