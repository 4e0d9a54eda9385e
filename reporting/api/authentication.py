"""Who a token belongs to. Kept apart from knox's own look-up, which deletes rows while it reads."""

import re

from knox.auth import TokenAuthentication
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import User
from accounts.selectors import find_token
from core.clock import now

TOKEN = re.compile(rb"[0-9a-f]{64}")


class BearerAuthentication(TokenAuthentication):
    """`Authorization: Token …`, found by its hash in one look-up."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, AuthToken]:
        """The bearer and the token, or one answer for every token that is none."""
        found = find_token(token.decode(), at=now()) if TOKEN.fullmatch(token) else None
        if found is None:
            raise AuthenticationFailed("This token is not valid, or has run out.", "invalid_token")
        return found.user, found
