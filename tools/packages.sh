# Debian 12 packages by purpose; read by run, test and docs.  One list, so that what is
# said, what is installed and what CI uses are the same.
packages_build="gcc libc6-dev meson ninja-build pkg-config python3 libsqlite3-dev libpq-dev libjansson-dev libzip-dev libxml2-dev libxlsxwriter-dev libutf8proc-dev libsodium-dev libssl-dev libmicrohttpd-dev libcurl4-gnutls-dev libcjose-dev liboath-dev libzstd-dev zlib1g-dev zstd nodejs npm"
packages_test="$packages_build clang clang-format libclang-rt-14-dev libcmocka-dev libglpk-dev libfreexl-dev libicu-dev postgresql postgresql-client gcovr libreoffice-calc-nogui libreoffice-writer-nogui catdoc antiword unzip chromium openssl python3-venv nginx"

# Installs what is missing of the given packages; says so first.  Needs root or sudo.
packages_install() {
    local missing="" package
    for package in "$@"; do
        case $package in # a Node that did not come from Debian has its own npm, and Debian's would pull a second Node in
        nodejs) command -v node >/dev/null && continue ;;
        npm) command -v npm >/dev/null && continue ;;
        esac
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || missing="$missing $package"
    done
    [ -z "$missing" ] && return 0
    local as_root=""
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "Cần quyền quản trị để cài:$missing" >&2
            echo "Hãy chạy với quyền root: apt-get install -y$missing" >&2
            return 1
        fi
        as_root="sudo"
    fi
    echo "Sẽ cài các gói Debian còn thiếu:$missing"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=5 update || return 1
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Acquire::Retries=5 --no-install-recommends install $missing >"${TMPDIR:-/tmp}/baophu-apt.log" 2>&1 || {
        tail -n 20 "${TMPDIR:-/tmp}/baophu-apt.log" >&2
        echo "Không cài được gói. Hãy kiểm tra mạng và kho gói của máy rồi chạy lại." >&2
        return 1
    }
}
