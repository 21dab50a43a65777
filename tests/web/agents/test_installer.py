import io
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import distribution
from threading import Event

import pytest

from tests.labs import FakeLab
from tests.web.conftest import ORIGIN
from tests.web.lab_site import LabSite, make_lab_site
from web.agents import installer
from workstation_agent.install.wheel import wheel_name

WHEEL = wheel_name(distribution("schoolbell").version)


@pytest.fixture
def site(lab: FakeLab) -> LabSite:
    return make_lab_site(lab)


@pytest.mark.parametrize("name", ["install.sh", "install.ps1"])
def test_the_scripts_come_back_to_this_school_and_hold_no_secret(site: LabSite, name: str) -> None:
    answer = site.app.test_client().get(f"/agent/{name}")
    assert answer.status_code == 200
    assert ORIGIN in answer.text
    assert WHEEL in answer.text
    assert "@SERVER@" not in answer.text


def test_the_shell_script_is_one(site: LabSite) -> None:
    script = site.app.test_client().get("/agent/install.sh").text
    subprocess.run(["sh", "-n"], input=script, text=True, check=True)
    wrong = subprocess.run(
        ["sh", "-s", "--", "--cod", "X"], input=script, text=True, capture_output=True, check=False
    )
    assert wrong.returncode == 1
    assert wrong.stderr.startswith("Unknown option --cod.")


def test_the_packages_are_pinned_with_their_hashes(site: LabSite) -> None:
    packages = site.app.test_client().get("/agent/requirements.txt").text
    assert "pyside6-essentials==" in packages
    assert all("==" in line for line in packages.splitlines() if line and not line.startswith((" ", "#")))
    assert packages.count("--hash=sha256:") > 100


def test_the_wheel_is_this_version_whole(site: LabSite) -> None:
    answer = site.app.test_client().get(f"/agent/{WHEEL}")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as wheel:
        assert wheel.testzip() is None
        names = wheel.namelist()
    assert {"workstation_agent/agent.py", "controller/cli.py"} <= set(names)
    assert any(name.endswith(".dist-info/RECORD") for name in names)
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests/")]


def test_a_room_that_asks_at_once_has_the_wheel_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made, building, second = list[object](), Event(), Event()

    def build(of: object) -> bytes:
        made.append(of)
        building.set()
        assert second.wait(10)
        return b"a wheel"

    def ask_second() -> bytes:
        assert building.wait(10)
        second.set()
        return installer._wheel()

    installer._made.cache_clear()
    monkeypatch.setattr(installer, "build_wheel", build)
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(installer._wheel), pool.submit(ask_second)]
        assert [one.result() for one in asked] == [b"a wheel"] * 2
    installer._made.cache_clear()
    assert len(made) == 1


@pytest.mark.parametrize(
    "path", ["/agent/install.py", "/agent/identity.json", "/agent/schoolbell-0.0.0-py3-none-any.whl"]
)
def test_nothing_else_is_there(site: LabSite, path: str) -> None:
    assert site.app.test_client().get(path).status_code == 404


def test_after_the_install_line_no_key_leads_from_a_locked_screen_to_a_console(site: LabSite) -> None:
    script = site.app.test_client().get("/agent/install.sh").text
    assert {'    Option "DontVTSwitch" "true"', '    Option "DontZap" "true"'} <= set(script.splitlines())
