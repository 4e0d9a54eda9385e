"""Names as people write them."""

import pytest

from organisations.display import title_case


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("THE DENSHAM SURGERY", "The Densham Surgery"),
        ("DR S R WILLIAMS & PARTNERS", "Dr S R Williams & Partners"),
        ("ST ANNE'S MEDICAL CENTRE", "St Anne's Medical Centre"),
        ("O'BRIEN & MCDONALD", "O'Brien & McDonald"),
        ("HEALTH CENTRE AT THE PARK", "Health Centre at the Park"),
        ("GP LED NHS CENTRE (24HR)", "GP Led NHS Centre (24HR)"),
        ("Already Mixed Case", "Already Mixed Case"),
        ("", ""),
    ],
)
def test_the_registers_capitals_become_a_title(kept, shown):
    assert title_case(kept) == shown
