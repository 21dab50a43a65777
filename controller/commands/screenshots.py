"""`schoolbell screenshots`: the key that they are sealed with."""

from datetime import timedelta
from pathlib import Path

import click

from controller.commands.options import config_option, opened
from controller.services.lab.live.screenshots import Screenshots
from controller.services.lab.live.vault import Vault


@click.group("screenshots")
def group() -> None:
    """Look after the screenshots that are kept."""


@group.command("change-key")
@config_option
def change_key(config_file: Path | None, data_dir: Path | None) -> None:
    """Seal all screenshots with a new key, and forget the old one."""
    with opened(config_file, data_dir) as services:
        # The shelf alone: live sessions are those of the controller that is running.
        kept = timedelta(days=services.settings.screenshot_days)
        vault = Vault(services.settings.data_dir)
        count = Screenshots(services.database, services.clock, vault, kept).change_key()
    pictures = "1 screenshot is" if count == 1 else f"{count} screenshots are"
    click.echo(f"{pictures} sealed with a new key. Back up the data directory's `secrets` again.")
