import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from device_rules.document import Document, Row
from device_rules.loader import POLICIES, policy_names
from device_rules.schema import policy_schema, schema_text
from tests.device_rules.samples import FRAME, rule

PUBLISHED = Path(__file__).parents[2] / "docs" / "policy.schema.json"
VALIDATOR = Draft202012Validator(policy_schema())
ROW = rule("a", "allowed")


def mistakes(**frame):
    data = {name: value for name, value in (FRAME | {"rules": [ROW]} | frame).items() if value is not None}
    return [error.message for error in VALIDATOR.iter_errors(data)]


def test_the_published_schema_is_that_of_the_model():
    """If not: schoolbell rules schema > docs/policy.schema.json"""
    assert PUBLISHED.read_text("utf-8") == schema_text()


def test_it_is_a_schema():
    Draft202012Validator.check_schema(json.loads(schema_text()))


@pytest.mark.parametrize("name", policy_names())
def test_each_shipped_policy_fits_it(name):
    data = yaml.load((POLICIES / f"{name}.yaml").read_text("utf-8"), Loader=AsEditorsRead)
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []


class AsEditorsRead(yaml.SafeLoader):
    """YAML 1.2, in which dates and times are text."""


AsEditorsRead.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] not in ("int", "timestamp")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
AsEditorsRead.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("[0-9]+$"), list("0123456789"))


def test_every_field_can_be_completed_and_says_what_it_is_for():
    properties = policy_schema()["properties"]
    assert set(properties) == {field.alias or name for name, field in Document.model_fields.items()}
    rows = policy_schema()["$defs"]["Row"]["properties"]
    assert set(rows) == {field.alias or name for name, field in Row.model_fields.items()}
    assert all(field.get("description") for field in (*properties.values(), *rows.values()))


@pytest.mark.parametrize(
    "change",
    [
        {"device": "fone"},
        {"device": []},
        {"place": None},
        {"verdict": "not-covered"},
        {"verdict": ["allowed"]},
        {"devise": "phone"},
        {"years": 200},
        {"id": "No Spaces"},
        {"source": ""},
    ],
)
def test_a_mistake_in_a_rule_is_seen_in_the_editor(change):
    assert mistakes(rules=[ROW | change])


@pytest.mark.parametrize(
    "change",
    [
        {"years": 9},
        {"years": ["7-9", 10, "KS5"]},
        {"device": ["personal", "school-device"]},
        {"from": "2025-09-01", "until": "2025-12-31"},
        {"overrides": ["b", "c"]},
    ],
)
def test_what_a_rule_may_say_is_not_marked(change):
    assert mistakes(rules=[ROW | change]) == []


def test_key_stages_may_be_left_to_the_policy_that_is_extended():
    assert mistakes(key_stages=None)
    assert mistakes(key_stages=None, extends="england-2026") == []
