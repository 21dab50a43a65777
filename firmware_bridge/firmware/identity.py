"""Who the station is: made once at manufacture, kept in flash, never sent."""

from . import cbor
from .frames import frame, unframe

_FILE, _TAG_KEY = "identity", "tag-key"


class Identity:
    """`key` signs what we say; `old` is the one before, until the controller has shown that it has `key`."""

    def __init__(self, site, station, key, old=None):
        self.site, self.station, self.key, self.old = site, station, key, old

    def keys(self):
        return (self.key, self.old) if self.old else (self.key,)


def make(flash, site, station, random):
    return _keep(flash, Identity(site, station, random(32)))


def renew(flash, identity, old, new):
    """The identity with the key `new`, and `old` beside it; raises OSError if it cannot be kept."""
    return _keep(flash, Identity(identity.site, identity.station, new, old))


def settle(flash, identity):
    """The identity without its old key; raises OSError if that cannot be forgotten."""
    return _keep(flash, Identity(identity.site, identity.station, identity.key))


def _keep(flash, identity):
    flash.replace(_FILE, [frame(cbor.dumps([identity.site, identity.station] + list(identity.keys())))])
    return identity


def load(flash):
    """None for a station that was never made, or whose identity cannot be read."""
    content = read_record(flash, _FILE)
    return Identity(*cbor.loads(content)) if content else None


def load_tag_key(flash):
    return read_record(flash, _TAG_KEY)


def keep_tag_key(flash, key):
    if key != load_tag_key(flash):
        flash.replace(_TAG_KEY, [frame(key)])


def read_record(flash, name):
    """The content of a file that is one frame; None if it is not there or not whole."""
    raw = flash.read(name, 0, flash.size(name))
    return unframe(raw[:-1]) if raw else None
