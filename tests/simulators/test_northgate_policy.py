from controller.bootstrap import Services
from controller.domain.accounts import Role
from device_rules.vocabulary import Activity, Authoriser, Place
from simulators.northgate_policy import NAME, adopt_policy


def test_a_newcomer_finds_a_policy_that_says_how_long_a_phone_is_kept_and_who_may_search(
    school: Services,
) -> None:
    before = school.rules.pupil_phone(9, Activity.USE, Place.CLASSROOM)
    for _ in range(2):
        adopt_policy(school)
    assert [one.name for one in school.policies.history()].count(NAME) == 1
    after = school.rules.pupil_phone(9, Activity.USE, Place.CLASSROOM)
    assert (after.verdict, after.storage) == (before.verdict, before.storage)
    assert set(before.because) <= set(after.because)
    assert (before.kept_for, after.kept_for) == (None, 2)
    assert Authoriser.DSL in after.may_search
    staff = school.accounts.all()
    assert any(Authoriser.DSL in one.posts and one.role is Role.SAFEGUARDING for one in staff)
