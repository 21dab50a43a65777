#!/bin/sh
# Puts Schoolbell's agent on a lab PC with Debian or Ubuntu. Run it as root:
#   curl -fsS @SERVER@/agent/install.sh | sudo sh -s -- --code ABCD-EFGH
# --wheels FOLDER takes the Python packages from a folder, where there is no way to the internet.
set -eu
server='@SERVER@'
wheel='@WHEEL@'
home=/opt/schoolbell-agent
data=/var/lib/schoolbell-agent
unit=/etc/systemd/system/schoolbell-agent.service

stop() {
    echo "$1" >&2
    exit 1
}

code='' wheels=''
while [ $# -gt 0 ]; do
    case "$1" in
    --code) code="${2:?--code needs the code from the computers desk}" && shift 2 ;;
    --wheels) wheels="${2:?--wheels needs a folder}" && shift 2 ;;
    *) stop "Unknown option $1. Use --code ABCD-EFGH, and --wheels FOLDER without internet." ;;
    esac
done
[ "$(id -u)" = 0 ] || stop "Run this as root: put sudo in front of sh."
[ -n "$code" ] || [ -e "$data/identity.json" ] || stop "Give the code from the computers desk: --code ABCD-EFGH."

if command -v apt-get >/dev/null; then
    apt-get install --yes --no-install-recommends python3-venv curl \
        libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xinerama0 \
        libdbus-1-3 fonts-dejavu-core x11-xserver-utils
fi
fetched="$(mktemp -d)"
trap 'rm -rf "$fetched"' EXIT
curl -fsS -o "$fetched/requirements.txt" "$server/agent/requirements.txt"
curl -fsS -o "$fetched/$wheel" "$server/agent/$wheel"

[ -x "$home/bin/python" ] || python3 -m venv "$home"
if [ -n "$wheels" ]; then from="--no-index --find-links $wheels"; else from=''; fi
# shellcheck disable=SC2086  # an option and its value
"$home/bin/pip" install --quiet $from --require-hashes -r "$fetched/requirements.txt"
"$home/bin/pip" install --quiet --no-deps --no-index --force-reinstall "$fetched/$wheel"

id -u schoolbell-agent >/dev/null 2>&1 || useradd --system --user-group --no-create-home \
    --home-dir /nonexistent --shell /usr/sbin/nologin schoolbell-agent
install -d -m 0700 "$data"
install -d -m 0755 /etc/schoolbell
printf 'SERVER=%s\n' "$server" >/etc/schoolbell/agent.env
# No pupil leaves a locked screen by Ctrl-Alt-F3, or ends the X server by Ctrl-Alt-Backspace.
install -d -m 0755 /etc/X11/xorg.conf.d
cat >/etc/X11/xorg.conf.d/50-schoolbell.conf <<'END'
Section "ServerFlags"
    Option "DontVTSwitch" "true"
    Option "DontZap" "true"
EndSection
END
if [ -n "$code" ]; then
    "$home/bin/schoolbell" agent --server "$server" --code "$code" --data-dir "$data" --enrol-only
fi
if command -v systemctl >/dev/null && [ -d /run/systemd/system ]; then
    "$home/bin/python" -m workstation_agent.install.unit >"$unit"
    systemctl daemon-reload
    systemctl enable --now schoolbell-agent.service
    systemctl restart schoolbell-agent.service
fi
echo "The agent is installed."
