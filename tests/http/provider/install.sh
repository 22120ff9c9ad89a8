#!/bin/sh
# Installs the provider of the tests into a folder; status 77 and a word why where it cannot.
#     tests/http/provider/install.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
command -v node >/dev/null && command -v npm >/dev/null || { echo "node or npm is not installed"; exit 77; }
mkdir -p "$1"
[ -f "$1/.whole" ] && cmp -s "$here/package-lock.json" "$1/package-lock.json" || {
    rm -f "$1/.whole"
    cp "$here/package.json" "$here/package-lock.json" "$1/"
    (cd "$1" && npm ci --prefer-offline --no-audit --no-fund --ignore-scripts >npm.log 2>&1) || {
        echo "npm could not fetch oidc-provider: $(tail -n 1 "$1/npm.log")"
        exit 77
    }
    touch "$1/.whole"
}
cp "$here/provider.mjs" "$1/"
