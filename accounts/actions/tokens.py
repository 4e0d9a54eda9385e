"""Acts upon the tokens by which programs read the reporting API."""

from datetime import datetime, timedelta

from knox.models import AuthToken

from accounts.models import User
from accounts.permissions import check_may
from accounts.roles import API_READERS
from accounts.selectors import living_tokens
from audit.record import record
from core.clock import civil_date
from core.errors import NotFound, Refused
from core.law import Reason
from core.transactions import step, use_case

SIGN_IN_LASTS = timedelta(hours=12)
"""How long a token lasts that was got by e-mail address and password: a working day."""

LONGEST = timedelta(days=365)
"""How long a token may last that an administrator issues for a scheduled job."""

MOST_TOKENS = 10
"""More living tokens than this are a leak or a loop."""


@use_case
def issue(
    *, user: User, by: User, at: datetime, lasts: timedelta = SIGN_IN_LASTS
) -> tuple[AuthToken, str]:
    """Issue a token; its text is told once, here, and only its hash is kept.

    Raises:
        NotPermitted: the person holds no role that reads the API.
        Refused: the period is not between a moment and a year, or they hold too many already.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    check_may(user, API_READERS, on=civil_date(at))
    if not timedelta(0) < lasts <= LONGEST:
        text = f"A token lasts from one to {LONGEST.days} days."
        raise Refused((Reason("lasts_too_long", text),), move="issue_token")
    if living_tokens(user, at=at).count() >= MOST_TOKENS:
        text = f"There are {MOST_TOKENS} tokens already. End one that is no longer used."
        raise Refused((Reason("too_many_tokens", text),), move="issue_token")
    AuthToken.objects.filter(user=user, expiry__lte=at).delete()
    token, secret = AuthToken.objects.create(user=user, expiry=lasts)
    token.expiry = at + lasts
    token.save(update_fields=["expiry"])
    facts = {"token": token.token_key, "expires_at": token.expiry.isoformat()}
    record(kind="token.issue", about=user, by=by, at=at, facts=facts)
    return token, secret


@step
def end_all(user: User) -> int:
    """End every token of a person, as part of an act that shuts them out; how many there were."""
    ended, _ = AuthToken.objects.filter(user=user).delete()
    return ended


@use_case
def revoke(*, digest: str, by: User, at: datetime) -> None:
    """End a token at once.

    Raises:
        NotFound: there is no such token, or it has been ended already.
    """
    token = AuthToken.objects.select_for_update(of=("self",)).filter(pk=digest).first()
    if token is None:
        raise NotFound("There is no such token.")
    record(kind="token.revoke", about=token.user, by=by, at=at, facts={"token": token.token_key})
    token.delete()
