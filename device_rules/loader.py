"""Reads a policy. Whatever is wrong becomes one PolicyError that says where, and what to write instead."""

from collections.abc import Mapping
from functools import partial
from os.path import isfile
from pathlib import Path

from device_rules.compiler import compile_policy
from device_rules.errors import PolicyError, instead, shortened
from device_rules.model import Policy
from device_rules.reading import Library, Text, read_document

POLICIES = Path(__file__).parent / "policies"
SUFFIXES = (".yaml", ".yml")
MAX_BYTES = 1_000_000


def policy_names() -> list[str]:
    """The policies that ship with Schoolbell."""
    return sorted(path.stem for path in POLICIES.glob("*.yaml"))


def load_policy(name_or_path: str | Path) -> Policy:
    """A shipped policy by name, or any by the path of its file. Raises PolicyError.

    A policy that it extends is looked for beside the file, then among those that ship.
    """
    path = _path(name_or_path)
    return _compiled(_content(path), path.stem, path, Library(lambda: _shipped() | _beside(path.parent)))


def parse_policy(
    content: bytes | str, name: str, file: str | Path = "", others: Mapping[str, bytes | str] | None = None
) -> Policy:
    """`name` is what decisions will call the policy. It may extend those that ship, and `others`, which are
    texts by name; never a file. Raises PolicyError.
    """
    return _compiled(content, name, file or name, Library(lambda: _shipped() | dict(others or {})))


def _compiled(content: bytes | str, name: str, file: str | Path, library: Library) -> Policy:
    try:
        written = read_document(content, name, library)
        return compile_policy(written.document, name, written.origins, written.bases)
    except PolicyError as error:
        raise error.at(file) from error.__cause__


def _shipped() -> dict[str, Text]:
    return {name: partial(_content, POLICIES / f"{name}.yaml") for name in policy_names()}


def _beside(folder: Path) -> dict[str, Text]:
    return {path.stem: partial(_content, path) for suffix in SUFFIXES for path in folder.glob(f"*{suffix}")}


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = (getattr(error, "strerror", None) or "cannot be read").lower()
        raise PolicyError(f"{reason}; give the path of a policy document", file=path) from error
    if len(content) > MAX_BYTES:
        raise PolicyError("is over 1 MB, which no policy needs; give a policy document", file=path)
    return content


def _path(name_or_path: str | Path) -> Path:
    path = Path(name_or_path)
    if isinstance(name_or_path, Path) or path.suffix in SUFFIXES or len(path.parts) > 1 or isfile(path):
        return path
    if name_or_path in policy_names():
        return POLICIES / f"{name_or_path}.yaml"
    sentence = f"there is no policy `{shortened(name_or_path)}`; {instead(name_or_path, policy_names())}"
    raise PolicyError(sentence)
