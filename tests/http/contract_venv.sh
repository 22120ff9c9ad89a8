#!/bin/sh
# Makes the Python environment of tests/http/contract.c, once, in the user's cache, and prints its folder:
#     BAOPHU_CONTRACT=$(tests/http/contract_venv.sh)
set -eu
list=$(dirname "$0")/contract_requirements.txt
place=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/baophu/contract-$(sha256sum "$list" | cut -c 1-16)
if [ ! -f "$place/complete" ]; then
    rm -rf "$place"
    mkdir -p "$(dirname "$place")"
    python3 -m venv "$place" >&2
    "$place/bin/pip" install -q --disable-pip-version-check --no-deps -r "$list" >&2
    touch "$place/complete"
fi
echo "$place"
