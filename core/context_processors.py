"""What every template may say."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def demonstration(request: HttpRequest) -> dict[str, Any]:
    """Whether practices and people on the page are fictional; every page says so if they are."""
    return {"demonstration": settings.DEMONSTRATION}
