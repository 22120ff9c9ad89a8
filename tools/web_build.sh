#!/usr/bin/env bash
# Builds web/dist:  tools/web_build.sh [STAMP DEPFILE]
#
# Packages are fetched once for each package-lock.json; without a network the next build uses those that are there.
set -eu
target=${1:-}
stamp=$(realpath -m "${1:-/dev/null}")
depfile=$(realpath -m "${2:-/dev/null}")
cd "$(dirname "$0")/../web"
if ! cmp -s package-lock.json node_modules/.fetched; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error || {
        echo "Không tải được gói npm cho ứng dụng web. Hãy kiểm tra mạng, hoặc dựng không kèm web: meson configure build -Dweb=disabled" >&2
        exit 1
    }
    cp package-lock.json node_modules/.fetched
fi
if [ "$stamp" = /dev/null ]; then
    node build.mjs
else
    node build.mjs --stamp "$stamp" --depfile "$depfile" --target "$target"
fi
