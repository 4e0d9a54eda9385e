"""The publications that are read, one module each."""

from collections.abc import Mapping

from organisations.models import RegisterKind
from registers.kinds import (
    boundaries,
    commissioners,
    gp_headcount,
    gp_payments,
    list_sizes,
    ods_practices,
    practice_locations,
    stp_commissioners,
    vanguards,
)
from registers.staging.spec import Spec

SPECS: Mapping[RegisterKind, Spec] = {
    module.SPEC.kind: module.SPEC
    for module in (
        ods_practices,
        gp_payments,
        list_sizes,
        gp_headcount,
        practice_locations,
        commissioners,
        stp_commissioners,
        boundaries,
        vanguards,
    )
}
