"""Persons as somebody writes them in one line: “Dr A Smith 1234567, Dr B Jones”."""

import re
from dataclasses import dataclass

GMC = re.compile(r"\(?(?:GMC\s*)?\b([0-9]{7})\b\)?")


@dataclass(frozen=True, slots=True)
class Person:
    """A name, and the GMC number where one was given."""

    name: str
    gmc_number: str = ""

    def is_called(self, name: str, gmc_number: str) -> bool:
        """Whether this is the person of that number, or else of that name."""
        if self.gmc_number:
            return self.gmc_number == gmc_number
        return _bare(self.name) == _bare(name)


def persons(text: str) -> tuple[Person, ...]:
    """Each person of a line, parted by commas."""
    return tuple(_person(part) for part in text.split(",") if part.strip())


def _person(part: str) -> Person:
    number = GMC.search(part)
    name = " ".join(GMC.sub(" ", part).split())
    return Person(name or part.strip(), number.group(1) if number else "")


def _bare(name: str) -> str:
    """A name without its title, by which two spellings of one person meet."""
    return " ".join(name.casefold().removeprefix("dr ").removeprefix("dr. ").split())
