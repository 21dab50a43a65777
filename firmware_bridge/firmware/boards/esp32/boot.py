"""Runs first after each reset: the coil is off before anything else happens."""

from machine import Pin

Pin(25, Pin.OUT, value=0)
