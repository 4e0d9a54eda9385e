"""What officers enter for changes of practices: a form for each kind, with what its law asks."""

from typing import Any, ClassVar

from django import forms

from casework.forms import MoveForm
from contracts.forms.practice_contracts import PracticeCodeField
from core.admin.forms import CodeField, DayField, NotedForm, chosen
from gp_relationships.models.practice_change import FORMS, TYPES, PracticeChange
from gp_relationships.rules.practice_change_facts import KIND_LABELS, ChangeKind
from organisations.models import Branch, Commissioner

K = ChangeKind
PERSONS_HELP = "Parted by commas, each with the GMC number of a doctor: Dr A Smith 1234567."


class CommissionerField(CodeField):
    """A commissioner by its ODS code."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = "Three to five letters and digits, such as 05C."
        given = {"label": "ODS code of the new commissioner", "help_text": help_text}
        super().__init__(**{"max_length": 8, **given, **kwargs})

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        found = Commissioner.objects.filter(ods_code=code).first() if code else None
        if code and found is None:
            raise forms.ValidationError(f"No commissioner has the ODS code {code}.", code="unknown")
        return found


class BranchField(CodeField):
    """A branch surgery by its code: that of its practice, and three digits."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = "The practice's code and three digits, such as A12345001."
        given = {"label": "Code of the branch surgery", "help_text": help_text}
        super().__init__(**{"max_length": 12, **given, **kwargs})

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        found = Branch.objects.filter(code=code).first() if code else None
        if code and found is None:
            raise forms.ValidationError(f"No branch surgery has the code {code}.", code="unknown")
        return found


def fields() -> dict[str, forms.Field]:
    """Every term of a change as a field; none is required, for the law says what is missing."""
    return {**_of_patients(), **_of_terms()}


def _of_patients() -> dict[str, forms.Field]:
    """Where a practice and its patients go, and when."""
    return {
        "other": PracticeCodeField(
            required=False, label="ODS code of the practice that it merges into"
        ),
        "commissioner": CommissionerField(required=False),
        "branch": BranchField(required=False),
        "planned_on": DayField(required=False, label="Day from which it is to be true"),
        "forms_sent_on": DayField(
            required=False, label="Day on which the forms went to Primary Care Support England"
        ),
        "notice_given_on": DayField(required=False, label="Day on which notice was given"),
        "new_code": CodeField(required=False, max_length=6, label="ODS code of the new practice"),
        "new_name": forms.CharField(required=False, max_length=200, label="Its name"),
        "new_contract_type": forms.ChoiceField(
            required=False, choices=chosen(TYPES), label="Type of contract of the new practice"
        ),
        "patients_moved": forms.IntegerField(
            required=False,
            min_value=1,
            max_value=1_000_000,
            label="Patients who go to the new practice, as estimated",
        ),
        "list_plan": forms.CharField(
            required=False,
            max_length=1000,
            widget=forms.Textarea({"rows": 3}),
            label="What becomes of the registered list",
            help_text="Dispersed, or allocated to which practices. Do not name patients.",
        ),
    }


def _of_terms() -> dict[str, forms.Field]:
    """Who holds the contract and in which form, and who was consulted."""
    return {
        "joining": forms.CharField(
            required=False, max_length=500, label="Who joins", help_text=PERSONS_HELP
        ),
        "leaving": forms.CharField(
            required=False, max_length=500, label="Who leaves", help_text=PERSONS_HELP
        ),
        "form_after": forms.ChoiceField(
            required=False,
            choices=chosen(FORMS, blank="It does not change"),
            label="Legal form of the holder from then on",
        ),
        "lmc_consulted_on": DayField(
            required=False, label="Day on which the local medical committee had been consulted"
        ),
        "ppg_consulted_on": DayField(
            required=False, label="Day on which the patient participation group had been consulted"
        ),
        "patients_consulted_on": DayField(
            required=False, label="Day on which the patients had been consulted"
        ),
    }


ASKED: dict[str, tuple[str, ...]] = {
    K.MERGER: ("other", "planned_on", "forms_sent_on", "joining"),
    K.SPLIT: (
        "planned_on", "forms_sent_on", "new_code", "new_name", "new_contract_type",
        "patients_moved",
    ),
    K.CLOSURE: ("planned_on", "forms_sent_on", "list_plan"),
    K.COMMISSIONER_MOVE: ("commissioner", "planned_on"),
    K.TYPE_CHANGE: ("planned_on", "notice_given_on", "joining", "form_after"),
    K.PARTNERS: ("planned_on", "joining", "leaving", "form_after", "notice_given_on"),
    K.BRANCH_OPENING: ("planned_on", "new_name"),
    K.BRANCH_CLOSURE: (
        "branch", "planned_on", "lmc_consulted_on", "ppg_consulted_on", "patients_consulted_on",
    ),
}  # fmt: skip
"""What each kind asks for, in the order of the form."""


def terms_of(typed: dict[str, Any], kind: str) -> dict[str, Any]:
    """What was typed, as the act's terms: rows by identifier."""
    terms = {name: typed.pop(name) for name in ASKED[kind]}
    for name in ("other", "commissioner", "branch"):
        if name in terms:
            row = terms.pop(name)
            terms[f"{name}_id"] = row.pk if row else None
    return terms


class NoteForm(NotedForm):
    """A change of one kind that is noted of a practice."""

    kind: ClassVar[str] = ""
    practice = PracticeCodeField(label="ODS code of the practice")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = fields()
        self.fields.update({name: known[name] for name in ASKED[self.kind]})
        self.order_fields(["practice", *ASKED[self.kind], "note"])

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        practice = typed.pop("practice")
        terms = terms_of(typed, self.kind)
        return {**typed, "practice_id": practice.pk, "kind": self.kind, "terms": terms}


NOTE_FORMS = {
    kind: type(f"Note{kind.title().replace('_', '')}Form", (NoteForm,), {
        "kind": kind.value, "__doc__": f"{KIND_LABELS[kind]}.",
    })
    for kind in K
}  # fmt: skip


class ReviseForm(MoveForm):
    """What is noted, to be completed; what stands is filled in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        change: PracticeChange = self.case
        known = fields()
        self.fields.update({name: known[name] for name in ASKED[change.kind]})
        self.order_fields([*ASKED[change.kind], "note", "seen"])
        for name in ASKED[change.kind]:
            value = getattr(change, name)
            shown = getattr(value, "ods_code", None) or getattr(value, "code", value)
            self.initial.setdefault(name, shown)

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        terms = terms_of(typed, self.case.kind)
        return {**typed, "terms": terms}
