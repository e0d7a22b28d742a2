#!/bin/sh
# Makes the virtual environment FOLDER with the first Python on this machine that is new enough.
# Usage: make_environment.sh FOLDER; PYTHON=... in the environment names the Python to take.
set -eu

folder=$1
here=$(dirname "$0")

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
complete() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }
give_up() { echo "$1" >&2; exit 1; }

found=
for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
    new_enough "$candidate" || continue
    if complete "$candidate"; then found=$candidate; break; fi
    found=${found:-$candidate}
done
if [ -z "$found" ]; then
    give_up "Neuroloom needs Python 3.11 or newer, and ${PYTHON:-this machine} has none: install one, or name it with PYTHON=/path/to/python3."
fi

# Debian splits venv off into a package of its own.
if ! complete "$found"; then
    package=$("$found" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    "$found" "$here/system_packages.py" package "$package" || exit 1
    complete "$found" || give_up "$found cannot make virtual environments: install its venv module ($package on Debian and Ubuntu)."
fi

if ! said=$("$found" -m venv --clear "$folder" 2>&1); then
    rm -rf "$folder"
    give_up "$found could not make the virtual environment $folder: $said"
fi
