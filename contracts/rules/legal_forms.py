"""The legal forms of whoever holds a contract, and what each may hold. Pure data (domain.md, 4).

The programme records a body's form and judges it against the contract; it does not choose one.
What rests on reported guidance or on memory says that it is to be confirmed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from contracts.rules.authorities import HOLDER_FORMS, Authority
from contracts.rules.practice_states import ContractType


class HolderForm(StrEnum):
    """The legal form in which a practice holds its own contract, or a body that of an MCP."""

    INDIVIDUAL = "individual"
    PARTNERSHIP = "partnership"
    LIMITED_PARTNERSHIP = "limited_partnership"
    COMPANY_LIMITED_BY_SHARES = "company_limited_by_shares"
    LLP = "llp"
    COMPANY_LIMITED_BY_GUARANTEE = "company_limited_by_guarantee"
    CIC_BY_SHARES = "cic_by_shares"
    CIC_BY_GUARANTEE = "cic_by_guarantee"
    NHS_TRUST = "nhs_trust"
    FOUNDATION_TRUST = "foundation_trust"
    CARE_TRUST = "care_trust"
    LOCAL_AUTHORITY = "local_authority"


class Holds(StrEnum):
    """Whether a body of this form may hold a kind of contract."""

    YES = "yes"
    UNUSUAL = "unusual"
    NO = "no"


@dataclass(frozen=True, slots=True)
class LegalForm:
    """One legal form: which contracts it may hold, its access to the NHS pension, and on whose
    word that rests."""

    label: str
    gms: Holds
    pms: Holds
    mcp: Holds
    pension: str
    remark: str = ""
    is_nhs_body: bool = False
    authority: Authority = HOLDER_FORMS


_YES, _UNUSUAL, _NO = Holds.YES, Holds.UNUSUAL, Holds.NO

LEGAL_FORMS: Mapping[str, LegalForm] = {
    HolderForm.INDIVIDUAL: LegalForm("Individual GP", _YES, _YES, _NO, "automatic"),
    HolderForm.PARTNERSHIP: LegalForm(
        "Partnership", _YES, _YES, _UNUSUAL, "automatic", "Partners are liable without limit."
    ),
    HolderForm.LIMITED_PARTNERSHIP: LegalForm(
        "Limited partnership", _YES, _YES, _UNUSUAL, "automatic", "A GP is a general partner."
    ),
    HolderForm.COMPANY_LIMITED_BY_SHARES: LegalForm(
        "Company limited by shares",
        _YES,
        _YES,
        _YES,
        "only if every shareholder belongs to the NHS family",
        "A GP is a shareholder. A GMS contract cannot be transferred into a company.",
    ),
    HolderForm.LLP: LegalForm(
        "Limited liability partnership (LLP)", _NO, _NO, _YES, "as an independent provider"
    ),
    HolderForm.COMPANY_LIMITED_BY_GUARANTEE: LegalForm(
        "Company limited by guarantee", _NO, _NO, _YES, "as an independent provider"
    ),
    HolderForm.CIC_BY_SHARES: LegalForm(
        "Community interest company limited by shares",
        _YES,
        _YES,
        _YES,
        "as a company limited by shares",
        "Its assets are locked.",
    ),
    HolderForm.CIC_BY_GUARANTEE: LegalForm(
        "Community interest company limited by guarantee",
        _NO,
        _NO,
        _YES,
        "as an independent provider",
        "Its assets are locked.",
    ),
    HolderForm.NHS_TRUST: LegalForm("NHS trust", _NO, _YES, _YES, "automatic", is_nhs_body=True),
    HolderForm.FOUNDATION_TRUST: LegalForm(
        "NHS foundation trust", _NO, _YES, _YES, "automatic", is_nhs_body=True
    ),
    HolderForm.CARE_TRUST: LegalForm("Care trust", _NO, _YES, _YES, "automatic", is_nhs_body=True),
    HolderForm.LOCAL_AUTHORITY: LegalForm(
        "Local authority",
        _NO,
        _NO,
        _NO,
        "none",
        "It may be a commissioner beside the NHS. VAT is treated differently.",
    ),
}

HOLDER_LABELS: Mapping[str, str] = {form.value: LEGAL_FORMS[form].label for form in HolderForm}

STATUTORY_FORMS = frozenset(form for form, known in LEGAL_FORMS.items() if known.is_nhs_body)
"""The NHS bodies, to which alone the ICP Contract of August 2019 may be awarded."""


def forms_of(contract_type: str) -> tuple[HolderForm, ...]:
    """The forms in which a practice may hold a contract of this type; APMS is open to any."""
    column = {ContractType.GMS: "gms", ContractType.PMS: "pms"}.get(ContractType(contract_type))
    if column is None:
        return tuple(HolderForm)
    return tuple(form for form in HolderForm if getattr(LEGAL_FORMS[form], column) is not Holds.NO)


def may_be_held(contract_type: str, held_as: str) -> bool:
    """Whether a contract of this type may be held in this form; what is not known stands in no
    way."""
    known = held_as in set(HolderForm) and contract_type in set(ContractType)
    return not known or held_as in forms_of(contract_type)
