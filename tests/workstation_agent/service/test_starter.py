import os
from pathlib import Path

from workstation_agent.platform.x11.sessions import Server, XSession
from workstation_agent.service.starter import Account, Starter

US = os.geteuid()


def copied(where: Path, key_owner: int | None) -> bytes:
    """What the worker of a display is given of the file that its server's command line names."""
    (where / "secret").write_bytes(b"cookie")
    starter = Starter(where / "run", Account.choose(), "1")
    starter.prepare()
    server = Server(":9", 1, US, str(where / "secret"), key_owner=key_owner)
    return starter._authority(XSession(server, None)).read_bytes()


def test_a_worker_gets_the_key_of_its_display(tmp_path: Path):
    assert copied(tmp_path, None) == copied(tmp_path, US) == b"cookie"


def test_root_reads_for_no_server_what_its_user_could_not(tmp_path: Path):
    """Anybody can listen as a display, and name any file of the PC as its key."""
    assert copied(tmp_path, US + 1) == b""
