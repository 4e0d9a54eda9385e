"""What one pass over the bytes shows of a file."""

import pytest

from registers.reading import source
from registers.reading.source import Look, from_bytes

ROUND_FIELDS = [
    b'"A","B"\r\n"C",""\r\n',
    b'"A","B"\n"C","D"',
    b'A,"B, C"\n"D",E\n',
    b"A,B\nC,D\n",
]
ASTRAY = [
    b'A,"DENS"X\nB,C\n',
    b'A,THE "OLD" SURGERY\nB,C\n',
    b'A,5" PIPE\nB,C\n',
    b'A,""X\nB,C\n',
    b'A,X""\nB,C\n',
    b'A,"THE ""OLD"" SURGERY"\nB,C\n',
]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1 << 20])
def test_only_quotes_round_whole_fields_are_regular_wherever_a_chunk_ends(monkeypatch, size):
    monkeypatch.setattr(source, "CHUNK", size)
    for content in ROUND_FIELDS:
        assert Look(from_bytes("a.csv", content)).facts.regular, content
    for content in ASTRAY:
        assert not Look(from_bytes("a.csv", content)).facts.regular, content
