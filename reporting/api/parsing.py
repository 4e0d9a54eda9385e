"""JSON as it was meant: one meaning a text, nothing that the database cannot hold."""

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

MOST_BYTES = 16 * 1024
DEEPEST = 20
LONGEST_NUMBER = 40


class TooLarge(APIException):
    """The body is larger than anything that this API takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = f"The body may have at most {MOST_BYTES:,} bytes."
    default_code = "body_too_large"


class StrictJSONParser(BaseParser):
    """Refuses what others let by: doubled members, NaN, NUL, lone surrogates, great depth."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The value that the body stands for.

        Raises:
            TooLarge: the body is over the limit.
            ParseError: with what is wrong in it.
        """
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise TooLarge
        try:
            value = json.loads(
                body.decode("utf-8"),
                object_pairs_hook=_once,
                parse_constant=_no_constant,
                parse_int=_short(int),
                parse_float=_short(float),
            )
        except UnicodeDecodeError:
            raise ParseError("The body is not UTF-8.", "not_utf8") from None
        except RecursionError:
            raise ParseError("The body is nested too deeply.", "nested_too_deeply") from None
        except ValueError as error:
            raise ParseError(f"The body is not JSON: {error}", "malformed_json") from None
        for text in _texts(value):
            _check_text(text)
        return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ParseError("A member is given twice.", "repeated_member")
    return members


def _no_constant(name: str) -> Any:
    raise ParseError(f"{name} is no number of JSON.", "malformed_json")


def _short(number: type) -> Any:
    def read(digits: str) -> Any:
        if len(digits) > LONGEST_NUMBER:
            raise ParseError("A number has too many digits.", "number_too_long")
        return number(digits)

    return read


def _texts(value: Any) -> Iterator[str]:
    """Every text in the value, members' names included; without recursion."""
    waiting = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        if depth > DEEPEST:
            raise ParseError("The body is nested too deeply.", "nested_too_deeply")
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            yield from item
            waiting.extend((inner, depth + 1) for inner in item.values())
        elif isinstance(item, list):
            waiting.extend((inner, depth + 1) for inner in item)


def _check_text(text: str) -> None:
    if "\0" in text:
        raise ParseError("Text must not include null characters.", "null_character")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ParseError("Text must not include half characters (surrogates).", "lone_surrogate")
