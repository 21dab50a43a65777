#!/bin/sh
# The programs that the tests drive: a real browser, a real broker, a real PostgreSQL, real X11
# displays with a window manager, and MicroPython under Node.
# Installs them where it may.
set -eu
cd "$(dirname "$0")/.."
missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || missing="$missing chromium"
{ command -v mosquitto || test -x /usr/sbin/mosquitto; } >/dev/null 2>&1 || missing="$missing mosquitto"
command -v mosquitto_pub >/dev/null 2>&1 || missing="$missing mosquitto-clients"
command -v node >/dev/null 2>&1 || missing="$missing nodejs"
command -v npm >/dev/null 2>&1 || missing="$missing npm"
{ command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1 || missing="$missing postgresql"
for tool in Xvfb:xvfb xdotool:xdotool openbox:openbox xrandr:x11-xserver-utils xinput:xinput xprop:x11-utils xauth:xauth \
    systemd-analyze:systemd pactl:pulseaudio-utils pulseaudio:pulseaudio; do
    command -v "${tool%:*}" >/dev/null 2>&1 || missing="$missing ${tool#*:}"
done
# What Qt loads of the system, for the agent's windows.
for library in libegl1 libgl1 libdbus-1-3 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 \
    libxcb-shape0 libxcb-xinerama0; do
    ! command -v dpkg >/dev/null 2>&1 || dpkg -s "$library" >/dev/null 2>&1 || missing="$missing $library"
done
micropython() {
    cd tests/micropython
    cmp -s package-lock.json node_modules/.taken-from || {
        npm ci --loglevel error --no-audit --no-fund --ignore-scripts
        cp package-lock.json node_modules/.taken-from
    }
}
if [ -z "$missing" ]; then
    micropython
    exit 0
fi
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing for the tests:$missing"
    apt-get update -qq
    no_server="/etc/postgresql-common/createcluster.conf" # the tests start one of their own
    [ -e "$no_server" ] || { mkdir -p "${no_server%/*}" && echo "create_main_cluster = false" >"$no_server"; }
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing fonts-dejavu >/dev/null
    micropython
    exit 0
fi
echo "The tests need programs that are not installed:$missing" >&2
echo "On Debian or Ubuntu: sudo apt-get install$missing    On macOS: brew install --cask chromium; brew install mosquitto node postgresql" >&2
exit 1
