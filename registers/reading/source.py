"""A published file as bytes: what it is, whether it can be read, and its hash. Pure Python."""

import codecs
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

CHUNK = 1 << 20
LONGEST_LINE = CHUNK
"""No row of these publications comes near a megabyte: a longer line is not a row."""

SAVE_AS = "Save the file as CSV UTF-8."

# The first bytes of files that are often taken for CSV, and what to say.
SIGNATURES = (
    (b"PK\x03\x04", "This is an Excel workbook or a zip file, not a CSV."),
    (b"PK\x05\x06", "This is an empty zip file, not a CSV."),
    (b"\xd0\xcf\x11\xe0", "This is an old or password-protected Excel workbook, not a CSV."),
    (b"\x1f\x8b", "This is a gzip file: unpack it first."),
    (b"%PDF", "This is a PDF, not a CSV."),
    (b"\xff\xfe", f"This file is in UTF-16. {SAVE_AS}"),
    (b"\xfe\xff", f"This file is in UTF-16. {SAVE_AS}"),
)
PRINTABLE = bytes(range(32, 127)) + b"\r\n"
STRAY_QUOTE = re.compile(rb'"(?<=[^,\r\n]")[^,\r\n]')
"""A quote with a comma or a line's end on neither side: within a field, doubled or astray. The
database would drop one that is astray, so only the careful reader may take such a file."""
UNDEFINED_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"


class Unreadable(Exception):
    """The file as a whole cannot be taken; the message is the sentence for the person."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the bytes are, and the name that the publisher or the officer gave them."""

    name: str
    open: Callable[[], BinaryIO]


def from_path(path: str) -> Source:
    """A file of this machine.

    Raises:
        Unreadable: there is no such file, or it may not be read.
    """
    try:
        with Path(path).open("rb"):
            pass
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error
    return Source(Path(path).name, lambda: Path(path).open("rb"))


def from_bytes(name: str, content: bytes) -> Source:
    """A file that was uploaded."""
    return Source(name, lambda: BytesIO(content))


@dataclass(frozen=True, slots=True)
class Facts:
    """What one pass over the bytes shows.

    `lines` counts the physical lines, the last one whether or not it is ended. `plain` says that
    the file holds nothing but printable ASCII, so that text needs no scrubbing. `regular` says
    that lines end alike, none is blank and quotes stand round whole fields only, so that
    PostgreSQL may read the bytes as they are.
    """

    size: int
    encoding: str
    bom: bool
    lines: int
    plain: bool
    regular: bool


class _Pass:
    """The running state of the one pass over the bytes."""

    def __init__(self) -> None:
        self.utf8 = codecs.getincrementaldecoder("utf-8")("strict")
        self.is_utf8 = True
        self.plain = True
        self.bom = False
        self.blank = False
        self.stray = False
        self.tail = b""
        self.size = self.lf = self.cr = self.crlf = 0
        self.last = b""
        self.since_break = 0

    def take(self, chunk: bytes) -> bytes:
        """Look at the next part of the file; returns it without a byte order mark."""
        if not self.size:
            _refuse_other_formats(chunk)
            self.bom = chunk.startswith(codecs.BOM_UTF8)
            chunk = chunk.removeprefix(codecs.BOM_UTF8)
        if b"\0" in chunk:
            self._refuse_nul(chunk)
        self.size += len(chunk)
        self._breaks(chunk)
        self._quotes(chunk)
        if self.plain:
            self.plain = not chunk.translate(None, delete=PRINTABLE)
        if self.is_utf8 and not (self.plain or (chunk.isascii() and not self.utf8.getstate()[0])):
            self._decode(chunk)
        self.last = chunk[-1:]
        return chunk

    def facts(self, encoding: str) -> Facts:
        """What was seen so far."""
        return Facts(
            size=self.size,
            encoding=encoding,
            bom=self.bom,
            lines=max(self.lf, self.cr) + (self.last not in (b"\n", b"\r")),
            plain=self.plain,
            regular=self._regular() and encoding == "utf-8",
        )

    def _regular(self) -> bool:
        alike = self.cr == 0 or self.cr == self.lf == self.crlf
        return alike and not self.blank and not self.stray and self.lf > 0

    def _breaks(self, chunk: bytes) -> None:
        self.lf += chunk.count(b"\n")
        self.cr += chunk.count(b"\r")
        self.crlf += chunk.count(b"\r\n") + (self.last == b"\r" and chunk[:1] == b"\n")
        # Where lines end alike, a blank one shows as one of two pairs; where not, it is irregular.
        pair = b"\n\r" if b"\r" in chunk else b"\n\n"
        self.blank = self.blank or pair in self.last + chunk
        at = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        self.since_break = len(chunk) - at - 1 if at >= 0 else self.since_break + len(chunk)
        if self.since_break > LONGEST_LINE:
            raise Unreadable(
                f"Row {max(self.lf, self.cr) + 1} is longer than a million characters: "
                "this is not a list of rows."
            )

    def _quotes(self, chunk: bytes) -> None:
        if not self.stray and (b'"' in chunk or b'"' in self.tail):
            self.stray = STRAY_QUOTE.search(self.tail + chunk) is not None
        self.tail = (self.tail + chunk[-2:])[-2:]

    def _decode(self, chunk: bytes) -> None:
        try:
            self.utf8.decode(chunk)
        except UnicodeDecodeError:
            self.is_utf8 = False

    def _refuse_nul(self, chunk: bytes) -> None:
        row = self.lf + chunk[: chunk.index(b"\0")].count(b"\n") + 1
        if not self.size and chunk[:64].count(b"\0") > 8:
            raise Unreadable(f"This file is in UTF-16. {SAVE_AS}")
        raise Unreadable(f"Row {row} holds a null character: this is not a text file. {SAVE_AS}")


class Look:
    """One file, and what is found out about it: each thing once, when it is first asked for.

    The hash alone says whether this very file is in already. The bytes are looked at as they pass
    (`parts`), so that the database can take them in meanwhile.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self._facts: Facts | None = None

    @cached_property
    def sha256(self) -> str:
        """The file's hash."""
        with self.source.open() as file:
            return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]

    @cached_property
    def beginning(self) -> Facts:
        """What the first part of the file shows by itself.

        Raises:
            Unreadable: it is empty or of another format.
        """
        seen = _Pass()
        with self.source.open() as file:
            seen.take(file.read(CHUNK))
        return seen.facts("utf-8" if seen.is_utf8 else "cp1252")

    @property
    def facts(self) -> Facts:
        """What one pass over the bytes shows; raises as `parts` does."""
        while self._facts is None:
            for _ in self.parts():
                pass
        return self._facts

    def parts(self) -> Iterator[bytes]:
        """The bytes in parts, without a byte order mark; after the last `facts` are known.

        Raises:
            Unreadable: it is empty, of another format, or in an encoding that cannot be told.
        """
        seen = _Pass()
        with self.source.open() as file:
            yield seen.take(file.read(CHUNK))
            while chunk := file.read(CHUNK):
                yield seen.take(chunk)
        encoding = "utf-8" if seen.is_utf8 and _ended(seen.utf8) else "cp1252"
        if encoding == "cp1252":
            _check_cp1252(self.source)
        self._facts = seen.facts(encoding)


def _ended(decoder: codecs.IncrementalDecoder) -> bool:
    return not decoder.getstate()[0]


def _refuse_other_formats(first: bytes) -> None:
    if not first.strip(b" \t\r\n\xef\xbb\xbf"):
        raise Unreadable("The selected file is empty.")
    for signature, sentence in SIGNATURES:
        if first.startswith(signature):
            raise Unreadable(sentence)
    start = first[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script")):
        raise Unreadable("This is a web page or XML, not a CSV: the download may have failed.")


def _check_cp1252(source: Source) -> None:
    """Windows' own encoding is taken where every byte means something in it and none is UTF-8."""
    for number, line in _lines(source):
        if line.isascii():
            continue
        byte = next((b for b in line if b in UNDEFINED_IN_CP1252), None)
        if byte is not None:
            raise Unreadable(
                f"Row {number} holds the byte {byte:#04x}, which is neither UTF-8 nor Windows-1252."
                f" {SAVE_AS}"
            )
        if _is_utf8(line):
            raise Unreadable(
                f"Row {number} is in UTF-8 and other rows are not: the file mixes two encodings."
                f" {SAVE_AS}"
            )


def _lines(source: Source) -> Iterator[tuple[int, bytes]]:
    with source.open() as file:
        yield from enumerate(file, start=1)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
