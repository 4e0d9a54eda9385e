"""For the demonstration and for development, on one machine, without TLS."""

from config import env
from config.settings.base import *  # noqa: F403

SECRET_KEY = env.secret("SECRET_KEY", why="it signs sessions; dev.py makes one for you.")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")
REFUSE_UNSAFE_DATABASE_ROLE = False
