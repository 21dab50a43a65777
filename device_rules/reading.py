"""One document's text → its checked model, with what it takes over from the policy that it extends."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from device_rules.document import INHERITED, Approval, Document, Part, Row
from device_rules.errors import PolicyError, instead, shortened
from device_rules.fields import ID
from device_rules.model import Origin
from device_rules.tree import Loc, as_data, compose, line_of

MAX_RULES = 300  # the longest of the shipped policies has 36

SENTENCES = {  # pydantic's kinds of mistake, in words for the author of a policy
    "missing": "`{name}` is missing; add it",
    "too_short": "`{name}` is empty; give at least one",
    "string_too_short": "`{name}` is empty; fill it in",
    "string_too_long": "`{name}` is too long; use a few words joined by hyphens",
    "string_type": "`{name}` should be text, on one line or in quotes",
    "string_pattern_mismatch": "`{input}` is not an id; use lower-case words joined by hyphens",
    "model_type": "`{name}` should hold fields of the form `field: value`, not `{input}`",
    "dict_type": "`{name}` should hold fields of the form `field: value`, not `{input}`",
    "tuple_type": "`{name}` should be a list, each item on a line that starts with `-`",
    "int_parsing": "`{name}` holds `{input}`, which is not a year; write years like `7-9`",
}


Text: TypeAlias = bytes | str | Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Library:
    """The policies that others may extend, by name; asked only when one does."""

    texts: Callable[[], Mapping[str, Text]]


@dataclass(frozen=True, slots=True)
class Written:
    """`origins[i]` is where `document.rules[i]` stands; `data` is the frame as written or inherited."""

    document: Document
    data: Mapping[str, Any]
    origins: tuple[Origin, ...]
    bases: tuple[str, ...]


def read_document(content: bytes | str, name: str, library: Library, above: tuple[str, ...] = ()) -> Written:
    """`above` are the policies that extend this one, the nearest last. Raises PolicyError."""
    tree = compose(content)
    data = as_data(tree)
    if not isinstance(data, dict) or not {"title", "rules"} & set(data):
        raise PolicyError("is not a policy document; one has at least `title:` and `rules:`")
    if isinstance(data.get("rules"), list):
        _refuse_too_many(len(data["rules"]), line_of(tree, ("rules",)))
    base = _base(data, tree, library, (*above, name))
    if base:
        data = {field: base.data[field] for field in INHERITED if field in base.data} | data
    document = _validated(data, tree)
    file = name if above else ""
    lines = [line_of(tree, ("rules", index)) for index in range(len(document.rules))]
    written = Written(document, data, tuple(Origin(line, file) for line in lines), ())
    if base:
        written = _extended(written, base)
        _refuse_too_many(len(written.origins), line_of(tree, ("extends",)))
    return written


def _refuse_too_many(count: int, line: int) -> None:
    if count > MAX_RULES:
        sentence = (
            f"has {count:,} rules, and {MAX_RULES} is the most; say more with each rule, or split the policy"
        )
        raise PolicyError(sentence, line=line)


def _base(data: dict[str, Any], tree: yaml.Node, library: Library, chain: tuple[str, ...]) -> Written | None:
    if "extends" not in data:
        return None
    name, line = data["extends"], line_of(tree, ("extends",))
    if not isinstance(name, str) or not re.fullmatch(ID, name):
        sentence = f"`extends` names one policy, such as `england-2026`, not `{shortened(name)}`"
        raise PolicyError(sentence, line=line)
    if name in chain:
        circle = " → ".join(f"`{one}`" for one in (*chain[chain.index(name) :], name))
        raise PolicyError(f"`extends` leads in a circle: {circle}; take one of them out", line=line)
    texts = library.texts()
    if name not in texts:
        sentence = f"`extends` names `{name}`, which is no policy here; {instead(name, texts)}"
        raise PolicyError(sentence, line=line)
    text = texts[name]
    try:
        return read_document(text() if callable(text) else text, name, library, chain)
    except PolicyError as error:
        raise error.at(name) from error


def _extended(own: Written, base: Written) -> Written:
    """A rule with the id of an inherited one takes its place."""
    ids = {row.id for row in own.document.rules}
    kept = [(row, at) for row, at in zip(base.document.rules, base.origins, strict=True) if row.id not in ids]
    rows = (*(row for row, _ in kept), *own.document.rules)
    return Written(
        own.document.model_copy(update={"rules": rows}),
        own.data,
        (*(at for _, at in kept), *own.origins),
        (str(own.document.extends), *base.bases),
    )


def _validated(data: dict[str, Any], tree: yaml.Node) -> Document:
    try:
        return Document.model_validate(data)
    except ValidationError as error:
        raise _policy_error(error.errors()[0], tree, data) from error


def _policy_error(error: ErrorDetails, tree: yaml.Node, data: dict[str, Any]) -> PolicyError:
    loc = error["loc"]
    return PolicyError(_sentence(error), line=line_of(tree, loc), rule=_rule_id(loc, data))


def _sentence(error: ErrorDetails) -> str:
    kind, loc = error["type"], error["loc"]
    name = next((str(part) for part in reversed(loc) if isinstance(part, str)), "")
    if kind == "extra_forbidden":
        return f"`{shortened(name)}` is not a field here; {instead(name, _fields_at(loc))}"
    if kind == "value_error":
        about = f"`{name}`: " if name not in ("", "rules") else ""
        return about + error["msg"].removeprefix("Value error, ")
    return SENTENCES.get(kind, "`{name}` is not right: {msg}").format(
        name=name, msg=error["msg"], input=shortened(error["input"])
    )


def _fields_at(loc: Loc) -> list[str]:
    models: dict[object, type[Part]] = {"rules": Row, "second_approval": Approval}
    model = models.get(loc[0], Document)
    if loc[0] in ("effective", "school_day"):
        return ["from", "until", "during"]
    return [field.alias or name for name, field in model.model_fields.items()]


def _rule_id(loc: Loc, data: dict[str, Any]) -> str | None:
    if len(loc) < 2 or loc[0] != "rules" or not isinstance(loc[1], int):
        return None
    row = data["rules"][loc[1]]
    return shortened(
        row.get("id", f"number {loc[1] + 1}") if isinstance(row, dict) else f"number {loc[1] + 1}"
    )
