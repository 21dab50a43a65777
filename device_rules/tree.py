"""YAML text → nodes that know their lines → plain dicts, lists and text, without a way to grow huge."""

from typing import Any

import yaml

from device_rules.errors import PolicyError, shortened

Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # Base: `on`, `12:40` and `7` all stay text
Loc = tuple[int | str, ...]


def compose(content: bytes | str) -> yaml.Node:
    """Raises PolicyError."""
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


def as_data(tree: yaml.Node) -> Any:
    """Raises PolicyError at an alias, a field given twice, and anything nested beyond reason."""
    try:
        return _plain(tree, set())
    except RecursionError as error:
        raise PolicyError("is nested too deeply; give a policy document") from error


def _plain(node: yaml.Node, seen: set[int]) -> Any:
    """A node met twice is an alias: refused, so a small file cannot grow huge."""
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
            raise PolicyError(f"`{shortened(key.value)}` is given twice; keep one", line=line)
        data[key.value] = _plain(value, seen)
    return data


def line_of(node: yaml.Node, loc: Loc) -> int:
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
