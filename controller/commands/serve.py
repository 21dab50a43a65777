"""`schoolbell serve`: the controller itself."""

from pathlib import Path

import click

from controller.commands.options import config_option, settings_from


@click.command("serve")
@config_option
@click.option("--port", type=click.IntRange(1, 65535), help="TCP port to listen on.")
def group(config_file: Path | None, data_dir: Path | None, port: int | None) -> None:
    """Run the controller until it is stopped."""
    settings = settings_from(config_file, data_dir, port=port)
    from gevent import monkey  # type: ignore[import-untyped]  # ships no types

    monkey.patch_all()  # before anything that opens a socket or a lock is imported
    from controller.ports import check_port_is_free
    from controller.secrets import prepare_data_dir
    from controller.server import Server

    check_port_is_free(settings.host, settings.port, "--port")
    prepare_data_dir(settings.data_dir)  # here, since a worker that fails says so in many lines
    Server(settings).run()
