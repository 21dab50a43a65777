"""A link to an MQTT broker: MQTT 3.1.1, QoS 1, reconnects by itself. Works in threads and under gevent."""

import logging
import socket
import ssl
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from firmware_bridge.transport.broker import Broker, parse_broker, trust
from firmware_bridge.transport.link import LinkHandler, MessageHandler, Will, ignore_link, ignore_message

log = logging.getLogger(__name__)

QOS = 1
KEEPALIVE_S = 20
GOODBYE_S = 2.0
RETRY_S = (1, 3)  # first wait, longest; doubled in between. A replay waits for the last of all to be back

UNREACHABLE = "no broker answers at {broker}; check that it runs and the address is right; still trying"
DISTRUSTED = (
    "the broker at {broker} shows a certificate that is not trusted here, or is for another name; "
    "check the certificate authority (ca.crt) and the address; still trying"
)
HUNG_UP = "the broker at {broker} ends the connection at once; is it mqtts:// there? still trying"


class MqttLink:
    """`on_message` and `on_link` are called in the link's own thread, one at a time; they may publish.

    `on_link(True, …)` comes after the broker has confirmed every subscription. With `clean` false the broker
    keeps QoS 1 messages for this client id while it is away. Raises BrokerUrlError for a URL that is none.
    """

    def __init__(
        self,
        url: str | Broker,
        client_id: str,
        *,
        on_message: MessageHandler = ignore_message,
        on_link: LinkHandler = ignore_link,
        will: Will | None = None,
        clean: bool = True,
    ) -> None:
        self.broker = url if isinstance(url, Broker) else parse_broker(url)
        self._on_message, self._on_link = on_message, on_link
        self._filters: list[str] = []
        self._up = False
        self._last_sentence = ""
        self._last: paho.MQTTMessageInfo | None = None
        self._client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id, clean_session=clean, protocol=MQTTProtocolVersion.MQTTv311
        )
        self._prepare(will)

    @property
    def up(self) -> bool:
        return self._up

    def start(self) -> None:
        self._client.connect_async(self.broker.host, self.broker.port, KEEPALIVE_S)
        self._client.loop_start()

    def stop(self) -> None:
        """Says goodbye, so that the broker publishes no will; what was published before comes first."""
        if self._up and self._last:
            with suppress(RuntimeError):  # the connection has gone in between
                self._last.wait_for_publish(GOODBYE_S)
        self._client.disconnect()
        self._client.loop_stop()
        self._up = False

    def vanish(self) -> None:
        """Drops the connection without a word, as a power cut does; the broker publishes the will."""
        if (open_socket := cast("socket.socket | None", self._client.socket())) is not None:
            try:
                open_socket.shutdown(socket.SHUT_RDWR)
            except OSError as error:
                log.debug("socket=gone-already error=%s", error)
        self._client.loop_stop()
        self._up = False

    def subscribe(self, *filters: str) -> None:
        """Before or after `start`; kept over reconnects."""
        self._filters += filters
        if self._client.is_connected():
            self._client.subscribe([(one, QOS) for one in filters])

    def publish(self, topic: str, payload: bytes, *, retained: bool = False) -> bool:
        """True when it is on its way; the client itself repeats it until the broker has it, over a reconnect
        too.
        """
        if not self._up:
            return False
        message = self._client.publish(topic, payload, QOS, retained)
        if message.rc != paho.MQTT_ERR_SUCCESS:
            return False
        self._last = message
        return True

    def hand_over(self, topic: str, payload: bytes) -> Callable[[], bool] | None:
        """As `publish`; what it returns says if the broker has confirmed it. None while the link is down."""
        if not self._up:
            return None
        message = self._client.publish(topic, payload, QOS)
        return message.is_published if message.rc == paho.MQTT_ERR_SUCCESS else None

    def _prepare(self, will: Will | None) -> None:
        client = self._client
        client.on_connect, client.on_disconnect = self._connected, self._disconnected
        client.on_connect_fail, client.on_subscribe = self._unreachable, self._subscribed
        client.on_message, client.on_socket_open = self._received, _without_delay
        client.reconnect_delay_set(*RETRY_S)
        client.max_queued_messages_set(1000)
        if self.broker.username:
            client.username_pw_set(self.broker.username, self.broker.password)
        if self.broker.tls:
            client.tls_set_context(trust(self.broker.ca))
        if will:
            client.will_set(will.topic, will.payload, QOS, retain=True)

    def _connected(self, client: paho.Client, data: Any, flags: Any, code: ReasonCode, props: Any) -> None:
        if code.is_failure:
            return self._report(
                False, f"the broker at {self.broker} refuses us ({code}); check user and password"
            )
        if self._filters:
            client.subscribe([(one, QOS) for one in self._filters])
        else:
            self._report(True, f"connected to the broker at {self.broker}")

    def _subscribed(
        self, client: paho.Client, data: Any, mid: int, codes: list[ReasonCode], props: Properties | None
    ) -> None:
        if any(code.is_failure for code in codes):
            self._report(
                False, f"the broker at {self.broker} does not let us read our topics; check its rules for us"
            )
        else:
            self._report(True, f"connected to the broker at {self.broker}")

    def _disconnected(self, client: paho.Client, data: Any, flags: Any, code: ReasonCode, props: Any) -> None:
        if code.is_failure and self._up:
            self._report(False, f"lost the broker at {self.broker}; trying again until it returns")
        elif code.is_failure and not self._last_sentence:
            self._report(False, HUNG_UP.format(broker=self.broker))

    def _unreachable(self, client: paho.Client, data: Any) -> None:
        """Called while the error is being handled, which it is not given."""
        distrusted = isinstance(sys.exc_info()[1], ssl.SSLError)
        self._report(False, (DISTRUSTED if distrusted else UNREACHABLE).format(broker=self.broker))

    def _received(self, client: paho.Client, data: Any, message: paho.MQTTMessage) -> None:
        """Passes over what is kept on topics of others: some brokers (amqtt) hand that to each newcomer."""
        if message.retain and not any(paho.topic_matches_sub(one, message.topic) for one in self._filters):
            return
        try:
            self._on_message(message.topic, bytes(message.payload), bool(message.retain))
        except Exception:
            log.exception("message=handler-failed topic=%r bytes=%d", message.topic, len(message.payload))

    def _report(self, up: bool, sentence: str) -> None:
        changed = up != self._up or sentence != self._last_sentence
        self._up, self._last_sentence = up, sentence
        if changed:
            try:
                self._on_link(up, sentence)
            except Exception:
                log.exception("link=handler-failed up=%s", up)


def _without_delay(client: paho.Client, data: Any, opened: Any) -> None:
    """Nagle's algorithm would hold each answer back for 40 ms."""
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
