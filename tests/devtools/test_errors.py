"""One sentence for whatever goes wrong."""

import errno
import re

import pytest

from devtools.errors import last_words, sentence_for, sentence_for_output

PIP_OFFLINE = """\
WARNING: Retrying (Retry(total=1)) after connection broken by 'NewConnectionError'
ERROR: No matching distribution found for django==5.2.19
"""
PIP_ALTERED = """\
ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.
    django==5.2.19 from example: Expected sha256 aa Got bb
"""


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EDQUOT, "The disk is full"),
        (errno.EACCES, "No permission to use place.*--home"),
        (errno.EROFS, "place is on a read-only disk.*--home"),
        (errno.ENOENT, "place is missing"),
        (errno.EIO, "place: Input/output error"),
    ],
)
def test_errors_of_the_system_have_a_sentence(number, said):
    error = OSError(number, "Input/output error", "place")
    assert_one_sentence(sentence_for(error), said)


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (PIP_OFFLINE, "cannot be reached.*network"),
        (PIP_ALTERED, "does not match its locked hash.*again"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("npm error code ENOTFOUND", "cannot be reached"),
        ("npm error code EINTEGRITY", "does not match its locked hash"),
        ("SSLError(SSLCertVerificationError CERTIFICATE_VERIFY_FAILED)", "certificate"),
        ("Looking\nERROR: it broke\nhint: none\n", "Installing failed: ERROR: it broke"),
        ("", "Installing failed: it said nothing"),
    ],
)
def test_failures_of_programs_have_a_sentence(output, said):
    assert_one_sentence(sentence_for_output(output, what="Installing"), said)


def test_the_last_words_are_the_last_error():
    assert last_words("error: one\nerror: two\nnote: three\n\n") == "error: two"


def assert_one_sentence(text, said):
    assert re.search(said, text)
    assert "\n" not in text
    assert "Traceback" not in text
