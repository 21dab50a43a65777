"""Reads a policy document. Whatever is wrong becomes one PolicyError that says where, and what to write."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from device_rules.compiler import compile_policy
from device_rules.document import Document, Part, Row
from device_rules.errors import PolicyError, instead, shortened
from device_rules.model import Policy

POLICIES = Path(__file__).parent / "policies"
SUFFIXES = (".yaml", ".yml")
MAX_BYTES = 1_000_000
Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # Base: `on`, `12:40` and `7` all stay text

SENTENCES = {  # pydantic's kinds of mistake, in words for the author of a policy
    "missing": "`{name}` is missing; add it",
    "too_short": "`{name}` is empty; give at least one",
    "string_too_short": "`{name}` is empty; fill it in",
    "string_type": "`{name}` should be text, on one line or in quotes",
    "string_pattern_mismatch": "`{input}` is not an id; use lower-case words joined by hyphens",
    "model_type": "`{name}` should hold fields of the form `field: value`, not `{input}`",
    "dict_type": "`{name}` should hold fields of the form `field: value`, not `{input}`",
    "tuple_type": "`{name}` should be a list, each item on a line that starts with `-`",
}

Loc = tuple[int | str, ...]


def policy_names() -> list[str]:
    """The policies that ship with Schoolbell."""
    return sorted(path.stem for path in POLICIES.glob("*.yaml"))


def load_policy(name_or_path: str | Path) -> Policy:
    """A shipped policy by name, or any by the path of its file. Raises PolicyError."""
    path = _path(name_or_path)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise PolicyError(f"{reason}; give the path of a policy document", file=path) from error
    if len(content) > MAX_BYTES:
        raise PolicyError("is over 1 MB, which no policy needs; give a policy document", file=path)
    return parse_policy(content, path.stem, path)


def _path(name_or_path: str | Path) -> Path:
    path = Path(name_or_path)
    if isinstance(name_or_path, Path) or path.suffix in SUFFIXES or len(path.parts) > 1 or path.is_file():
        return path
    if name_or_path in policy_names():
        return POLICIES / f"{name_or_path}.yaml"
    raise PolicyError(f"there is no policy `{name_or_path}`; {instead(name_or_path, policy_names())}")


def parse_policy(content: bytes | str, name: str, file: str | Path = "") -> Policy:
    """`name` is what decisions will call the policy. Raises PolicyError."""
    try:
        return _parse(content, name)
    except PolicyError as error:
        raise error.at(file or name) from error.__cause__


def _parse(content: bytes | str, name: str) -> Policy:
    tree = _compose(content)
    data = _plain(tree, set())
    if not isinstance(data, dict) or not {"title", "rules"} & set(data):
        raise PolicyError("is not a policy document; one has at least `title:` and `rules:`")
    try:
        document = Document.model_validate(data)
    except ValidationError as error:
        raise _policy_error(error.errors()[0], tree, data) from error
    return compile_policy(document, name, [_line(tree, ("rules", i)) for i in range(len(document.rules))])


def _compose(content: bytes | str) -> yaml.Node:
    try:
        tree = yaml.compose(content, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise PolicyError(f"is not YAML ({error.problem}); correct this line", line=line) from error
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        raise PolicyError("is not YAML text in UTF-8; give a policy document") from error
    if tree is None:
        raise PolicyError("is empty; give a policy document")
    return tree


def _plain(node: yaml.Node, seen: set[int]) -> Any:
    """Dicts, lists and text. A node met twice is an alias: refused, so a small file cannot grow huge."""
    if id(node) in seen:
        sentence = "is repeated through an alias (`&` and `*`), which policies may not use; write it out"
        raise PolicyError(sentence, line=node.start_mark.line + 1)
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, seen)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, seen) for item in node.value]
    return node.value


def _mapping(node: yaml.MappingNode, seen: set[int]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise PolicyError("has a list or a mapping where the name of a field belongs", line=line)
        if key.value in data:
            raise PolicyError(f"`{key.value}` is given twice; keep one", line=line)
        data[key.value] = _plain(value, seen)
    return data


def _policy_error(error: ErrorDetails, tree: yaml.Node, data: dict[str, Any]) -> PolicyError:
    loc = error["loc"]
    return PolicyError(_sentence(error), line=_line(tree, loc), rule=_rule_id(loc, data))


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
    model: type[Part] = Row if loc[0] == "rules" else Document
    if loc[0] in ("effective", "school_day"):
        return ["from", "until", "during"]
    return [field.alias or name for name, field in model.model_fields.items()]


def _rule_id(loc: Loc, data: dict[str, Any]) -> str | None:
    if len(loc) < 2 or loc[0] != "rules" or not isinstance(loc[1], int):
        return None
    row = data["rules"][loc[1]]
    return str(row.get("id", f"number {loc[1] + 1}")) if isinstance(row, dict) else f"number {loc[1] + 1}"


def _line(node: yaml.Node, loc: Loc) -> int:
    """Where the part that `loc` leads to starts, or the last of its parents that exists. Counts from 1."""
    line = node.start_mark.line + 1
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == part), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line
