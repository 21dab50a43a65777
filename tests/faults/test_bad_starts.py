"""What a part says, and does, when it cannot start as it should."""

import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from controller.ports import free_port
from controller.services.lab.enrolment import FOR_ONE_PC
from tests.faults.world import World, school
from tests.labs import seat
from tests.servers import PATIENCE_S, wait_for

SEATS = [seat(1), seat(2)]
LONGEST_S = 60
AS_ANYBODY = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner"]
"""Root may write anywhere; without these powers it is held to a directory's mode, like everybody else."""
Command = Callable[[Path, int], list[str]]


@pytest.fixture
def world(northgate_data: Path, tmp_path: Path) -> Iterator[World]:
    with school(northgate_data, tmp_path, pcs=len(SEATS), enrolled=False) as made:
        yield made


def serve(data_dir: Path, port: int) -> list[str]:
    return ["serve", "--data-dir", str(data_dir), "--port", str(port)]


def demo(data_dir: Path, port: int) -> list[str]:
    return ["demo", "--json", "--data-dir", str(data_dir), "--port", str(port)]


def run(arguments: list[str], before: list[str], limit: Callable[[], None] | None = None) -> str:
    """The one sentence with which it gave up."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "controller", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_S,
        preexec_fn=limit,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    (sentence,) = done.stderr.strip().splitlines()
    return sentence


@pytest.mark.parametrize("command", [serve, demo])
def test_a_read_only_data_directory_is_one_sentence(tmp_path: Path, command: Command) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir(mode=0o555)
    said = run(command(data_dir, free_port()), AS_ANYBODY if os.getuid() == 0 else [])
    assert said.startswith(f"Error: The data directory {data_dir} cannot be written (Permission denied): ")
    assert "choose another with --data-dir" in said


def no_room() -> None:
    """As on a disk without a free block: a file can be made, and nothing written into it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


@pytest.mark.parametrize("command", [serve, demo])
def test_a_full_disk_is_one_sentence(tmp_path: Path, command: Command) -> None:
    said = run(command(tmp_path / "data", free_port()), [], no_room)
    assert said.startswith(f"Error: The data directory {tmp_path / 'data'} cannot be written (")
    assert "free some space" in said


def test_a_broker_that_comes_late_is_waited_for_and_the_desk_says_so(world: World) -> None:
    world.server.run()
    for part in (world.bridge, *world.stations.values()):
        part.start()
    with world.page("reception") as page:
        page.follow("reception")
        wait_for(lambda: page.newest["troubles"]["sentences"], PATIENCE_S, "the desk is not told")
        (sentence,) = page.newest["troubles"]["sentences"]
        assert "broker" in sentence
        world.broker.start()
        world.gates_ready()
        wait_for(
            lambda: not page.newest["troubles"]["sentences"],
            PATIENCE_S,
            "the desk is not told that it is back",
        )
    assert "Traceback" not in world.server.log


def trouble(world: World, pc: str) -> str:
    return str(world.pcs.status.get(pc, {}).get("trouble", ""))


def test_a_wrong_code_and_anothers_name_are_refused_in_words(world: World, tmp_path: Path) -> None:
    """The first PC has mistyped its code; the second has taken another's key for its own."""
    first, second = SEATS
    specs = tmp_path / "pcs" / "specs.json"
    specs.write_text(re.sub(r'"code": "[^"]+"', '"code": "AAAA-AAAA"', specs.read_text(), count=1))
    world.server.run()
    world.pcs.start()
    wait_for(lambda: world.pcs.connected() == {second}, PATIENCE_S, lambda: world.pcs.log)
    wait_for(lambda: "code is not known" in trouble(world, first), PATIENCE_S, lambda: trouble(world, first))
    world.pcs.kill()
    steal(world, first, second)
    world.pcs.start()
    wait_for(lambda: "belongs to another PC" in trouble(world, first), PATIENCE_S, lambda: world.pcs.log)
    wait_for(lambda: world.pcs.connected() == {second}, PATIENCE_S, "the PC that was robbed is kept out")
    (refusal,) = {(one.actor, one.subject) for one in world.books.facts("workstation.refused")}
    assert refusal == (f"workstation:{second}", f"workstation:{first}")
    world.books.verify()


def steal(world: World, thief: str, victim: str) -> None:
    """The thief's identity file is the victim's, under its own name."""
    identity = (world.pcs.home(victim) / "identity.json").read_text()
    world.pcs.home(thief).mkdir(exist_ok=True)
    (world.pcs.home(thief) / "identity.json").write_text(identity.replace(victim, thief))


def test_an_expired_code_is_refused_in_words(northgate_data: Path, tmp_path: Path) -> None:
    """A code for one PC is good for some minutes, which here pass before it is used."""
    with school(northgate_data, tmp_path, speed=600, pcs=1, enrolled=False) as world:
        world.server.run()
        wait_for(lambda: world.clock.now() - world.server.start > FOR_ONE_PC, PATIENCE_S)
        world.pcs.start()
        wait_for(
            lambda: world.pcs.status and "code has expired" in trouble(world, SEATS[0]),
            PATIENCE_S,
            world.pcs.log,
        )
