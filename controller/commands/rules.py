"""`schoolbell rules`: list, ask and check device policies."""

import json

import click

from device_rules.decide import decide
from device_rules.errors import DeviceRulesError
from device_rules.explain import explain
from device_rules.loader import load_policy, policy_names
from device_rules.model import Decision, Policy
from device_rules.situation import read_situation

group = click.Group("rules", help="List, ask and check device policies.")


class BadInput(click.ClickException):
    exit_code = 2


@group.command("list")
def list_policies() -> None:
    """The policies that ship with Schoolbell."""
    for name in policy_names():
        policy = _load(name)
        click.echo(f"{name}  {policy.version}  from {policy.effective}  {policy.document}")


@group.command("decide")
@click.argument("policy")
@click.option("--role", help="pupil, staff or visitor.")
@click.option("--year", help="A pupil's year group, such as 9.")
@click.option("--device", help="Such as phone, laptop or school-device.")
@click.option("--activity", help="Such as bring, use or photograph.")
@click.option("--place", help="Such as classroom, site or off-site.")
@click.option("--time", help="Such as 2025-10-06T12:40; Europe/London unless it names a zone.")
@click.option("--during", help="Such as lesson or social-time; left out, it follows from the time if it can.")
@click.option("--authorised-by", help="Who gave permission, such as staff, slt or head.")
@click.option("--exemption", help="medical, adjustment, young-carer or emergency.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def ask(policy: str, as_json: bool, **words: str | None) -> None:
    """What POLICY (a name or a file) says of one situation, and why."""
    loaded = _load(policy)
    try:
        situation = read_situation(words)
        decision = decide(loaded, situation)
    except DeviceRulesError as error:
        raise BadInput(str(error)) from error
    click.echo(json.dumps(decision.to_json()) if as_json else explain(decision, situation))
    if not as_json:
        _details(decision)


def _details(decision: Decision) -> None:
    for name, value in decision.to_json().items():
        if name == "because":
            continue
        if value:
            text = ", ".join(value) if isinstance(value, tuple) else str(value)
            click.echo(f"  {name.replace('_', ' ')}: {text}")
    for rule, source in decision.because:
        click.echo(f"  because of {rule}: {source}")


@group.command("check")
@click.argument("policy")
def check(policy: str) -> None:
    """Load POLICY (a name or a file) and say whether it can be used."""
    loaded = _load(policy)
    rows = sum(1 for rule in loaded.rules if rule.line)
    years = f"Years {loaded.years[0]} to {loaded.years[-1]}"
    click.echo(f"{loaded.name} is a valid policy: {rows} rules, {years}, from {loaded.effective}.")
    click.echo(f"No two rules disagree without an order. Version {loaded.version}.")


def _load(name: str) -> Policy:
    try:
        return load_policy(name)
    except DeviceRulesError as error:
        raise BadInput(str(error)) from error
