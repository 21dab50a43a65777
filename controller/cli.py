"""The command `schoolbell`. Each command's module is imported only when it is used."""

from importlib import import_module

import click

from controller.errors import SchoolbellError

COMMANDS = {
    "account": "add, list or give a new password to a staff account",
    "agent": "run the agent of a lab PC",
    "bench": "measure how fast it is on this machine",
    "bridge": "relay a station's serial port to the MQTT broker",
    "broker": "set up Mosquitto for the stations, and say who may speak to it",
    "custody": "hold the custody record against what the stations say, or purge what is past its time",
    "demo": "a whole simulated school on this machine",
    "firmware": "make a board a station",
    "journal": "verify or read the journal",
    "rules": "ask, check and list device policies",
    "school": "take a school's pupils, rooms and timetable from a file",
    "screenshots": "change the key that screenshots are sealed with",
    "serve": "run the controller",
    "simulate": "run simulated stations, releases and school days",
    "station-conformance": "try a station, ours or a vendor's, by each clause of the protocol",
}


class Commands(click.Group):
    def list_commands(self, _context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = import_module(f"controller.commands.{name.replace('-', '_')}").group
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except SchoolbellError as error:
            raise click.ClickException(error.sentence) from error


@click.command(cls=Commands)
@click.version_option(package_name="schoolbell")
def main() -> None:
    """Schoolbell: one controller for what a school must keep still during a lesson."""
