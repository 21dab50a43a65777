import json

from click.testing import CliRunner

from controller.commands.bench import group

FIELDS = [
    *("decide_us", "lookup_us", "cedarpy_us", "ratio_to_cedarpy", "lookup_ratio_to_cedarpy"),
    *("compile_ms", "batch_lines_per_s"),
]


def test_the_rules_are_as_fast_as_they_have_to_be():
    """A busy machine is slow for all three alike; the times themselves are left wide for it."""
    result = CliRunner().invoke(group, ["rules", "--json"])
    assert result.exit_code == 0, result.output
    assert result.output.count("\n") == 1
    found = json.loads(result.output)
    assert list(found) == FIELDS
    assert found["ratio_to_cedarpy"] > 100
    assert found["lookup_ratio_to_cedarpy"] > 500
    assert found["compile_ms"] < 200
    assert found["batch_lines_per_s"] > 100_000 / 12


def test_it_can_be_read_by_a_person():
    help_text = CliRunner().invoke(group, ["rules", "--help"]).output
    assert "60 device rules and 10,000 situations" in help_text
