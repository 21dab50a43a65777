from controller.bootstrap import Services
from simulators.northgate_custody import keep_devices
from simulators.northgate_year import YEAR


def test_the_demonstration_has_something_of_each_kind_once(school: Services) -> None:
    school.school_days.take(YEAR, "year")
    for _ in range(2):
        keep_devices(school)
    people = {one.username: one for one in school.accounts.all()}
    office = school.custody.lists.desk(people["reception"])
    assert [(late.device.form, list(late.over)) for late in office.overdue] == [
        ("8D", ["the summer holiday"]),
        ("11B", []),
    ]
    assert [(one.form, one.offer and one.offer.by) for one in office.waiting] == [("8A", "Mr J. Pritchard")]
    assert sorted(one.form for one in office.held) == ["10B", "9C"]
    assert [one.form for one in office.closed] == ["7C"]
    assert [one.form for one in school.custody.lists.desk(people["safeguarding"]).referred] == ["10A"]
