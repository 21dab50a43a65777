import asyncio
import sys
from pathlib import Path

import pytest

from tests.workstation_agent.platform.linux.machines import application, put
from tests.workstation_agent.platform.linux.pupils import seat
from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.entries import installed, started_at_login
from workstation_agent.platform.linux.programs import OpenLink, StartApplication
from workstation_agent.platform.linux.pupil import PupilSession
from workstation_agent.protocol.acts import Act, OpenUrl, StartProgram

WRITE = "import sys; open(sys.argv[1], 'w').write(' '.join(sys.argv[2:]))"


def start(root: Path, program: str, terminals: tuple[str, ...] = ()) -> None:
    deed = StartApplication(PupilSession(seat), root, lambda name: name if name in terminals else None)
    asyncio.run(deed.do(Act("o-1", 20.0, StartProgram(program))))


def test_a_link_is_opened_by_the_first_opener_that_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    said = tmp_path / "said"
    put(tmp_path / "gio", f'#!/bin/sh\necho "$DISPLAY $@" > {said}.new && mv {said}.new {said}\n').chmod(
        0o755
    )
    pupil = PupilSession(lambda: seat(":97"))
    monkeypatch.setattr(
        "workstation_agent.platform.linux.programs.OPENERS", (("no-opener",), (str(tmp_path / "gio"), "open"))
    )
    deed = OpenLink(pupil, lambda name: name if Path(name).exists() else None)
    asyncio.run(deed.do(Act("o-1", 20.0, OpenUrl("https://example.org/?a=1&b=$(id)"))))
    assert said.read_text().strip() == ":97 open https://example.org/?a=1&b=$(id)"


def test_a_pc_without_any_browser_says_so():
    deed = OpenLink(PupilSession(seat), lambda name: None)
    with pytest.raises(PlatformError, match="no browser"):
        asyncio.run(deed.do(Act("o-1", 20.0, OpenUrl("https://example.org"))))


@pytest.mark.parametrize("asked", ["org.example.Writer", "ORG.example.writer", Path(sys.executable).name])
def test_an_application_is_started_by_its_id_or_its_programs_name(tmp_path: Path, asked: str):
    said = tmp_path / "said"
    command = f'{sys.executable} -c "{WRITE}" {said} done %U'
    application(tmp_path, "org.example.Writer", command)
    start(tmp_path, asked)
    assert said.read_text() == "done"


def test_what_is_not_installed_for_everybody_is_not_started(tmp_path: Path):
    put(tmp_path / "home/amira/.local/share/applications/game.desktop", "[Desktop Entry]\nExec=true\n")
    with pytest.raises(PlatformError, match="game is not installed on this PC"):
        start(tmp_path, "game")


def test_one_for_a_terminal_gets_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    application(tmp_path, "editor", f"{tmp_path}/edit", "Editor", "Terminal=true")
    with pytest.raises(PlatformError, match="Editor needs a terminal"):
        start(tmp_path, "editor")
    said = tmp_path / "said"
    terminal = put(tmp_path / "term", f'#!/bin/sh\necho "$@" > {said}\n')
    terminal.chmod(0o755)
    monkeypatch.setattr("workstation_agent.platform.linux.programs.TERMINALS", ((str(terminal), "-e"),))
    start(tmp_path, "editor", (str(terminal),))
    assert said.read_text().strip() == f"-e {tmp_path}/edit"


@pytest.mark.parametrize(
    ("command", "program", "argv"),
    [
        ("gedit %U", "gedit", ("gedit",)),
        ("env LANG=C /usr/games/sol --full", "sol", ("env", "LANG=C", "/usr/games/sol", "--full")),
        ('"/opt/My App/app" --x=%%', "app", ("/opt/My App/app", "--x=%")),
        (
            "/usr/bin/flatpak run --command=calc org.x.Calc @@u %U @@",
            "org.x.Calc",
            ("/usr/bin/flatpak", "run", "--command=calc", "org.x.Calc"),
        ),
    ],
)
def test_entries_are_read_as_the_desktop_does(
    tmp_path: Path, command: str, program: str, argv: tuple[str, ...]
):
    application(tmp_path, "one", command)
    entry = installed(tmp_path)["one"]
    assert (entry.program, entry.argv) == (program, argv)


def test_entries_that_cannot_be_read_hide_no_others(tmp_path: Path):
    folder = tmp_path / "usr/share/applications"
    for name, text in {
        "a": "",
        "b": "[Desktop Entry]\nExec='",
        "c": "\0",
        "d": "[Desktop Entry]\nName=x",
    }.items():
        put(folder / f"{name}.desktop", text)
    put(folder / "hidden.desktop", "[Desktop Entry]\nExec=x\nHidden=true\n")
    application(tmp_path, "kde-good", "good")
    assert list(installed(tmp_path)) == ["kde-good"]
    put(tmp_path / "etc/xdg/autostart/panel.desktop", "[Desktop Entry]\nExec=my-panel --now\n")
    assert started_at_login(tmp_path) == {"my-panel"}
