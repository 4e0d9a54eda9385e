"""What officers enter for participations, GP roles and the list of GPs."""

from typing import Any

from django import forms

from casework.forms import MoveForm
from contracts.forms.practice_contracts import PracticeCodeField
from contracts.rules.mcp_states import Service
from core.admin.forms import LONGEST_NOTE, ActForm, CodeField, DayField, NotedForm, chosen
from core.law import spoken
from gp_relationships.models import Gp, GpPost
from gp_relationships.rules.gp_role_states import RoleKind
from gp_relationships.rules.participation_states import Level
from organisations.models import Vanguard
from organisations.selectors import find_practices

MOST_AT_ONCE = 500

LEVELS = chosen((level.value, level.value.capitalize()) for level in Level)
SIGNATORIES_HELP = "Names of the partners who made the decision, parted by commas."


class VanguardField(forms.ModelChoiceField):
    """One of the vanguards: there are few enough to choose from."""

    def __init__(self, **kwargs: Any) -> None:
        rows = Vanguard.objects.filter(closed_on=None)
        super().__init__(rows, **{"empty_label": "Choose one", **kwargs})


class InviteForm(NotedForm):
    """One practice, and the vanguard to which it is asked."""

    vanguard = VanguardField()
    practice = PracticeCodeField()
    required_for_go_live = forms.BooleanField(
        required=False, initial=True, label="The MCP cannot go live without this practice"
    )

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        vanguard, practice = typed.pop("vanguard"), typed.pop("practice")
        return {**typed, "vanguard_id": vanguard.pk, "practice_id": practice.pk}


class PracticesForm(ActForm):
    """Many practices at once, by their codes."""

    codes = forms.CharField(
        label="ODS codes of the practices",
        widget=forms.Textarea({"rows": 8}),
        max_length=MOST_AT_ONCE * 12,
        help_text=f"One on each line, or parted by commas; at most {MOST_AT_ONCE}.",
    )

    def clean_codes(self) -> list[str]:
        """The codes in order, each once; every unknown one is named."""
        words = self.cleaned_data["codes"].replace(",", " ").replace(";", " ").upper().split()
        codes = list(dict.fromkeys(words))
        if len(codes) > MOST_AT_ONCE:
            raise forms.ValidationError(
                f"These are {len(codes)} codes; give {MOST_AT_ONCE} at most."
            )
        self.practices = find_practices(codes)
        known = {practice.code for practice in self.practices}
        unknown = [code for code in codes if code not in known]
        if unknown:
            text = f"No practice has these ODS codes: {', '.join(unknown[:20])}."
            raise forms.ValidationError(text)
        return codes


class InviteManyForm(PracticesForm):
    """Many practices, and the vanguard to which they are asked."""

    vanguard = VanguardField()
    required_for_go_live = forms.BooleanField(
        required=False, initial=True, label="The MCP cannot go live without these practices"
    )
    field_order = ("vanguard", "codes", "required_for_go_live")


class DecideManyForm(PracticesForm):
    """One decision of many practices: the same level, on the same day."""

    vanguard = VanguardField()
    level = forms.ChoiceField(choices=LEVELS)
    decided_on = DayField(label="Day of the decisions")
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label="Note (if you wish)",
        widget=forms.Textarea({"rows": 4}),
        help_text="Kept in the history of each practice for good. Do not name patients.",
    )
    field_order = ("vanguard", "codes", "level", "decided_on", "note")


class LevelForm(MoveForm):
    """How far the practice would integrate."""

    level = forms.ChoiceField(choices=LEVELS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("level", self.case.level)


class PrincipleForm(LevelForm):
    """The level, and who agreed to it."""

    signatories = forms.CharField(required=False, max_length=500, help_text=SIGNATORIES_HELP)


class DecisionForm(LevelForm):
    """The decision: level and day. Who made it are those who signed the decision sheet."""

    besides = forms.BooleanField(
        required=False, label="Beside another alliance that the practice is in (say why)"
    )

    decided_on = DayField(label="Day of the decision")


class AgreementForm(MoveForm):
    """The day on which the practice signed."""

    agreement_signed_on = DayField(label="Day on which it was signed")


class GpField(CodeField):
    """A GP by GMC number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "GMC number", "help_text": "Seven digits.", **kwargs})

    def clean(self, value: Any) -> Gp:
        number = super().clean(value)
        gp = Gp.objects.filter(gmc_number=number).first()
        if gp is None:
            text = f"No GP with the GMC number {number} is on record. Register the GP first."
            raise forms.ValidationError(text, code="unknown")
        return gp


class ProposeForm(NotedForm):
    """A role of a GP in the MCP of a vanguard."""

    gp = GpField(max_length=12)
    vanguard = VanguardField()
    practice = PracticeCodeField(
        required=False,
        label="ODS code of the practice through which the GP comes",
    )
    directly_hired = forms.BooleanField(
        required=False, label="The MCP hires the GP directly; they come through no practice"
    )
    kind = forms.ChoiceField(
        label="Role", choices=chosen((k.value, spoken(k.value).capitalize()) for k in RoleKind)
    )
    for_services = forms.MultipleChoiceField(
        required=False,
        label="For which services",
        widget=forms.CheckboxSelectMultiple,
        choices=[(s.value, spoken(s.value).capitalize()) for s in Service],
        help_text="Nothing means all in scope. Under partial integration name the other services.",
    )
    share = forms.DecimalField(
        required=False, label="Share, in per cent", help_text="For a part owner, such as 12.5."
    )
    starts_on = DayField(label="Starts on")
    ends_on = DayField(required=False, label="Ends before (if a last day is agreed)")

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        practice = typed.pop("practice")
        known = {"gp_id": typed.pop("gp").pk, "vanguard_id": typed.pop("vanguard").pk}
        return {**typed, **known, "practice_id": practice.pk if practice else None}


class EndRoleForm(MoveForm):
    """From which day the role no longer counts."""

    ends_on = DayField(
        label="First day on which the GP no longer has the role",
        help_text="For a role that was never taken up, the day on which it was to start.",
    )


class RegisterGpForm(ActForm):
    """A GP and where they work."""

    full_name = forms.CharField(max_length=200)
    gmc_number = CodeField(label="GMC number", max_length=12, help_text="Seven digits.")
    practice = PracticeCodeField()
    post = forms.ChoiceField(choices=chosen(GpPost.POSTS))
    starts_on = DayField(label="Works there since")
    performers_list_on = DayField(
        required=False, label="Found on the National Performers List on (if checked)"
    )

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        typed["practice_id"] = typed.pop("practice").pk
        return typed


class PerformersListForm(ActForm):
    """When somebody looked the GP up."""

    performers_list_on = DayField(label="Day on which the GP was found on the list")


class CodeForm(ActForm):
    """One more GNC code."""

    code = CodeField(label="GNC code", max_length=12, help_text="G and seven digits.")


class DrawUpForm(NotedForm):
    """The MCP whose shares are drawn up."""

    vanguard = VanguardField()

    def inputs(self) -> dict[str, Any]:
        typed = super().inputs()
        typed["vanguard_id"] = typed.pop("vanguard").pk
        return typed


class SignSharesForm(MoveForm):
    """When the owners signed, and from when it holds."""

    holds_from = DayField(label="First day on which the MCP is shared like this")
    signed_on = DayField(label="Day on which the last owner signed")


class LeavingNoticeForm(MoveForm):
    """When notice was given, and when it has run."""

    notice_given_on = DayField(label="Day on which the notice was given")
    leaves_on = DayField(
        label="First day on which the practice takes part no longer",
        help_text="As the agreement that it signed asks for.",
    )


class JoinForm(MoveForm):
    """The day on which the practice joins the live MCP."""

    in_effect_on = DayField(required=False, label="Day the practice joins")


class RequiredForm(MoveForm):
    """Whether going live waits for this practice."""

    required_for_go_live = forms.BooleanField(required=False, label="Going live waits for it")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("required_for_go_live", not self.case.required_for_go_live)
