"""The API's list of the law's figures: every published version."""

from django.db.models import F

from reporting.selectors.listings import Listing
from reporting.selectors.parts import columns_of
from rulebook.selectors import published


def rulebooks() -> Listing:
    """The published versions; they hold nothing of anybody, so there is no row filter."""
    columns = {
        "id": F("id"),
        "number": F("number"),
        "published_on": F("published_on"),
        "supersedes": F("supersedes__number"),
        **columns_of("version"),
    }
    return Listing(published(), columns, {"number": "number"})
