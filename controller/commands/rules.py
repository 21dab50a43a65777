"""`schoolbell rules`: list, ask, check, compare and draw device policies."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import IO

import click

from controller.commands import rules_text
from device_rules.batch import Batch
from device_rules.check import check
from device_rules.compare import compare
from device_rules.decide import decide, unknown
from device_rules.errors import DeviceRulesError, shortened
from device_rules.explain import explain
from device_rules.loader import load_policy, policy_names
from device_rules.matrix import Matrix, matrix
from device_rules.matrix_html import as_html
from device_rules.matrix_svg import as_svg
from device_rules.matrix_text import as_text
from device_rules.schema import schema_text
from device_rules.school_day import LONDON
from device_rules.situation import read_situation
from device_rules.vocabulary import Device

group = click.Group("rules", help="List, ask, check, compare and draw device policies.")

FORMS: dict[str, Callable[[Matrix], str]] = {"html": as_html, "svg": as_svg, "text": as_text}


class BadInput(click.ClickException):
    exit_code = 2


@contextmanager
def _told() -> Iterator[None]:
    """What is wrong with a policy or a question is one sentence and exit status 2."""
    try:
        yield
    except DeviceRulesError as error:
        raise BadInput(str(error)) from error


def _day(_context: click.Context, _option: click.Parameter, text: str | None) -> date:
    if text is None:
        return datetime.now(LONDON).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"`{shortened(text)}` is not a date; write it like `2025-09-01`") from error


on_option = click.option("--on", callback=_day, help="The day that is meant, such as 2025-10-06; else today.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")


@group.command("list")
def list_policies() -> None:
    """The policies that ship with Schoolbell."""
    with _told():
        for policy in map(load_policy, policy_names()):
            click.echo(f"{policy.name}  {policy.version}  from {policy.effective}  {policy.document}")


@group.command("decide")
@click.argument("policy", required=False)
@click.option("--role", help="pupil, staff or visitor.")
@click.option("--year", help="A pupil's year group, such as 9.")
@click.option("--device", help="Such as phone, laptop or school-device.")
@click.option("--activity", help="Such as bring, use or photograph.")
@click.option("--place", help="Such as classroom, site or off-site.")
@click.option("--time", help="Such as 2025-10-06T12:40; Europe/London unless it names a zone.")
@click.option("--during", help="Such as lesson or social-time; left out, it follows from the time if it can.")
@click.option("--authorised-by", help="Who gave permission, such as staff, slt or head.")
@click.option("--exemption", help="medical, adjustment, young-carer or emergency.")
@click.option("--batch", help="A file of questions, a line of JSON each; - is standard input.")
@json_option
def ask(policy: str | None, batch: str | None, as_json: bool, **words: str | None) -> None:
    """What POLICY (a name or a file) says of one situation, and why; or of each line of a batch."""
    if batch is None:
        _ask(policy, as_json, words)
    elif any(word is not None for word in words.values()):
        raise BadInput("a batch holds its own questions; leave out the other options, or leave out `--batch`")
    else:
        _answer(batch, policy)


def _ask(name: str | None, as_json: bool, words: dict[str, str | None]) -> None:
    if name is None:
        raise BadInput(
            "name a policy to ask, such as `mggs-2025`, or give a file of questions with `--batch`"
        )
    with _told():
        policy = load_policy(name)
        situation = read_situation(words)
        decision = decide(policy, situation)
    if as_json:
        click.echo(json.dumps(decision.to_json()))
    else:
        _print([explain(decision, situation), *rules_text.details(decision)])


def _answer(path: str, policy: str | None) -> None:
    """Not by click.echo, which would flush each of a hundred thousand lines."""
    with _told():
        if policy is not None:
            load_policy(policy)
    with _lines(path) as lines:
        for answer in Batch(policy).answers(lines):
            sys.stdout.write(f"{answer}\n")


@contextmanager
def _lines(path: str) -> Iterator[IO[bytes]]:
    try:
        with click.open_file(path, "rb") as file:
            yield file
    except OSError as error:
        if error.filename != path:
            raise
        reason = (error.strerror or "cannot be read").lower()
        raise BadInput(f"{path}: {reason}; give a file of questions, a line of JSON each") from error


@group.command("check")
@click.argument("policy")
@on_option
@json_option
def check_policy(policy: str, on: date, as_json: bool) -> None:
    """Whether POLICY (a name or a file) can be used; unreachable rules, overlaps, and what is not covered."""
    with _told():
        found = check(load_policy(policy), on)
    _print([json.dumps(found.to_json())] if as_json else rules_text.report(found))


@group.command("compare")
@click.argument("a")
@click.argument("b")
@on_option
@json_option
def compare_policies(a: str, b: str, on: date, as_json: bool) -> None:
    """Where B is stricter than A, laxer, or one of the two is silent (each a name or a file)."""
    with _told():
        found = compare(load_policy(a), load_policy(b), on)
    _print([json.dumps(found.to_json())] if as_json else rules_text.comparison(found))


@group.command("matrix")
@click.argument("policy")
@click.option("--html", "form", flag_value="html", help="As a page that needs nothing else, to print on A4.")
@click.option("--svg", "form", flag_value="svg", help="As a picture.")
@click.option("--text", "form", flag_value="text", default=True, help="As text (unless you ask otherwise).")
@click.option("--device", "devices", multiple=True, help="Only this kind of device; may be repeated.")
@on_option
def draw(policy: str, form: str, devices: tuple[str, ...], on: date) -> None:
    """POLICY (a name or a file) as a table: activities and places against key stages."""
    with _told():
        made = matrix(load_policy(policy), on, _devices(devices))
    click.echo(FORMS[form](made), nl=False)


def _devices(words: Iterable[str]) -> tuple[Device, ...]:
    for word in words:
        if word not in list(Device):
            raise unknown("device", word)
    return tuple(device for device in Device if device in words) or tuple(Device)


@group.command("schema")
def schema() -> None:
    """The JSON Schema of a policy document, for editors."""
    click.echo(schema_text(), nl=False)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
