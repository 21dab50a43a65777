"""Runs first after each reset: the coil is off before anything else happens."""

from machine import Pin

Pin(15, Pin.OUT, value=0)
