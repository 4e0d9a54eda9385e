"""The consent ledger, as lists of the API: wordings, who signs what again and why, signatures."""

import json
import re
from typing import Any
from uuid import UUID

from rest_framework import serializers

from core.clock import today
from gp_relationships.rules.consent import Consent, Document, wanting
from gp_relationships.rules.participation_states import Level
from gp_relationships.selectors.consent import signing_of
from reporting.api.parts import Text, Why, day
from reporting.api.queries import (
    AsAtQuery,
    ListQuery,
    body_code,
    choice,
    ordered_by,
    practice_code,
)
from reporting.api.serializers import one_of
from reporting.api.views.base import DetailView, ListView, ResourceView
from reporting.selectors import consent
from reporting.selectors.cases import may_read_names
from reporting.selectors.listings import Listing


class WordingsQuery(ListQuery, AsAtQuery):
    vanguard = body_code("vanguard", "MCP07")
    document = choice(Document, "What is signed")
    sha256 = serializers.RegexField(
        re.compile(r"\A[0-9a-f]{64}\Z"), required=False, help_text="Hash of the exact text"
    )
    is_current = serializers.BooleanField(required=False, help_text="Whether none is newer")
    is_binding = serializers.BooleanField(
        required=False, help_text="Whether what was signed under it counts"
    )
    ordering = ordered_by("vanguard", "published_on")


class SignaturesQuery(ListQuery, AsAtQuery):
    vanguard = body_code("vanguard", "MCP07")
    practice = practice_code()
    document = choice(Document, "What is signed")
    wording = serializers.UUIDField(required=False, help_text="Identifier of a wording")
    holder = serializers.UUIDField(required=False, help_text="Identifier of a holder")
    is_withdrawn = serializers.BooleanField(required=False, help_text="Whether it was taken back")
    ordering = ordered_by("signed_on")


class Wording(serializers.Serializer):
    """One version of a document that the practices of a vanguard sign."""

    id = serializers.UUIDField()
    vanguard_id = serializers.UUIDField()
    vanguard_code = Text()
    document = one_of(Document)
    number = serializers.IntegerField(help_text="Version of the document")
    published_on = serializers.DateField()
    corrects_slip = serializers.BooleanField(help_text="What was signed before it stays signed")
    is_current = serializers.BooleanField(help_text="None is newer")
    is_binding = serializers.BooleanField(help_text="What was signed under it counts")
    sha256 = Text(help_text="Of the text, in NFC with line feeds, as UTF-8")


class Signing(serializers.Serializer):
    """How a practice stands to a document: how many must sign, how many have, and why again."""

    participation_id = serializers.UUIDField()
    practice_code = Text()
    level = one_of(Level, allow_blank=True, help_text="What a decision is for")
    holders = serializers.IntegerField(help_text="Who hold its contract today, and have to sign")
    signed = serializers.IntegerField(help_text="Of these, whose signature counts")
    is_signed = serializers.BooleanField(help_text="By whoever must sign it")
    reasons = Why(many=True, help_text="What is wanting; without names for analysts")


class WordingDetailed(Wording):
    """A wording, its text; and of the newest, how each practice that is to sign it stands."""

    text = Text()
    signing = Signing(
        many=True, required=False, help_text="As known today; not told of a time gone by"
    )


class Signature(serializers.Serializer):
    """That a holder of a practice's contract signed a wording. The name is null for analysts."""

    id = serializers.UUIDField()
    participation_id = serializers.UUIDField()
    vanguard_code = Text()
    practice_code = Text()
    holder_id = serializers.UUIDField()
    holder = Text(allow_null=True)
    document = one_of(Document)
    wording_id = serializers.UUIDField()
    wording = serializers.IntegerField(help_text="Version of the document")
    sha256 = Text()
    level = Text(allow_blank=True, help_text="What a decision is for")
    signed_on = serializers.DateField()
    recorded_on = serializers.DateField(help_text="The day in England")
    withdrawn_on = day()


class Wordings(ResourceView):
    """What the practices of each vanguard sign, word for word, and which version binds."""

    kind = "wording"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return consent.wordings(on=today(), filters=filters)


class WordingList(Wordings, ListView):
    operation = "list_wordings"
    query = WordingsQuery
    answer = Wording


class WordingDetail(Wordings, DetailView):
    operation = "get_wording"
    query = AsAtQuery
    answer = WordingDetailed

    def body(self, row_id: UUID, asked: dict[str, Any]) -> str:
        row = super().body(row_id, asked)
        if asked:
            return row
        told: list[dict[str, Any]] = []
        if json.loads(row)["is_current"]:
            wording = self.listing({}).rows.get(pk=row_id)
            named = may_read_names(self.bearer, on=today())
            found = signing_of(wording, viewer=self.bearer, on=today())
            told = [_signing(part, each, named=named) for part, each in found]
        return f'{row[:-1]}, "signing": {json.dumps(told, ensure_ascii=False)}}}'


def _signing(participation: Any, found: Consent, *, named: bool) -> dict[str, Any]:
    reasons = list(wanting(found))
    names = () if named else sorted({each.name for each in found.holders}, key=len, reverse=True)
    return {
        "participation_id": str(participation.pk),
        "practice_code": participation.practice.code,
        "level": found.level,
        "holders": len(found.holders),
        "signed": len(found.signed),
        "is_signed": not reasons,
        "reasons": [
            {
                "code": each.code,
                "text": _without(names, each.text),
                "authority": each.authority,
            }
            for each in reasons
        ],
    }


def _without(names: Any, text: str) -> str:
    """The sentence with every name of a holder left out."""
    for name in names:
        text = text.replace(name, "a holder")
    return text


class SignatureList(ListView):
    """Who signed which wording, for which practice, and what was taken back."""

    kind = "signature"
    operation = "list_signatures"
    query = SignaturesQuery
    answer = Signature

    def listing(self, filters: dict[str, Any]) -> Listing:
        return consent.signatures(viewer=self.bearer, on=today(), filters=filters)
