"""The consent ledger: wordings, and who signed which. Rows are written once and never changed."""

import uuid

from django.db import models
from django.db.models import F, Func, Q, Value

from core.fields import EARLIEST, LATEST, CivilDateField
from core.models import AppendOnly, BaseModel, RandomUUID, between
from gp_relationships.rules.consent import CALLED, Document
from gp_relationships.rules.participation_states import Level

DOCUMENTS = [(d.value, CALLED[d].capitalize().replace("mcp", "MCP")) for d in Document]


class Recorded(AppendOnly):
    """A row of the ledger: when it was recorded, and by whom."""

    id = models.UUIDField(
        primary_key=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Wording(Recorded):
    """One version of a document that the practices of a vanguard sign: its exact words.

    `sha256` is that of `text` (NFC, line feeds) in UTF-8; the database computes it again. The next
    version supersedes it, unless it only corrects a slip: then what was signed stays signed.
    """

    vanguard = models.ForeignKey("organisations.Vanguard", models.PROTECT, related_name="wordings")
    document = models.CharField(max_length=16, choices=DOCUMENTS)
    number = models.PositiveSmallIntegerField("version")
    text = models.TextField()
    sha256 = models.CharField("SHA-256", max_length=64)
    corrects_slip = models.BooleanField(default=False)
    published_on = CivilDateField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["vanguard__code", "document", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["vanguard", "document", "number"],
                name="gp_relationships_wording_one_per_number",
            ),
            models.CheckConstraint(
                condition=Q(document__in=[d.value for d in Document]),
                name="gp_relationships_wording_known_document",
            ),
            models.CheckConstraint(
                condition=Q(number__gt=1) | Q(number=1, corrects_slip=False),
                name="gp_relationships_wording_first_corrects_nothing",
            ),
            models.CheckConstraint(
                condition=Q(
                    sha256=Func(
                        Func(
                            Func(F("text"), Value("UTF8"), function="convert_to"),
                            function="sha256",
                        ),
                        Value("hex"),
                        function="encode",
                        output_field=models.TextField(),
                    )
                ),
                name="gp_relationships_wording_hash_is_of_the_text",
            ),
            between("published_on", EARLIEST, LATEST, name="published_range"),
        ]

    def __str__(self) -> str:
        return f"{self.get_document_display()} of {self.vanguard}, version {self.number}"


class Signature(Recorded):
    """That a holder of the practice's contract signed a wording on a day.

    `level` is what they decided for, on a decision sheet; `reference` says where the paper is, and
    is empty for who signed in the portal for themself.
    """

    participation = models.ForeignKey(
        "gp_relationships.Participation", models.PROTECT, related_name="signatures"
    )
    holder = models.ForeignKey("contracts.Holder", models.PROTECT, related_name="signatures")
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="signatures")
    level = models.CharField(
        max_length=16, blank=True, choices=[(each.value, each.value) for each in Level]
    )
    signed_on = CivilDateField()
    reference = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["signed_on", "recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=["", *(each.value for each in Level)]),
                name="gp_relationships_signature_known_level",
            ),
            between("signed_on", EARLIEST, LATEST, name="signed_range"),
        ]

    def __str__(self) -> str:
        return f"{self.holder.name}: {self.wording}"


class Withdrawal(Recorded):
    """That a holder took a signature back, from which day and why."""

    signature = models.OneToOneField(Signature, models.PROTECT, related_name="withdrawal")
    withdrawn_on = CivilDateField()
    reason = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="gp_relationships_withdrawal_says_why"
            ),
            between("withdrawn_on", EARLIEST, LATEST, name="withdrawn_range"),
        ]

    def __str__(self) -> str:
        return f"{self.signature}, taken back"


class HolderLogin(BaseModel):
    """That a person who signs in is this holder of a practice's contract, until it is ended."""

    holder = models.ForeignKey("contracts.Holder", models.PROTECT, related_name="logins")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="holdings")
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "holder's sign-in"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="gp_relationships_holderlogin_end_is_whole",
            ),
            models.UniqueConstraint(
                fields=["holder"],
                condition=Q(ended_at=None),
                name="gp_relationships_holderlogin_one_person_a_holder",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.holder}"
