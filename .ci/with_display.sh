#!/usr/bin/env bash
# Runs a command on an X server of its own, with a window manager, and ends both afterwards.
# Usage: with_display.sh COMMAND [ARGUMENT...]
set -eu

server='' manager=''
folder=$(mktemp -d)
finish() {
    for process in $manager $server; do kill "$process" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM

# The server takes the first free number and writes it once it answers.
mkfifo "$folder/number"
Xvfb -displayfd 3 -screen 0 1600x1000x24 -nolisten tcp 3>"$folder/number" 2>"$folder/log" &
server=$!
if ! read -r -t 30 number <"$folder/number"; then
    echo "Xvfb did not start: $(tail -n 1 "$folder/log")" >&2
    exit 1
fi
export DISPLAY=":$number" QT_QPA_PLATFORM=xcb
unset WAYLAND_DISPLAY

openbox >/dev/null 2>&1 &
manager=$!
for _ in $(seq 100); do
    if xdotool getwindowfocus >/dev/null 2>&1; then break; fi
    sleep 0.05
done

"$@"
