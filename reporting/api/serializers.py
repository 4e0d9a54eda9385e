"""The shapes that go in and out: the API's contract, told by OpenAPI and held by the tests.

Rows are written by PostgreSQL (`reporting.selectors`); these say what they are.
"""

from typing import Any

from rest_framework import serializers

from contracts.rules.practice_states import (
    ContractType,
    Eligibility,
    PracticeContractState,
    PracticeContractStatus,
)
from formation.rules.milestones import MilestoneState, Owner
from formation.rules.network import Status
from formation.rules.states import JourneyState, Model
from gp_relationships.rules.consent import Document
from gp_relationships.rules.gp_role_states import GpRoleState, RoleKind
from gp_relationships.rules.participation_states import Level, ParticipationState
from organisations.models import CareModel, PracticeStatus, VanguardMembership
from reporting.api.parts import CountedList, Dated, DatedType, Event, OpenMove, Text, day


def one_of(values: Any, **kwargs: Any) -> serializers.ChoiceField:
    """A value of a closed list; an empty text where it is not known yet."""
    return serializers.ChoiceField([str(value.value) for value in values], **kwargs)


class StrictText(serializers.CharField):
    """A text that is a text: a number is not taken for one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class SignIn(serializers.Serializer):
    """What a person signs in with."""

    email = StrictText(max_length=254)
    password = StrictText(max_length=256, trim_whitespace=False)

    def to_internal_value(self, data: Any) -> Any:
        known = set(self.fields)
        if isinstance(data, dict) and (unknown := sorted(set(data) - known)):
            text = "There is no such field."
            raise serializers.ValidationError(
                {name[:60]: serializers.ErrorDetail(text, "unknown_field") for name in unknown[:10]}
            )
        return super().to_internal_value(data)


class Token(serializers.Serializer):
    """A token: send it as `Authorization: Token …`."""

    token = Text()
    expires_at = serializers.DateTimeField()


class Practice(serializers.Serializer):
    """A practice as the register has it, with what holds of it today."""

    id = serializers.UUIDField()
    code = Text()
    name = Text()
    postcode = Text(allow_blank=True)
    status = one_of(PracticeStatus)
    opened_on = day()
    closed_on = day()
    commissioner_code = Text(allow_null=True)
    contract_type = Text(allow_null=True)
    registered_patients = serializers.IntegerField(allow_null=True)
    counted_on = day(help_text="The day of that list")
    is_fictional = serializers.BooleanField(help_text="Invented for the demonstration")


class PracticeDetail(Practice):
    """A practice, and what was true of it when."""

    address = Text(allow_blank=True)
    lists = CountedList(many=True)
    commissioners = Dated(many=True)
    contract_types = DatedType(many=True)
    vanguards = Dated(many=True)


class Vanguard(serializers.Serializer):
    """A site of the programme."""

    id = serializers.UUIDField()
    code = Text()
    name = Text()
    kind = one_of(CareModel)
    lead_organisation = Text(allow_blank=True)
    membership = one_of(VanguardMembership)
    stated_population = serializers.IntegerField(
        allow_null=True, help_text="As published; not a sum of lists"
    )
    closed_on = day()
    is_fictional = serializers.BooleanField()


class VanguardDetail(Vanguard):
    """A site, its commissioners and its member practices."""

    commissioners = Dated(many=True)
    practices = Dated(many=True)


class Journey(serializers.Serializer):
    """A vanguard's way to an MCP."""

    id = serializers.UUIDField()
    vanguard_id = serializers.UUIDField()
    vanguard_code = Text()
    vanguard_name = Text()
    model = one_of(Model, allow_blank=True)
    state = one_of(JourneyState)
    version = serializers.IntegerField()
    planned_go_live_on = day()
    standstill_started_on = day()
    went_live_on = day()


class JourneyDetail(Journey):
    """A journey, its events, the rulebook that it runs under, and every move from here."""

    rulebook = serializers.IntegerField(help_text="Number of the rulebook")
    history = Event(many=True)
    verdict = OpenMove(many=True)


class PracticeContract(serializers.Serializer):
    """A practice's own GMS, PMS or APMS contract."""

    id = serializers.UUIDField()
    practice_id = serializers.UUIDField()
    practice_code = Text()
    contract_type = one_of(ContractType)
    state = one_of(PracticeContractState)
    status = one_of(PracticeContractStatus)
    version = serializers.IntegerField()
    mcp_contract_id = serializers.UUIDField(allow_null=True)
    letters_sent = serializers.IntegerField(allow_null=True)
    notice_given_on = day()
    starts_under_mcp_on = day()
    letters_completed_on = day()
    suspended_on = day()
    reactivation_noticed_on = day()
    reactivation_on = day()
    reactivated_on = day()
    ended_on = day()
    eligibility = one_of(Eligibility, allow_blank=True)
    next_return_on = day(
        help_text="While it is suspended: the earliest return if notice were given on the day"
    )
    next_notice_by = day(help_text="The last day of notice in law for that return")


class ReturnWindow(serializers.Serializer):
    """A day on which a suspended contract may come back, and every day that hangs on it."""

    number = serializers.IntegerField(help_text="The reactivation point; 0: the MCP contract ends")
    day = serializers.DateField()
    notice_by = serializers.DateField(help_text="The last day of notice in law")
    advised_by = serializers.DateField(help_text="The last working day by then")
    is_open = serializers.BooleanField(help_text="Notice for it can be given today")
    patients = serializers.ChoiceField(["return", "stay", "to_be_decided"])
    letters_by = serializers.DateField(allow_null=True)
    authorities = serializers.ListField(child=Text())
    to_confirm = serializers.BooleanField(help_text="It rests on a draft, or on memory")


class PracticeContractDetail(PracticeContract):
    """A practice's contract, its events, and every move from here."""

    history = Event(many=True)
    verdict = OpenMove(many=True)
    windows = ReturnWindow(
        many=True, required=False, help_text="While it is suspended; not told of a time gone by"
    )


class Participation(serializers.Serializer):
    """What one practice does about one vanguard."""

    id = serializers.UUIDField()
    vanguard_id = serializers.UUIDField()
    vanguard_code = Text()
    practice_id = serializers.UUIDField()
    practice_code = Text()
    level = one_of(Level, allow_blank=True)
    state = one_of(ParticipationState)
    version = serializers.IntegerField()
    required_for_go_live = serializers.BooleanField()
    decided_on = day()
    agreement_signed_on = day()
    in_effect_on = day()
    left_on = day()


class LedgerSignature(serializers.Serializer):
    """That a holder of the practice's contract signed a wording. The name is null for analysts."""

    holder = Text(allow_null=True)
    document = one_of(Document)
    wording = serializers.IntegerField(help_text="Version of the wording")
    sha256 = Text(help_text="Of the wording, in NFC with line feeds, as UTF-8")
    level = Text(allow_blank=True, help_text="What a decision is for")
    signed_on = serializers.DateField()
    recorded_at = serializers.DateTimeField()
    withdrawn_on = day()


class ParticipationDetail(Participation):
    """A participation, its events, every move from here, and who signed what."""

    history = Event(many=True)
    verdict = OpenMove(many=True)
    signatures = LedgerSignature(
        many=True, required=False, help_text="As known today; not told of a time gone by"
    )


class GpRole(serializers.Serializer):
    """A GP's role in an MCP. Name and GMC number are null unless the bearer is an officer or an
    auditor."""

    id = serializers.UUIDField()
    gp_id = serializers.UUIDField()
    gp_name = Text(allow_null=True)
    gmc_number = Text(allow_null=True)
    vanguard_id = serializers.UUIDField()
    vanguard_code = Text()
    practice_id = serializers.UUIDField(allow_null=True)
    practice_code = Text(allow_null=True)
    kind = one_of(RoleKind)
    share = serializers.DecimalField(
        max_digits=5, decimal_places=2, allow_null=True, help_text="Part owned, in per cent"
    )
    starts_on = serializers.DateField()
    ends_on = day()
    state = one_of(GpRoleState)
    version = serializers.IntegerField()


class GpRoleDetail(GpRole):
    """A GP's role, its events, and every move from here."""

    history = Event(many=True)
    verdict = OpenMove(many=True)


class Milestone(serializers.Serializer):
    """A dated promise of a journey."""

    id = serializers.UUIDField()
    journey_id = serializers.UUIDField()
    vanguard_code = Text()
    practice_code = Text(allow_null=True, help_text="Whose it is, where it is one practice's")
    code = Text()
    title = Text()
    owner = one_of(Owner)
    is_statutory = serializers.BooleanField()
    due_on = serializers.DateField()
    keeps_offset = serializers.BooleanField(
        help_text="Whether its day still is the template's, and moves with what it is counted from"
    )
    met_on = day()
    evidence = Text(allow_blank=True, help_text="By what it was shown to be met")
    state = one_of(MilestoneState)
    status = one_of(Status, allow_null=True, help_text="How it stands today; none if dropped")
    expected_on = day(help_text="The day on which it can be met as things are")
    slack_days = serializers.IntegerField(
        allow_null=True,
        help_text="By how much it may come later before going live does; less than 0 is too late; "
        "none where going live does not wait for it",
    )
    is_critical = serializers.BooleanField(
        allow_null=True, help_text="Whether going live slips if it does"
    )
    version = serializers.IntegerField()


class MilestoneDetail(Milestone):
    """A milestone and its events."""

    history = Event(many=True)
