import json

from tests.labs import FakeLab, seat
from web.lesson.wall import wall


def test_the_wall_is_plain_json_and_names_no_condition_of_a_pupil(lab: FakeLab) -> None:
    pc = lab.turn_on(1)
    lab.turn_on(2).go()
    lab.lab.orders.lock(lab.teacher, lab.lesson, [seat(1), seat(2)], "Look up")
    pc.obey()
    told = json.loads(json.dumps(wall(lab.lab.seats.of(lab.lesson), lab.lab.progress.recent(lab.lesson))))
    first, second, *_ = told["seats"]
    assert set(first) == {
        "id",
        "name",
        "row",
        "column",
        "pupil",
        "condition",
        "user",
        "not_seen_since",
        "lock_waits",
        "holds",
        "alarm",
    }
    assert (first["condition"], first["not_seen_since"]) == ("locked", None)
    assert second["not_seen_since"] == lab.clock.now().isoformat()
    assert second["lock_waits"]
    assert first["holds"] == [{"kind": "lock", "state": "in-force", "text": "Look up"}]
    assert second["holds"] == [{"kind": "lock", "state": "waits", "text": "Look up"}]
    (order,) = told["orders"]
    assert (order["kind"], order["text"], order["settled"]) == ("lock", "Look up", True)
