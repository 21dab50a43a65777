"""The three ways from a board to the broker: its own Wi-Fi, a UART, or its USB. Imported only where used."""

CERTIFICATE = "ca.der"


def uart(board):
    from ..drivers.ports import Uart
    from ..serial_link import SerialLink

    machine = board.modules.machine
    port = machine.UART(
        board.pins["uart"], baudrate=115_200, tx=board.pin("tx"), rx=board.pin("rx"), rxbuf=4_096, timeout=0
    )
    return SerialLink(Uart(port), board.ticks)


def usb(board):
    """The console's own bytes: from here on Ctrl-C is a byte like any other."""
    from ..drivers.ports import Usb
    from ..serial_link import SerialLink

    modules = board.modules
    modules.micropython.kbd_intr(-1)
    poll = modules.select.poll()
    poll.register(modules.sys.stdin, modules.select.POLLIN)
    streams = modules.sys.stdin.buffer, modules.sys.stdout.buffer
    return SerialLink(Usb(*streams, poll.poll), board.ticks)


def mqtt(board):
    from ..drivers.mqtt import MqttLink
    from ..drivers.tls import Dialler

    modules, config = board.modules, board.config
    broker = config["broker"]
    dialler = Dialler(
        (modules.socket, modules.select),
        _context(modules.ssl),
        broker["address"],
        broker["port"],
        broker["name"],
        _wifi(modules.network, config["wifi"]),
    )
    login = broker["username"], broker["password"]
    return MqttLink(dialler, config["site"], config["station"], login, board.ticks)


def _context(ssl):
    """Only a broker that our school's own authority vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_mode = ssl.CERT_REQUIRED
    with open(CERTIFICATE, "rb") as file:
        context.load_verify_locations(cadata=file.read())
    return context


def _wifi(network, wifi):
    """It joins again by itself whenever it was lost."""
    lan = network.WLAN(network.STA_IF)
    lan.active(True)
    lan.connect(wifi["ssid"], wifi["password"])
    return lan.isconnected


LINKS = {"uart": uart, "usb": usb, "mqtt": mqtt}
