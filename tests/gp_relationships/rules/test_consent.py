"""Consent: what is wanting for a document to be signed, one changed fact at a time."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.law import Rule
from formation.lawbook import grounds
from gp_relationships.rules.consent import (
    AGREEMENT_OF,
    CALLED,
    Consent,
    Document,
    Signatory,
    Signing,
    Version,
    fingerprint,
    normalised,
    wanting,
)
from gp_relationships.rules.participation_states import Level

ON = date(2026, 11, 23)
BEGAN = date(2015, 3, 10)
MARCH = date(2026, 3, 3)
SIGNED_ON = date(2026, 1, 20)
NAMES = ("Dr A", "Dr B", "Dr C", "Dr D")
FOUR = tuple(Signatory(name, name, BEGAN) for name in NAMES)
LAWFUL = Consent(
    on=ON,
    practice="Riverside Surgery (X00001)",
    document=Document.DECISION,
    level="full",
    holders=FOUR,
    versions=(Version(1, date(2026, 1, 5)),),
    signings=tuple(Signing(name, 1, SIGNED_ON, "full") for name in NAMES),
)
JOINED = Signatory("Dr E", "Dr E", MARCH)
CHANGED = (*LAWFUL.versions, Version(2, date(2026, 5, 5)))
SLIP = (*LAWFUL.versions, Version(2, date(2026, 5, 5), corrects_slip=True))


def signed_by(*names: str, number: int = 1, **more: object) -> tuple[Signing, ...]:
    return tuple(Signing(name, number, SIGNED_ON, "full", **more) for name in names)


ROWS: dict[str, tuple[tuple[str, ...], dict[str, object]]] = {
    "all have signed": ((), {}),
    "no wording": (("wording_not_published",), {"versions": ()}),
    "no holders": (("holders_not_on_record",), {"holders": ()}),
    "one has not": (("holder_has_not_signed",), {"signings": signed_by(*NAMES[:3])}),
    "none has": (("holder_has_not_signed",) * 4, {"signings": ()}),
    "one joined": (("holder_has_joined",), {"holders": (*FOUR, JOINED)}),
    "one joined and signed": (
        (),
        {"holders": (*FOUR, JOINED), "signings": (*LAWFUL.signings, *signed_by("Dr E"))},
    ),
    "one left": ((), {"holders": FOUR[:3]}),
    "one who signed was never a holder": ((), {"signings": (*LAWFUL.signings, *signed_by("Mr X"))}),
    "the wording changed": (("wording_has_changed",), {"versions": CHANGED}),
    "the wording changed and one signed again": (
        ("wording_has_changed",),
        {"versions": CHANGED, "signings": (*LAWFUL.signings, *signed_by("Dr B", number=2))},
    ),
    "a slip was corrected": ((), {"versions": SLIP}),
    "a slip was corrected after a change": (
        ("wording_has_changed",),
        {"versions": (*CHANGED, Version(3, date(2026, 6, 1), corrects_slip=True))},
    ),
    "one took it back": (
        ("signature_withdrawn",),
        {"signings": (*signed_by(*NAMES[:3]), *signed_by("Dr D", withdrawn_on=MARCH))},
    ),
    "one takes it back tomorrow": (
        (),
        {"signings": (*signed_by(*NAMES[:3]), *signed_by("Dr D", withdrawn_on=date(2026, 11, 24)))},
    ),
    "one took it back and signed again": (
        (),
        {"signings": (*signed_by("Dr D", withdrawn_on=MARCH), *LAWFUL.signings)},
    ),
    "for another level": (("signed_for_another_level",) * 4, {"level": "partial"}),
    "one is enough to stay outside": (
        (),
        {"level": "outside", "signings": (Signing("Dr B", 1, SIGNED_ON, "outside"),)},
    ),
    "nobody to stay outside": (("nobody_has_signed",), {"level": "outside", "signings": ()}),
    "those for full do not keep it outside": (("nobody_has_signed",), {"level": "outside"}),
}


@pytest.mark.parametrize("name", ROWS)
def test_one_changed_fact_gives_exactly_its_reasons(name):
    codes, changed = ROWS[name]
    assert tuple(reason.code for reason in wanting(replace(LAWFUL, **changed))) == codes


def test_every_reason_is_tried():
    tried = {code for codes, _ in ROWS.values() for code in codes}
    assert {ground.code for ground in grounds(Rule(wanting))} == tried


def said(**changed: object) -> list[str]:
    return [reason.text for reason in wanting(replace(LAWFUL, **changed))]


def test_it_says_who_joined_and_what_changed():
    assert said(holders=(*FOUR, JOINED)) == [
        "Dr E joined on 3 March 2026 and has not signed the decision sheet."
    ]
    again = (*LAWFUL.signings, *signed_by("Dr B", number=2))
    assert said(versions=CHANGED, signings=again) == [
        "The wording of the decision sheet changed on 5 May 2026; 3 of 4 holders must sign again: "
        "Dr A, Dr C and Dr D."
    ]


def test_a_wording_is_the_same_whatever_the_line_ends_and_the_form_of_its_letters():
    assert normalised("Caf\u0065\u0301\r\nand\rso") == "Caf\u00e9\nand\nso"
    assert fingerprint("a\r\nb") == fingerprint("a\nb")
    assert fingerprint("a b") != fingerprint("a  b")
    assert fingerprint("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.text())
def test_what_is_normal_stays_as_it_is(text):
    assert normalised(normalised(text)) == normalised(text)


def test_each_level_but_outside_has_its_agreement():
    assert set(AGREEMENT_OF) == set(Level) - {Level.OUTSIDE}
    assert set(CALLED) == set(Document)


@given(st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES)), st.booleans())
def test_only_who_signed_last_and_holds_counts(holding, signing, changed):
    """Whoever holds and has not signed the binding wording is wanting, and nobody else."""
    consent = replace(
        LAWFUL,
        holders=tuple(each for each in FOUR if each.key in holding),
        versions=CHANGED if changed else LAWFUL.versions,
        signings=signed_by(*sorted(signing)),
    )
    wanted = holding if changed else holding - signing
    assert {each.key for each in consent.unsigned} == wanted
    assert bool(list(wanting(consent))) == (not holding or bool(wanted))
