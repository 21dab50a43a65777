import pytest

from firmware_bridge.conformance.catalogue import CLAUSES, chosen
from firmware_bridge.conformance.checks.keys import change
from firmware_bridge.conformance.clauses import Carriage, Failed, Verdict
from firmware_bridge.conformance.hands import ORDERS, QUESTIONS, NoHands, PersonHands
from firmware_bridge.conformance.run import run
from firmware_bridge.protocol.v1.vocabulary import Mode
from tests.firmware_bridge.conformance.workbench import Bench, BenchHands, examined

LONG_S = 60.0


def with_a_small_store(station):
    station.store._limit = 16_384


def not_passed(outcome):
    return {one.clause.id: one.evidence for one in outcome.findings if one.verdict is not Verdict.PASS}


@pytest.mark.parametrize(
    ("carriage", "other"), [(Carriage.SERIAL, Carriage.MQTT), (Carriage.MQTT, Carriage.SERIAL)]
)
def test_our_station_passes_every_clause_of_its_carriage(carriage, other):
    long_s = LONG_S if carriage is Carriage.MQTT else 0.0
    outcome = examined(carriage, with_a_small_store, long_s=long_s)
    elsewhere = {one.id for one in CLAUSES if one.only is other}
    long = {"event.full"} if carriage is Carriage.SERIAL else set()
    assert set(not_passed(outcome)) == elsewhere | long
    assert outcome.passed


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda one: one.id)
def test_a_clause_can_be_tried_by_itself(clause):
    long_s = LONG_S if clause.id == "event.full" else 0.0
    outcome = examined(clause.only or Carriage.SERIAL, with_a_small_store, (clause,), long_s=long_s)
    assert not_passed(outcome) == {}


def test_without_hands_nothing_fails_that_only_needs_them():
    bench = Bench(hands=NoHands())
    outcome = run(bench.examiner, CLAUSES)
    missing = not_passed(outcome)
    assert outcome.passed
    assert all(why.startswith(("needs ", "is about mqtt", "fills its store")) for why in missing.values())
    assert "order.unsigned" not in missing
    assert missing["tap.window"] == "needs hands that hold a tag to the reader"


def person_at(machine):
    """Somebody who does what the sentences ask, and looks when asked to."""
    hands = BenchHands(machine)
    deeds = {sentence: deed for deed, sentence in ORDERS.items()}
    looks = {sentence: look for look, sentence in QUESTIONS.items()}

    def do(sentence):
        if sentence in deeds:
            hands.do(deeds[sentence])

    return PersonHands(do, do, lambda question: hands.look(looks[question]), lambda _: "04a1b2c3")


def test_a_person_can_do_all_but_cut_the_power_in_time():
    bench = Bench()
    bench.hands = person_at(bench.machine)
    outcome = run(bench.another(), CLAUSES)
    missing = not_passed(outcome)
    assert outcome.passed
    assert {"event.first", "event.unconfirmed"} < set(missing)
    assert all(
        why.startswith(("needs hands that cut the power", "is about", "fills")) for why in missing.values()
    )


def test_a_station_with_another_key_is_never_answered():
    bench = Bench(hands=NoHands())
    with pytest.raises(Failed, match="no boot message came that this pairing code proves"):
        run(bench.another(key=bytes(32)), chosen(("order",)))
    assert not bench.station.voice.accepted


def test_a_run_that_somebody_breaks_off_leaves_no_station_open():
    bench = Bench()

    class Impatient(BenchHands):
        def do(self, deed):
            if bench.station.mode == Mode.EVACUATE:
                raise KeyboardInterrupt
            return super().do(deed)

    bench.hands = Impatient(bench.machine)
    with pytest.raises(KeyboardInterrupt):
        run(bench.another(), chosen(("mode.evacuate",)))
    assert bench.station.mode == Mode.NORMAL


def test_a_station_is_left_at_rest_with_its_own_key_and_the_next_run_goes_on():
    bench = Bench()
    for examiner in (bench.examiner, bench.another()):
        assert run(examiner, chosen(("key", "mode.ends"))).passed
    assert bench.station.identity.key == bench.machine.key
    assert bench.station.mode == Mode.NORMAL


def test_a_run_that_was_broken_off_with_another_key_is_mended_by_the_next():
    bench = Bench()
    bench.examiner.meet()
    bench.examiner.settle()
    change(bench.examiner, bench.examiner.spare_key)
    bench.examiner.settle()
    assert bench.station.identity.key == bench.examiner.spare_key
    assert run(bench.another(), chosen(("log",))).passed
    assert bench.station.identity.key == bench.machine.key


@pytest.mark.parametrize(
    ("words", "ids"), [(("tap.hold",), ["tap.hold"]), (("log", "key.kept"), ["log.pages", "key.kept"])]
)
def test_clauses_are_chosen_by_name_or_group(words, ids):
    assert [one.id for one in chosen(words)] == ids


def test_a_name_that_no_clause_has_is_said():
    with pytest.raises(KeyError, match=r"tap\.h"):
        chosen(("tap", "tap.h"))
