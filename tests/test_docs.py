"""What people can set, call or send is written down. A new kind of thing gets one more function here."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

import click

from controller.cli import main
from controller.config import PREFIX, Settings
from controller.domain.events import Event
from firmware_bridge.protocol.v1 import topics
from web.guard import COMMANDS, TOPICS
from workstation_agent.protocol import events

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def unwritten(words: Iterable[str], text: str) -> list[str]:
    return [word for word in words if word not in text]


def commands(command: click.Command, path: str) -> Iterator[str]:
    """Every command below this one, as it is typed."""
    if not isinstance(command, click.Group):
        yield path
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found, name
        yield from commands(found, f"{path} {name}")


def test_every_setting_is_described() -> None:
    names = [f"| `{name}` | `{PREFIX}{name.upper()}` |" for name in Settings.model_fields]
    assert unwritten(names, page("settings.md")) == []


def test_no_setting_is_described_that_is_not_there() -> None:
    rows = [
        row.split("|") for row in page("settings.md").splitlines() if PREFIX in row and row.startswith("|")
    ]
    assert {row[1].strip(" `") for row in rows} == set(Settings.model_fields)


def test_every_command_is_described() -> None:
    typed = list(commands(main, "schoolbell"))
    assert len(typed) > 10
    assert unwritten((f"`{line}" for line in typed), page("commands.md")) == []


def test_every_socket_command_of_a_desk_is_described() -> None:
    assert unwritten((f"| `{name}` |" for name in COMMANDS), page("desk-sockets.md")) == []


def test_every_topic_of_a_desk_is_described() -> None:
    assert unwritten((f"| `{kind}" for kind in TOPICS), page("desk-sockets.md")) == []


def test_every_event_is_described() -> None:
    names = [f"| `{kind.__name__}` |" for kind in get_args(Event)]
    assert unwritten(names, page("desk-sockets.md")) == []


def test_every_mqtt_topic_is_described() -> None:
    """As `pouch/1/<site>/<station>/boot`, or with the part that they share left out: `…/status`."""
    leaves = [*topics.LEAVES.values(), topics.STATE, topics.ORDER]
    begin = f"(?:{topics.ROOT}/<site>/<station>|…)/"
    rows = page("protocol.md")
    assert [leaf for leaf in leaves if not re.search(f"`{begin}{re.escape(leaf)}`", rows)] == []


def test_every_event_of_a_lab_pc_is_described() -> None:
    names = [*events.SERVER_EVENTS, *events.AGENT_EVENTS, events.FRAME, events.SHOW_FRAME, events.BEAT]
    assert unwritten((f"`{name}`" for name in names), page("workstation-protocol.md")) == []


def test_links_between_pages_lead_somewhere() -> None:
    for path in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text("utf-8")):
            assert "://" in target or (path.parent / target).exists(), f"{path.name}: {target}"
