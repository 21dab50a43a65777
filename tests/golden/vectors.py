"""Reads the vectors. Bytes in them are written h'0102', as CBOR diagnostic notation does."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def vectors(name: str) -> Any:
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def native(value: Any) -> Any:
    """The Python value that was meant."""
    if isinstance(value, str) and value.startswith("h'"):
        return bytes.fromhex(value[2:-1])
    if isinstance(value, list):
        return [native(one) for one in value]
    if isinstance(value, dict) and "map" in value:
        return {key: native(one) for key, one in value["map"]}
    if isinstance(value, dict):
        return {int(key): native(one) for key, one in value.items()}
    return value
