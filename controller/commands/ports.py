"""Serial ports that commands take: a device, a URL that pyserial knows, or `sim:` for a simulated station."""

import serial

HANDLERS = "simulators.ports"
SIMULATED = "sim:"


def port_url(port: str) -> str:
    """As `serial.serial_for_url` takes it. `sim:gate-9?faults=drop` is picked like any port.

    Raises SchoolbellError for a simulated station that cannot be.
    """
    if not port.startswith(SIMULATED):
        return port
    from simulators.ports.protocol_sim import Wanted

    if HANDLERS not in serial.protocol_handler_packages:
        serial.protocol_handler_packages.append(HANDLERS)
    url = f"sim://{port.removeprefix(SIMULATED).removeprefix('//')}"
    Wanted.parse(url)
    return url
