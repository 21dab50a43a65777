import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import Address, EnvelopeError
from firmware_bridge.protocol.v1.vocabulary import Kind
from tests.firmware_bridge.protocol.v1.strategies import addresses
from tests.firmware_bridge.seeds import seeded

HERE = Address("northgate", "gate-1")


def test_topics_are_as_documented():
    assert topics.topic_for(HERE, Kind.LOG_PAGE) == "pouch/1/northgate/gate-1/log"
    assert topics.topic_for(HERE, Kind.SET_MODE) == topics.orders(HERE) == "pouch/1/northgate/gate-1/order"
    assert topics.state(HERE) == "pouch/1/northgate/gate-1/$state"


@seeded
@given(addresses, st.sampled_from(list(Kind)))
def test_a_topic_names_its_station(address, kind):
    assert topics.parse(topics.topic_for(address, kind)).address == address


def test_a_controller_does_not_hear_its_own_orders():
    assert not any(topic.endswith("order") for topic in topics.subscriptions("northgate"))
    assert len(topics.subscriptions("northgate")) == 8


@pytest.mark.parametrize(
    "topic", ["", "pouch", "pouch/1/a/b", "pouch/2/a/b/c", "x/pouch/1/a/b/c", "pouch/1/a/B/c"]
)
def test_other_topics_are_refused(topic):
    with pytest.raises(EnvelopeError):
        topics.parse(topic)
