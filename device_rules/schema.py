"""The JSON Schema of a policy document, so that editors complete it and check it while it is written."""

import json
from typing import Any

from device_rules.document import Document

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NULL = {"type": "null"}


def policy_schema() -> dict[str, Any]:
    """Published from the model, so it cannot fall behind it."""
    return {"$schema": DIALECT, **_tidy(Document.model_json_schema()), "title": "Schoolbell device policy"}


def schema_text() -> str:
    return json.dumps(policy_schema(), indent=2, ensure_ascii=False) + "\n"


def _tidy(node: Any) -> Any:
    """A field that may be left out may not be null: an empty `storage:` is a mistake in a document."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {name: _tidy(value) for name, value in node.items() if not _is_noise(name, value)}
    options = [option for option in kept.get("anyOf", ()) if option != NULL]
    if options and options != kept["anyOf"]:
        kept.pop("anyOf")
        kept |= options[0] if len(options) == 1 else {"anyOf": options}
    return kept


def _is_noise(name: str, value: object) -> bool:
    """Titles that repeat the name of a field, and defaults."""
    return (name == "title" and isinstance(value, str)) or name == "default"
