"""`schoolbell station-conformance`: any station, ours or a vendor's, tried by each clause of the protocol."""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from controller.commands.options import asked_for
from controller.commands.ports import port_url
from controller.errors import SchoolbellError
from firmware_bridge.conformance.carriers import Carrier, MqttCarrier, SerialCarrier
from firmware_bridge.conformance.catalogue import chosen
from firmware_bridge.conformance.clauses import Clause, Failed
from firmware_bridge.conformance.examiner import Examiner
from firmware_bridge.conformance.hands import Hands, HandsError, NoHands, PersonHands, ProgramHands
from firmware_bridge.conformance.report import row, summary, to_json
from firmware_bridge.conformance.run import Outcome, run
from firmware_bridge.protocol.errors import PairingCodeError
from firmware_bridge.protocol.v1.pairing import key_from_code
from firmware_bridge.transport.broker import BrokerUrlError, broker_from_env

SIMULATED, NONE = "sim:", "none"
LONG_S = 3600.0


def _clauses(
    _context: click.Context, _parameter: click.Parameter, words: tuple[str, ...]
) -> tuple[Clause, ...]:
    try:
        return chosen(words)
    except KeyError as error:
        raise click.BadParameter(f"there is no clause {error}; see docs/protocol.md, section 15") from error


@click.command("station-conformance")
@click.option("--port", help="The station's serial port, such as /dev/ttyUSB0.")
@click.option("--broker", "url", help="The broker that the station speaks to, such as mqtts://broker:8883.")
@click.option("--site", default="+", help="Listen to this site alone, where the broker allows no more.")
@click.option(
    "--pairing-code-file",
    "code_file",
    type=click.Path(path_type=Path),
    help="A file with the code of the station's label; without one it is asked for.",
)
@click.option(
    "--hands", help="A program that stands in for the person, `none`, or `sim:` (a simulated station)."
)
@click.option(
    "--only", "clauses", multiple=True, callback=_clauses, help="A clause or a group, such as order."
)
@click.option(
    "--long", "long_run", is_flag=True, help="Also fill its store, and watch its clock for an hour."
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON, and nothing else.")
def group(
    port: str | None,
    url: str | None,
    site: str,
    code_file: Path | None,
    hands: str | None,
    clauses: tuple[Clause, ...],
    long_run: bool,
    as_json: bool,
) -> None:
    """Try a station by every clause of the protocol, and print a table.

    It plays the controller: no other one may answer the station meanwhile. Exit status 1 if a clause fails.
    """
    with ExitStack() as stack:
        if hands == SIMULATED:
            key, carrier, them = stack.enter_context(_simulated(url))
        elif bool(port) == bool(url):
            raise click.UsageError("Give --port for a serial line or --broker for MQTT, one of the two.")
        else:
            key, them = _key(code_file), stack.enter_context(_hands(hands))
            carrier = stack.enter_context(_carrier(port, url, site))
        examiner = Examiner(carrier, them, key, secrets.token_bytes(32))
        examiner.long_s = LONG_S if long_run else 0.0
        outcome = _run(examiner, clauses, as_json)
    click.echo(to_json(outcome) if as_json else summary(outcome))
    if not outcome.passed:
        sys.exit(1)


def _run(examiner: Examiner, clauses: tuple[Clause, ...], as_json: bool) -> Outcome:
    try:
        return run(examiner, clauses, lambda finding: None if as_json else click.echo(row(finding)))
    except (Failed, HandsError) as error:
        raise SchoolbellError("conformance.no-station", _sentence(error)) from error


def _key(code_file: Path | None) -> bytes:
    try:
        if code_file is None:
            return key_from_code(asked_for("pairing code", "--pairing-code-file"))
        return key_from_code(code_file.read_text(encoding="utf-8"))
    except (PairingCodeError, UnicodeError) as error:
        raise SchoolbellError("conformance.pairing-code", _sentence(error)) from error
    except OSError as error:
        sentence = f"Cannot read {code_file}; check --pairing-code-file."
        raise SchoolbellError("conformance.pairing-code", sentence) from error


@contextmanager
def _hands(named: str | None) -> Iterator[Hands]:
    if named == NONE or (named is None and not sys.stdin.isatty()):
        yield NoHands()
    elif named is None:
        yield PersonHands(_tell, _wait, _confirm, _ask)
    else:
        try:
            program = ProgramHands(named)
        except HandsError as error:
            raise SchoolbellError("conformance.hands", _sentence(error)) from error
        try:
            yield program
        finally:
            program.close()


@contextmanager
def _carrier(port: str | None, url: str | None, site: str) -> Iterator[Carrier]:
    try:
        carrier = (
            SerialCarrier(port_url(port), _tell)
            if port
            else MqttCarrier(broker_from_env(url or "", os.environ), site, _tell)
        )
    except BrokerUrlError as error:
        raise click.BadParameter(str(error), param_hint="--broker") from error
    try:
        yield carrier
    finally:
        carrier.close()


@contextmanager
def _simulated(url: str | None) -> Iterator[tuple[bytes, Carrier, Hands]]:
    """A simulated station of its own, on a serial line or on that broker."""
    from simulators.station_hands import simulated_station

    with TemporaryDirectory() as directory, simulated_station(Path(directory), url) as (station, hands):
        port = None if url else str(Path(directory, "port"))
        with _carrier(port, url, station.address.site) as carrier:
            yield station.key, carrier, hands


def _tell(sentence: str) -> None:
    click.echo(sentence, err=True)


def _wait(sentence: str) -> None:
    click.prompt(f"{sentence} Then press Enter", default="", show_default=False, err=True)


def _confirm(question: str) -> bool:
    return click.confirm(question, err=True)


def _ask(question: str) -> str:
    return str(click.prompt(question, default="", show_default=False, err=True))


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
