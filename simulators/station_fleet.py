"""All the stations of a simulated school in one process, serial ones with their bridges."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from firmware_bridge.bridge import Bridge
from firmware_bridge.transport.broker import parse_broker
from simulators.station import Clock, SimulatedStation
from simulators.station_links import over_mqtt, over_serial


@dataclass(frozen=True, slots=True)
class FleetSpec:
    """`serial` names the stations that hang on a serial line; the others speak MQTT themselves."""

    site: str
    broker_url: str
    names: tuple[str, ...]
    serial: frozenset[str] = frozenset()


class StationFleet:
    """Each station keeps its flash and its pairing code in `data_dir`/<name>/. `stations[name]` to tap, kill,
    jam.
    """

    def __init__(self, spec: FleetSpec, data_dir: Path, clock: Clock) -> None:
        self._broker = parse_broker(spec.broker_url)
        self._spec, self._data_dir, self._clock = spec, data_dir, clock
        self.stations = {name: self._station(name) for name in spec.names}
        self.bridges = {
            name: Bridge([str(self._port(name))], lambda _: self._broker, site=spec.site)
            for name in sorted(spec.serial)
        }

    @property
    def pairing_codes(self) -> dict[str, str]:
        return {name: station.pairing_code for name, station in self.stations.items()}

    def start(self) -> None:
        for station in self.stations.values():
            station.start()
        for bridge in self.bridges.values():
            bridge.start()

    def stop(self) -> None:
        for station in self.stations.values():
            station.stop()
        for bridge in self.bridges.values():
            bridge.stop()

    @contextmanager
    def running(self) -> Iterator["StationFleet"]:
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def _station(self, name: str) -> SimulatedStation:
        connect = over_serial(self._port(name)) if name in self._spec.serial else over_mqtt(self._broker)
        return SimulatedStation(name, self._data_dir / name, self._clock, connect, site=self._spec.site)

    def _port(self, name: str) -> Path:
        """Where the bridge finds the pseudo-terminal."""
        return self._data_dir / name / "port"
