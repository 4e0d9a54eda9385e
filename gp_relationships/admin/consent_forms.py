"""What officers enter into the consent ledger."""

from typing import Any
from uuid import UUID

from django import forms

from core.admin.forms import ActForm, DayField, NotedForm, chosen
from core.clock import today
from gp_relationships.forms import LEVELS, VanguardField
from gp_relationships.models.consent import DOCUMENTS
from gp_relationships.selectors.consent import (
    held_by,
    signatures_of,
    wordings_to_sign,
)
from gp_relationships.selectors.people import partners_who_sign_in


class PublishForm(NotedForm):
    """The exact words of one document."""

    vanguard = VanguardField()
    document = forms.ChoiceField(choices=chosen(DOCUMENTS))
    text = forms.CharField(
        label="Wording",
        strip=False,
        widget=forms.Textarea({"rows": 20}),
        help_text="The exact text. Whoever signed an older wording must sign again.",
    )
    corrects_slip = forms.BooleanField(
        required=False,
        label="This only corrects a slip, such as a typing error: what was signed stays signed",
        help_text="For an approving officer, who answers for it.",
    )

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        typed["vanguard_id"] = typed.pop("vanguard").pk
        return typed


class OfPractice(ActForm):
    """A form about one participation: it chooses among what belongs to it."""

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.choose()

    def choose(self) -> None:
        """Fill the choices."""

    def offer(self, name: str, choices: Any) -> None:
        """Let a field choose among these."""
        field: Any = self.fields[name]
        field.choices = choices


class PaperForm(OfPractice):
    """Who signed which wording on paper, and where the paper is."""

    wording_id = forms.ChoiceField(label="What was signed")
    holder_ids = forms.TypedMultipleChoiceField(
        coerce=UUID, label="Who signed", widget=forms.CheckboxSelectMultiple
    )
    level = forms.ChoiceField(
        choices=LEVELS, required=False, label="Level decided for, on a decision sheet"
    )
    signed_on = DayField(label="Day on which it was signed")
    reference = forms.CharField(
        max_length=200, required=False, label="Where the signed paper is kept"
    )

    def choose(self) -> None:
        wordings = wordings_to_sign(self.case.vanguard_id)
        self.offer("wording_id", chosen((str(each.pk), str(each)) for each in wordings))
        self.offer("holder_ids", [(str(each.pk), str(each)) for each in held_by(self.case)])


class WithdrawForm(OfPractice):
    """Which signature is taken back, and why."""

    signature_id = forms.ChoiceField(label="Signature")
    withdrawn_on = DayField(label="Day on which it was taken back")
    reason = forms.CharField(required=False, widget=forms.Textarea({"rows": 4}))

    def choose(self) -> None:
        standing = signatures_of([self.case.pk]).filter(withdrawal=None)
        self.offer("signature_id", chosen((str(each.pk), str(each)) for each in standing))


class LinkForm(OfPractice):
    """Which person who signs in is which holder."""

    holder_id = forms.TypedChoiceField(coerce=UUID, label="Holder of the practice's contract")
    user: Any = forms.ModelChoiceField(
        None, label="Signs in as", required=False, empty_label="Choose one",
        help_text="People who sign in as GP partner of this practice.",
    )  # fmt: skip

    def choose(self) -> None:
        self.offer("holder_id", chosen((str(each.pk), str(each)) for each in held_by(self.case)))
        field: Any = self.fields["user"]
        field.queryset = partners_who_sign_in(self.case.practice_id, on=today())
