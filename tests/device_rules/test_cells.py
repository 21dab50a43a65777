from datetime import UTC, datetime
from itertools import product

from device_rules.cells import gather, people_of, plain, table_on, tally
from device_rules.decide import decide
from device_rules.loader import load_policy
from device_rules.model import Situation
from device_rules.vocabulary import Activity, Device, During, Place, Role
from tests.device_rules.samples import day, policy, rule

MGGS = load_policy("mggs-2025")
ON = day("2025-10-06")
NOON = datetime(2025, 10, 6, 12, tzinfo=UTC)
CELLS = 9 * len(Device) * len(Activity) * len(Place) * len(During)


def verdicts(of, on=ON):
    return gather([table_on(of, on)], people_of(of), lambda cell: plain(cell).verdict)


def test_boxes_hold_every_cell_once_and_say_what_the_policy_says():
    answers = {
        cell: verdict
        for verdict, box in verdicts(MGGS)
        for cell in product(box.people, box.devices, box.activities, box.places, box.periods)
    }
    assert len(answers) == CELLS
    for (who, *where, during), verdict in list(answers.items())[::53]:
        role, year = (who, None) if isinstance(who, Role) else (Role.PUPIL, who)
        assert decide(MGGS, Situation(role, year, *where, NOON, during)).verdict is verdict


def test_boxes_are_as_large_as_they_can_be():
    loaded = policy(rule("a", "forbidden", years="KS3", device="phone", place="site", during="lesson"))
    boxes = [box for verdict, box in verdicts(loaded) if verdict == "forbidden"]
    assert [box.size for box in boxes] == [3 * len(Activity) * 7]
    assert boxes[0].to_json() == {
        "people": [7, 8, 9],
        "devices": ["phone"],
        "activities": list(Activity),
        "places": [place for place in Place if place != "off-site"],
        "periods": ["lesson"],
    }


def test_two_tables_are_walked_together():
    other = policy(rule("a", "forbidden", years="KS3"))
    same = policy(rule("a", "forbidden", years="KS3"), rule("b", "allowed", role="staff"))
    tables = [table_on(other, ON), table_on(same, ON)]
    boxes = gather(tables, people_of(same), lambda a, b: plain(a).verdict == plain(b).verdict)
    assert [(said, box.people) for said, box in boxes] == [
        (True, (*range(7, 14), "visitor")),
        (False, ("staff",)),
    ]
    assert tally(boxes) == {True: CELLS * 8 // 9, False: CELLS // 9}


def test_outside_its_dates_a_policy_is_taken_as_on_its_first_or_last_day():
    loaded = policy(rule("a", "forbidden"), effective={"from": "2025-01-01", "until": "2025-12-31"})
    for on in ("2020-01-01", "2025-01-01", "2025-12-31", "2030-01-01"):
        assert [verdict for verdict, _ in verdicts(loaded, day(on))] == ["forbidden"]
