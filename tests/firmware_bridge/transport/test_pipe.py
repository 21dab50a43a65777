from firmware_bridge.transport.link import Will
from firmware_bridge.transport.pipe import PipeBroker


def listener(broker, *filters, **how):
    heard, links = [], []
    link = broker.link(lambda *message: heard.append(message), lambda *change: links.append(change), **how)
    link.subscribe(*filters)
    link.start()
    return link, heard, links


def test_nothing_moves_until_pumped_and_then_in_order():
    broker = PipeBroker()
    link, heard, _ = listener(broker, "a/+")
    link.publish("a/1", b"1")
    link.publish("b/1", b"-")
    link.publish("a/2", b"2")
    assert not heard
    assert broker.pump() == 3
    assert heard == [("a/1", b"1", False), ("a/2", b"2", False)]


def test_retained_messages_and_wills_reach_who_comes_later():
    broker = PipeBroker()
    gone, _, _ = listener(broker, will=Will("s", b"lost"))
    gone.publish("s", b"ready", retained=True)
    gone.vanish()
    broker.pump()
    _, heard, _ = listener(broker, "s")
    assert heard == [("s", b"lost", True)]


def test_a_stopped_broker_loses_what_it_held_and_takes_nothing():
    broker = PipeBroker()
    link, heard, links = listener(broker, "a")
    link.publish("a", b"1")
    broker.stop()
    assert not link.publish("a", b"2")
    broker.restart(link)
    link.publish("a", b"3")
    broker.pump()
    assert [payload for _, payload, _ in heard] == [b"3"]
    assert [up for up, _ in links] == [True, False, True]
