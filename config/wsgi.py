"""The web server's entry point."""

import os

from django.core.wsgi import get_wsgi_application

from config.startup import refuse_unsafe_database, settle_memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()
refuse_unsafe_database()
settle_memory()
