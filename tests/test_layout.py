"""Our own style, where a machine can see it cheaply."""

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("device_rules", "firmware_bridge", "workstation_agent", "controller", "web", "simulators")
MOST_LINES, MOST_IN_A_FUNCTION = 400, 50


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def shown(paths: Iterator[Path] | list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def is_migration(path: Path) -> bool:
    return "migrations" in path.parts


def test_init_files_only_pass_names_on() -> None:
    def passes_on(node: ast.stmt) -> bool:
        names = [ast.unparse(target) for target in node.targets] if isinstance(node, ast.Assign) else []
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        return isinstance(node, ast.Import | ast.ImportFrom) or is_docstring or names == ["__all__"]

    heavy = [
        path
        for path in sources(*PACKAGES, "tests")
        if path.name == "__init__.py" and not all(map(passes_on, ast.parse(text_of(path)).body))
    ]
    assert shown(heavy) == []


def test_no_file_is_longer_than_400_lines() -> None:
    files = [path for path in sources(*PACKAGES, "tests", "scripts") if not is_migration(path)]
    assert shown([path for path in files if len(text_of(path).splitlines()) > MOST_LINES]) == []


def test_no_function_is_longer_than_50_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources(*PACKAGES, "tests")
        if not is_migration(path)
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > MOST_IN_A_FUNCTION
    ]
    assert long == []


def test_most_functions_are_short() -> None:
    lengths = sorted(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for path in sources(*PACKAGES)
        if not is_migration(path)
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert lengths[len(lengths) // 2] < 10


@pytest.mark.parametrize("name", ["geventwebsocket", "eventlet"])
def test_no_other_server_for_sockets_is_installed(name: str) -> None:
    """Flask-SocketIO would take it as soon as it can be imported."""
    assert find_spec(name) is None


def test_no_socket_is_open_to_every_page() -> None:
    pattern = re.compile(r"cors_allowed_origins\s*=\s*\[?\s*[\"']\*")
    assert shown([path for path in sources(*PACKAGES) if pattern.search(text_of(path))]) == []


def test_no_page_asks_another_server_for_anything() -> None:
    """Schools filter the networks that CDNs live in, and a lab may have no internet at all."""
    pattern = re.compile(
        r"""(?:src|href|action)=["']?(?:https?:)?//|(?:@import|url\(|from|import)\s*["'(]+https?://"""
    )
    served = [
        path
        for folder in ("templates", "static")
        for path in sorted((ROOT / "web" / folder).rglob("*"))
        if path.suffix in {".html", ".css", ".js", ".mjs", ".svg"} and "vendor" not in path.parts
    ]
    assert served
    assert shown([path for path in served if pattern.search(text_of(path))]) == []


def test_what_is_vendored_has_its_licence() -> None:
    vendor = ROOT / "web" / "static" / "vendor"
    for library in vendor.iterdir():
        names = [path.name.upper() for path in (library.parent if library.is_file() else library).rglob("*")]
        assert any("LICENSE" in name or "LICENCE" in name for name in names), library


def test_nothing_is_passed_over() -> None:
    pattern = re.compile(r"pytest\.(?:mark\.)?(?:skip|skipif|xfail|importorskip)\b")
    tests = [path for path in sources("tests") if path != Path(__file__)]
    assert shown([path for path in tests if pattern.search(text_of(path))]) == []


def test_every_ignored_type_says_why() -> None:
    pattern = re.compile(r"# type: ignore(?:\[[\w, -]+\])?\s*$", re.MULTILINE)
    assert shown([path for path in sources(*PACKAGES) if pattern.search(text_of(path))]) == []
