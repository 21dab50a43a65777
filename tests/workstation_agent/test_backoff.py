import random

from workstation_agent.backoff import FIRST_PAUSES, LONGEST_PAUSE_S, Backoff


def test_pauses_stay_short_for_a_restart_then_double_to_a_limit_and_start_again():
    backoff = Backoff(random.Random(1))
    pauses = [backoff.pause_s() for _ in range(16)]
    for turn, pause in enumerate(pauses):
        full = min(2.0 ** max(0, turn - FIRST_PAUSES + 1), LONGEST_PAUSE_S)
        assert full / 2 <= pause <= full
    backoff.reset()
    assert backoff.pause_s() <= 1.0


def test_a_room_does_not_come_back_in_one_instant():
    pauses = [Backoff(random.Random(seat)).pause_s() for seat in range(60)]
    assert max(pauses) - min(pauses) > 0.4
    assert len(set(pauses)) == 60
