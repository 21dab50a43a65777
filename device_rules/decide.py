"""One situation, one decision: a walk down the compiled table."""

from bisect import bisect_right

from device_rules.errors import SituationError, instead, listed, shortened
from device_rules.model import Decision, Policy, Situation
from device_rules.school_day import period_at
from device_rules.vocabulary import Activity, Authoriser, Device, During, Exemption, Place, Role

WORDS = {
    "role": Role,
    "device": Device,
    "activity": Activity,
    "place": Place,
    "during": During,
    "exemption": Exemption,
    "authorised_by": Authoriser,
}
MAY_BE_LEFT_OUT = ("during", "exemption", "authorised_by")


def decide(policy: Policy, situation: Situation) -> Decision:
    """Never raises on a situation of this school; raises SituationError with a sentence on any other."""
    asked = situation
    person = asked.year if asked.role == "pupil" else asked.role
    try:
        during = asked.during or period_at(policy.sessions, asked.at)
        eras = policy.eras_in.get(asked.at.tzinfo, policy.eras)
        by_device = policy.tables[bisect_right(eras, asked.at)][person]  # type: ignore[index]  # None: KeyError
        by_period = by_device[asked.device][asked.activity][asked.place]
        return by_period[during][asked.exemption][asked.authorised_by]
    except (KeyError, TypeError, OverflowError) as error:
        raise SituationError(_mistake(policy, situation)) from error


def _mistake(policy: Policy, situation: Situation) -> str:
    for name, words in WORDS.items():
        value = getattr(situation, name)
        if value not in list(words) and not (value is None and name in MAY_BE_LEFT_OUT):
            return str(unknown(name, value))
    if situation.role == Role.PUPIL and situation.year not in policy.years:
        return f"{_year_mistake(situation.year)}; give one of {listed(policy.years)}"
    if situation.at.tzinfo:
        return f"the time `{situation.at}` is too far away; give one of this century"
    return f"the time `{situation.at}` has no time zone; give one, such as `2025-10-06T12:40+01:00`"


def _year_mistake(year: int | None) -> str:
    return "a pupil's year is missing" if year is None else f"year {year} is not in this school"


def unknown(name: str, value: object) -> SituationError:
    """`name` is one of WORDS."""
    advice = instead(str(value), WORDS[name])
    return SituationError(f"`{shortened(value)}` is not a known {name.replace('_', '-')}; {advice}")
