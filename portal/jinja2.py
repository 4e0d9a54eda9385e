"""The portal's template environment: the NHS design system's components and our words."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from core import wording

SERVICE = "MCP formation programme"


def is_demonstration() -> bool:
    """Whether practices and people are fictional; every page says so if they are."""
    return bool(settings.DEMONSTRATION)


def environment(**options: Any) -> Environment:
    """Jinja2 with the design system's macros, Django's addresses and the wording filters."""
    own = options.pop("loader")
    loader = ChoiceLoader([own, PackageLoader("nhsuk_frontend_jinja")])
    options["undefined"] = ChainableUndefined  # what the design system's macros are written for
    options["autoescape"] = True
    made = Environment(loader=loader, **options)  # noqa: S701 - it is the line above
    made.globals.update(
        static=static,
        url=reverse,
        service=SERVICE,
        contact=settings.CONTACT_EMAIL,
        is_demonstration=is_demonstration,
    )
    made.filters.update(
        day=wording.day, weekday=wording.weekday, number=wording.number, listed=wording.listed
    )
    return made
