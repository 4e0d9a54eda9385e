"""The sentences about an import."""

import pytest

from registers.outcome import ImportState, Outcome
from registers.wording import changes_of, verdict


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, "Applied: nothing had changed."),
        ({"unchanged": 2}, "Applied: nothing had changed."),
        ({"created": 1}, "Applied."),
        ({"updated": 1}, "Applied."),
        ({"changes": {"practices_ended": 1}}, "Applied."),
    ],
)
def test_nothing_had_changed_is_said_only_where_nothing_was_ended_either(counts, said):
    assert verdict(Outcome("ods-practices", "a.csv", ImportState.APPLIED, **counts)) == said


def test_one_is_not_said_as_many():
    assert changes_of({"stps_added": 1, "vanguards_ended": 2}) == [
        "1 STP was added",
        "2 vanguards no longer listed were ended",
    ]
