"""The version of the law's figures that binds a vanguard or a contract, in a sentence."""

from core.wording import day
from portal.selectors import Version


def sentence(version: Version) -> str:
    """By which version dates are worked out, and whether a newer one would change them."""
    said = (
        f"Dates are worked out by version {version.number} of the programme’s rulebook, published "
        f"on {day(version.published_on)}."
    )
    if version.pinned_on is None:
        return said
    kept = f"The journey has kept to it since {day(version.pinned_on)}"
    return f"{said} {kept}: a newer version changes nothing until it is adopted."
