"""Areas from a GeoJSON file (RFC 7946), each checked by itself. Pure Python."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from registers.reading.source import Facts, Source, Unreadable

LARGEST = 64 * 1024 * 1024
"""A GeoJSON file is read whole; those of England's 200 areas have well under a megabyte."""

_CODES = (
    "code",
    "ods_code",
    "ccg_ods_code",
    "ccg_code",
    "stp_code",
    "stp17cd",
    "stp18cd",
    "stp20cd",
)
_NAMES = ("name", "ccg_name", "stp_name", "stp17nm", "stp18nm", "ccg17nm", "ccg18nm")
ENGLAND = "E92000001"
WEST, EAST, SOUTH, NORTH = -9.0, 2.5, 49.0, 61.5
HIGHEST = 10_000


@dataclass(frozen=True, slots=True)
class Area:
    """One feature: its number in the file, and its values or what is wrong with it."""

    number: int
    kind: str = ""
    code: str = ""
    name: str = ""
    geometry: str = ""
    fault: str = ""


def areas(source: Source, facts: Facts) -> list[Area]:
    """Every feature of the collection.

    Raises:
        Unreadable: it is no GeoJSON, is no collection, or is not in degrees.
    """
    collection = _collection(source, facts)
    _refuse_other_systems(collection)
    features = collection.get("features")
    if not isinstance(features, list) or not features:
        raise Unreadable("This GeoJSON holds no features.")
    return [_area(number, feature) for number, feature in enumerate(features, start=1)]


def _collection(source: Source, facts: Facts) -> dict[str, Any]:
    if facts.size > LARGEST:
        raise Unreadable("The selected file must be smaller than 64MB.")
    with source.open() as file:
        content = file.read()
    try:
        collection = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"This file is not JSON: {str(error)[:100]}.") from error
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        raise Unreadable("This file is not a GeoJSON FeatureCollection.")
    return collection


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def _refuse_other_systems(collection: dict[str, Any]) -> None:
    system = json.dumps(collection.get("crs", ""))
    if collection.get("crs") and not re.search(r"CRS84|4326", system):
        raise Unreadable("The coordinates must be degrees of longitude and latitude (WGS84).")


def _area(number: int, feature: Any) -> Area:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return Area(number, fault="this is no Feature")
    properties = feature.get("properties")
    lowered = {
        str(key).lower(): value
        for key, value in (properties if isinstance(properties, dict) else {}).items()
    }
    code, name = _first(lowered, _CODES), _first(lowered, _NAMES)
    if not (_is_text(code) and _is_text(name)):
        return Area(number, fault="the area's code and name must be text")
    geometry: Any = feature.get("geometry")
    fault = _geometry_fault(geometry)
    if fault:
        return Area(number, code=code, name=name, fault=fault)
    kind, code = _kind(code, name)
    if not kind:
        return Area(number, code=code, name=name, fault="the area has no code that is known")
    shape = {name: geometry[name] for name in ("type", "coordinates")}
    return Area(number, kind, code, name, json.dumps(shape, separators=(",", ":")))


def _first(properties: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((properties[n] for n in names if properties.get(n) not in (None, "")), "")


def _is_text(value: Any) -> bool:
    """Whether it can be kept as text: half a character of UTF-16 cannot, nor can a null."""
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _kind(code: str, name: str) -> tuple[str, str]:
    if re.fullmatch(r"E54\d{6}", code):
        return "stp", code
    if re.fullmatch(r"\d[0-9A-Z]{2}|[A-Z]\d[A-Z]\d[A-Z]", code.upper()):
        return "commissioner", code.upper()
    if code == ENGLAND or (not code and name.strip().lower() == "england"):
        return "england", ENGLAND
    return "", code


def _geometry_fault(geometry: Any) -> str:
    if not isinstance(geometry, dict):
        return "the area has no geometry"
    coordinates = geometry.get("coordinates")
    if geometry.get("type") == "Polygon":
        polygons = [coordinates]
    elif geometry.get("type") == "MultiPolygon" and isinstance(coordinates, list):
        polygons = coordinates
    else:
        return "the geometry must be a Polygon or a MultiPolygon"
    if not polygons:
        return "the geometry is empty"
    return next((fault for ring in _rings(polygons) if (fault := _ring_fault(ring))), "")


def _rings(polygons: list[Any]) -> Iterator[Any]:
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            yield None
        else:
            yield from polygon


def _ring_fault(ring: Any) -> str:
    if not isinstance(ring, list) or len(ring) < 4:
        return "a ring has fewer than four positions"
    if not all(_is_position(position) for position in ring):
        return "a position is not longitude and latitude in degrees within the British Isles"
    if ring[0] != ring[-1]:
        return "a ring is not closed: its last position must be its first"
    return ""


def _is_position(position: Any) -> bool:
    if not isinstance(position, list) or len(position) not in (2, 3):
        return False
    if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in position):
        return False
    east, north, *height = position
    return (
        not any(abs(v) > HIGHEST for v in height)
        and WEST <= east <= EAST
        and SOUTH <= north <= NORTH
    )
