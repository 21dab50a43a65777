from device_rules.loader import load_policy
from device_rules.matrix import matrix
from device_rules.vocabulary import Activity, Device, During, Place
from tests.device_rules.samples import day, policy, rule

ON = day("2025-10-06")


def sheet(*rules, devices=(Device.PHONE,)):
    return matrix(policy(*rules, authorisers=["slt", "head"]), ON, devices).sheets[0]


def said(of, activity, place):
    return tuple(line.text for line in row(of, activity, place).cells[0].lines)


def row(of, activity, place):
    return next(row for row in of.rows if row.activity == activity and place in row.places)


def test_every_activity_and_place_has_one_row_and_every_column_a_cell():
    made = matrix(load_policy("mggs-2025"), ON)
    for one in made.sheets:
        rows = [(row.activity, place) for row in one.rows for place in row.places]
        assert sorted(rows) == sorted((activity, place) for activity in Activity for place in Place)
        assert {len(row.cells) for row in one.rows} == {len(made.columns)}
    assert sorted(device for one in made.sheets for device in one.devices) == sorted(Device)


def test_every_period_is_in_one_part_of_a_cell():
    for one in matrix(load_policy("mggs-2025"), ON).sheets:
        for cell in (cell for row in one.rows for cell in row.cells):
            assert sorted(during for part in cell.parts for during in part.periods) == sorted(During)


def test_devices_that_are_treated_alike_share_a_sheet():
    made = matrix(policy(rule("a", "forbidden", device=["phone", "earbuds"])), ON)
    assert made.sheets[0].devices == ("phone", "earbuds")
    assert len(made.sheets) == 2


def test_a_key_stage_whose_years_differ_is_split():
    made = matrix(policy(rule("a", "allowed", years=13, device="phone")), ON)
    assert [column.name for column in made.columns] == [
        "KS3 (Years 7 to 9)",
        "KS4 (Years 10 to 11)",
        "KS5 (Year 12)",
        "KS5 (Year 13)",
        "Staff",
        "Visitors",
    ]
    assert (
        len(matrix(policy(rule("a", "allowed", years=13, device="phone")), ON, [Device.LAPTOP]).columns) == 5
    )


def test_places_that_are_treated_alike_share_a_row():
    made = sheet(rule("a", "forbidden", place=["classroom", "corridor"], activity="use"))
    assert next(row.places for row in made.rows if row.activity == "use") == ("classroom", "corridor")


def test_a_cell_says_what_holds_mostly_last():
    made = sheet(
        rule("a", "forbidden", storage="locked-pouch", place="site"),
        rule("b", "allowed", place="site", during=["social-time", "before-school"]),
    )
    assert said(made, "use", "office") == (
        "In social time and before school: allowed",
        "Otherwise: not allowed, in a locked pouch",
    )
    assert said(made, "use", "off-site") == ("Not covered",)


def test_a_cell_names_who_may_permit():
    made = sheet(rule("a", "needs-authorisation"))
    assert said(made, "use", "office") == (
        "Only with permission from the leadership team or the headteacher",
    )


def test_a_cell_says_how_long_what_is_taken_there_is_kept():
    made = sheet(rule("a", "forbidden"), rule("b", kept_for=2, on_breach=["confiscate"], during="lesson"))
    assert said(made, "use", "office") == (
        "In lessons: not allowed, confiscated for 2 school sessions",
        "Otherwise: not allowed",
    )


def test_a_cell_says_the_same_thing_once_and_keeps_all_of_its_reasons():
    made = sheet(rule("a", "forbidden"), rule("b", "forbidden", during="lesson"))
    cell = row(made, "use", "office").cells[0]
    assert [(line.text, line.verdict) for line in cell.lines] == [("Not allowed", "forbidden")]
    assert [rule_id for rule_id, _ in cell.because] == ["a", "b"]
    assert made.because == cell.because


def test_it_is_drawn_for_a_day():
    mggs = load_policy("mggs-2025")
    before, after = (matrix(mggs, day(on), [Device.PHONE]) for on in ("2025-08-31", "2025-09-01"))
    assert len(before.columns) == len(after.columns) + 1


def test_before_a_policy_starts_it_is_drawn_for_its_first_day():
    loaded = policy(rule("a", "forbidden"), effective={"from": "2026-09-01"})
    assert matrix(loaded, ON).on == day("2026-09-01")
