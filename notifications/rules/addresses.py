"""To which addresses of other systems anything may be posted. Pure.

Whoever registers an address could otherwise make our servers speak to what only they can reach.
"""

from collections.abc import Collection, Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

HTTPS = 443


def reasons_against_url(url: str, *, hosts: Collection[str]) -> Iterator[str]:
    """Why nothing may be posted to this address: each in a sentence."""
    try:
        parts = urlsplit(url)
        port = parts.port or HTTPS
    except ValueError:
        yield "This is no address of a web service."
        return
    host = parts.hostname or ""
    if parts.scheme != "https":
        yield "Postings go by https:// alone."
    if parts.username is not None or parts.password is not None:
        yield "An address holds no name and no password."
    if parts.fragment:
        yield "An address has no part behind #."
    if host not in hosts and f"{host}:{port}" not in hosts:
        yield f"The host {host or 'of this address'} is not one that WEBHOOK_HOSTS allows."
    elif port != HTTPS and f"{host}:{port}" not in hosts:
        yield f"The port {port} of {host} is not one that WEBHOOK_HOSTS allows."


def is_reachable_by_anyone(address: str) -> bool:
    """Whether this network address is a public one: none of ours, of this machine or of a link."""
    found = ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or found
    return mapped.is_global and not mapped.is_multicast
