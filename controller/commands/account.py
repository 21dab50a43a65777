"""`schoolbell account`: staff accounts, from the machine itself."""

from pathlib import Path

import click

from controller.commands.options import config_option, opened
from controller.domain.accounts import Account, Role, as_kept
from controller.services.accounts import NewPassword
from device_rules.vocabulary import Authoriser

Posts = tuple[str, ...]
_posts_option = click.option(
    "--post",
    multiple=True,
    type=click.Choice([post.value for post in Authoriser]),
    help="Who this person is to the policy, which may let them confiscate or approve; may be repeated.",
)


@click.group("account")
def group() -> None:
    """Add, list or give a new password to a staff account."""


@group.command("add")
@click.argument("username")
@click.option("--name", required=True, help="As pupils know them: «Mrs M. Okafor».")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@_posts_option
@config_option
def add(
    username: str, name: str, role: str, post: Posts, config_file: Path | None, data_dir: Path | None
) -> None:
    """Add an account; its password is made here and shown once."""
    with opened(config_file, data_dir) as services:
        _show(services.accounts.add(username, name, Role(role), map(Authoriser, post)))


@group.command("posts")
@click.argument("username")
@_posts_option
@config_option
def posts(username: str, post: Posts, config_file: Path | None, data_dir: Path | None) -> None:
    """Say which posts of the policy somebody has from now on; without --post, none but `staff`."""
    with opened(config_file, data_dir) as services:
        services.accounts.set_posts(username, map(Authoriser, post))


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
            click.echo(f"{account.username:20} {account.role:14} {account.display_name}{_also(account)}")


def _also(account: Account) -> str:
    also = as_kept(account.posts)
    return f" ({also})" if also else ""


def _show(new: NewPassword) -> None:
    click.echo(f"{new.username}  password: {new.password}")
    click.echo("Write it down now: it is not kept, and cannot be shown again.", err=True)
