from device_rules.columns import columns_of
from tests.device_rules.samples import policy, rule


def test_a_column_for_each_key_stage_then_the_adults():
    loaded = policy(rule("a", "forbidden"), key_stages={"KS3": "7-9", "KS4": ["10-11"], "Y12": "12"})
    assert [(column.name, column.people) for column in columns_of(loaded)] == [
        ("KS3 (Years 7 to 9)", (7, 8, 9)),
        ("KS4 (Years 10 to 11)", (10, 11)),
        ("Y12 (Year 12)", (12,)),
        ("Staff", ("staff",)),
        ("Visitors", ("visitor",)),
    ]
