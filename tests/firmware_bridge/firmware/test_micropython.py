"""The firmware must run on MicroPython: only what its Python has may be used."""

import ast
from pathlib import Path

import pytest

import firmware_bridge.firmware

FILES = sorted(Path(next(iter(firmware_bridge.firmware.__path__))).glob("*.py"))
MODULES = {"binascii", "hashlib"}  # add only what every MicroPython port has
FORBIDDEN = (
    ast.Match,
    ast.AnnAssign,
    ast.AsyncFunctionDef,
    ast.JoinedStr,
    ast.Global,
    ast.MatMult,
    ast.TryStar,
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_keeps_to_micropython(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        where = f"{path.name}:{getattr(node, 'lineno', 0)}"
        assert not isinstance(node, FORBIDDEN), where
        if isinstance(node, ast.Import):
            assert {one.name for one in node.names} <= MODULES, where
        if isinstance(node, ast.ImportFrom):
            assert node.level == 1, f"{where} imports from outside the firmware"
        if isinstance(node, ast.FunctionDef):
            plain = [one.annotation for one in node.args.args] + [node.returns]
            assert not any(plain), f"{where} has annotations"
            assert {one.id for one in node.decorator_list if isinstance(one, ast.Name)} <= {"property"}, where
        if isinstance(node, ast.Raise):
            assert node.cause is None, f"{where} says raise … from"


def test_the_firmware_is_there():
    assert len(FILES) >= 15
