from device_rules.matrix import matrix
from device_rules.matrix_text import as_text
from tests.device_rules.samples import day, policy, rule


def test_columns_stand_under_each_other_and_wrap():
    loaded = policy(rule("a", "forbidden", storage="locked-pouch", place="site"))
    lines = as_text(matrix(loaded, day("2025-10-06"))).splitlines()
    assert lines[:3] == [
        "Phones",
        "Northgate School, Phones, 2025",
        f"As it stands on 2025-10-06. Version {loaded.version}.",
    ]
    assert lines[4] == "ANY DEVICE"
    head, cells, wrapped = lines[5], lines[7], lines[8]
    assert head.index("KS3") == cells.index("Not allowed, in a") == wrapped.index("locked pouch")
    assert cells.startswith("bring in, anywhere on")
