"""`schoolbell account`: staff accounts, from the machine itself."""

from pathlib import Path

import click

from controller.commands.options import config_option, opened
from controller.domain.accounts import Role
from controller.services.accounts import NewPassword


@click.group("account")
def group() -> None:
    """Add, list or give a new password to a staff account."""


@group.command("add")
@click.argument("username")
@click.option("--name", required=True, help="As pupils know them: «Mrs M. Okafor».")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@config_option
def add(username: str, name: str, role: str, config_file: Path | None, data_dir: Path | None) -> None:
    """Add an account; its password is made here and shown once."""
    with opened(config_file, data_dir) as services:
        _show(services.accounts.add(username, name, Role(role)))


@group.command("password")
@click.argument("username")
@config_option
def password(username: str, config_file: Path | None, data_dir: Path | None) -> None:
    """Give an account a new password, shown once."""
    with opened(config_file, data_dir) as services:
        _show(services.accounts.new_password(username))


@group.command("list")
@config_option
def list_accounts(config_file: Path | None, data_dir: Path | None) -> None:
    """List the accounts."""
    with opened(config_file, data_dir) as services:
        for account in services.accounts.all():
            click.echo(f"{account.username:20} {account.role:14} {account.display_name}")


def _show(new: NewPassword) -> None:
    click.echo(f"{new.username}  password: {new.password}")
    click.echo("Write it down now: it is not kept, and cannot be shown again.", err=True)
