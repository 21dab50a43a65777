"""A TLS stream that never waits, for MQTT: on MicroPython's `socket` and `ssl`, which CPython has as well.

Two things take time all the same: finding the address of a name (give an address instead, and the name that
the certificate is for as `name`), and the arithmetic of the handshake on a slow board.
"""

_AGAIN = (2, 3, 11, 35, 36, 115, 119)  # this is what "not yet" is called on all the ports, TLS's own 2 and 3
_POLLOUT, _TROUBLE = 4, 0x18


class Dialler:
    """Called, it gives a stream of which nobody knows yet whether anybody is at the other end.

    `context` is an ssl.SSLContext that checks certificates. `ready()` says whether there is a network.
    """

    def __init__(self, modules, context, host, port, name, ready=None):
        self._socket, self._select = modules
        self._context, self._host, self._port, self._name = context, host, port, name
        self._ready, self._address = ready, None

    def __call__(self):
        """Raises OSError."""
        if self._ready and not self._ready():
            raise OSError(-1)
        if self._address is None:
            found = self._socket.getaddrinfo(self._host, self._port, 0, self._socket.SOCK_STREAM)
            self._address = found[0]
        raw = self._socket.socket(self._address[0], self._address[1])
        raw.setblocking(False)
        try:
            raw.connect(self._address[-1])
        except OSError as error:
            if not _not_yet(error):
                self._address = None  # it may have another one by now
                raw.close()
                raise
        return Stream(raw, self._select.poll(), self._wrap)

    def _wrap(self, raw):
        wrapped = self._context.wrap_socket(raw, server_hostname=self._name, do_handshake_on_connect=False)
        wrapped.setblocking(False)
        return wrapped


class Stream:
    """Plain until it is connected, TLS from then on; the handshake goes on whenever something is written."""

    def __init__(self, raw, poll, wrap):
        self._raw, self._poll, self._wrap = raw, poll, wrap
        self._tls = None
        poll.register(raw, _POLLOUT)

    def write(self, data):
        if self._tls is None and not self._connected():
            return None
        return _tried(self._tls.write, data)

    def read(self, count):
        """None while there is nothing, b"" when the other end has closed."""
        return None if self._tls is None else _tried(self._tls.read, count)

    def close(self):
        (self._tls or self._raw).close()

    def _connected(self):
        for _, event in self._poll.poll(0):
            if event & _TROUBLE:
                raise OSError(-2)
            self._tls = self._wrap(self._raw)
        return self._tls is not None


def _tried(call, argument):
    try:
        return call(argument)
    except OSError as error:
        if not _not_yet(error):
            raise
        return None


def _not_yet(error):
    return bool(error.args) and error.args[0] in _AGAIN
