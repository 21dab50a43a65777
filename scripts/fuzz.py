"""Tries one parser with atheris: `python scripts/fuzz.py station-order --seconds 600`.

Coverage leads it to what hypothesis would hardly find; tests/fuzz/test_targets.py has the same parsers. It
begins at the byte vectors of tests/golden, keeps what it finds in --corpus, and ends with the input that
broke the parser, if any. Atheris has wheels for Linux, and nothing else needs it: `pip install atheris`.
"""

import sys
from pathlib import Path
from tempfile import mkdtemp

import click

sys.path.insert(0, str(Path(__file__).parents[1]))


@click.command()
@click.argument("name", required=False)
@click.option("--seconds", default=60, show_default=True, help="How long to try.")
@click.option(
    "--corpus", type=click.Path(path_type=Path), help="Directory of inputs worth keeping, from run to run."
)
def main(name: str | None, seconds: int, corpus: Path | None) -> None:
    """Without a name, the names of the parsers."""
    try:
        import atheris
    except ImportError as error:
        raise click.ClickException("atheris is not installed: pip install atheris") from error
    with atheris.instrument_imports(
        include=["firmware_bridge", "workstation_agent", "web.payloads", "web.sockets.packets"]
    ):
        from tests.fuzz import pages, stations
    targets = {one.name: one for one in (*stations.TARGETS, *pages.TARGETS)}
    if name not in targets:
        raise click.UsageError(f"write one of {', '.join(sorted(targets))}")
    target = targets[name]
    directory = corpus or Path(mkdtemp(prefix="fuzz-"))
    directory.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(target.corpus):
        (directory / f"golden-{number}").write_bytes(data)

    def attempt(data: bytes) -> None:
        try:
            target.parse(data)
        except target.refusals:
            return

    atheris.Setup(
        [sys.argv[0], f"-max_total_time={seconds}", "-max_len=6000", "-print_final_stats=1", str(directory)],
        attempt,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
