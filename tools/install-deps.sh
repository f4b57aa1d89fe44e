#!/bin/sh
# Installs the Debian packages that are missing: as root or through sudo, otherwise it prints the
# line to run and stops.
set -eu
packages="gcc libc6-dev make meson ninja-build pkg-config libsqlite3-dev libxml2-dev libexpat1-dev libzip-dev
libxlsxwriter-dev libmicrohttpd-dev zlib1g-dev libsodium-dev liboath-dev libopencc-dev libcmocka-dev sqlite3 curl
cppcheck clang-14 libclang-rt-14-dev libfuzzer-14-dev libxml2-utils unzip valgrind"

# Stories in a browser; node may have come with its own npm.
packages="$packages chromium fonts-noto-cjk"
command -v npm >/dev/null 2>&1 || packages="$packages nodejs npm"

missing=""
for package in $packages; do
    state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [ "$state" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

install="apt-get -o DPkg::Lock::Timeout=500 install -y --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "These Debian packages are needed first. Please run:"
    echo "  sudo $install"
    exit 1
fi
echo "Installing:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get -o DPkg::Lock::Timeout=500 update -qq
$as_root $install >/dev/null
