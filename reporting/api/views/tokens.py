"""Signing in to the API, and out of it."""

from typing import Any, ClassVar

import structlog
from django.contrib.auth import authenticate
from rest_framework import serializers, status
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions import tokens
from core.clock import now
from reporting.api import serializers as shapes
from reporting.api.views.base import ReportView

logger = structlog.get_logger(__name__)


class Tokens(ReportView):
    """Exchange e-mail address and password for a token that lasts twelve hours.

    An unknown person and a wrong password get the same answer; a person without a role that reads
    the API gets 403.
    """

    authentication_classes: Any = []
    permission_classes: Any = []
    operation = "sign_in"
    answer = shapes.Token
    body: ClassVar[type[serializers.Serializer]] = shapes.SignIn

    def post(self, request: Request) -> Response:
        self.asked()
        given = shapes.SignIn(data=request.data)
        given.is_valid(raise_exception=True)
        email, password = given.validated_data["email"], given.validated_data["password"]
        person = authenticate(request._request, username=email.lower(), password=password)
        if person is None:
            logger.info("token_sign_in_failed")
            raise AuthenticationFailed("E-mail address or password is wrong.", "sign_in_failed")
        token, secret = tokens.issue(user=person, by=person, at=now())
        expires_at = token.expiry.isoformat()
        return Response({"token": secret, "expires_at": expires_at}, status.HTTP_201_CREATED)

    def get_authenticate_header(self, request: Request) -> str:
        """So that a failed sign-in is 401 and says by what to come back."""
        return "Token"


class CurrentToken(ReportView):
    """End the token that this request carries, at once; a role is not needed for it."""

    permission_classes = [IsAuthenticated]
    operation = "sign_out"
    answer = None  # type: ignore[assignment]

    def delete(self, request: Request) -> Response:
        self.asked()
        tokens.revoke(digest=request.auth.pk, by=self.bearer, at=now())
        return Response(status=status.HTTP_204_NO_CONTENT)
