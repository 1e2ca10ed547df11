#!/bin/sh
# Installs the Debian packages that building (build), testing (test), checking (lint),
# fuzzing (fuzz) or packing (deb) needs. Does nothing when all are there. Never removes a package: where
# another mail server is installed, it stops with a message instead of replacing it.
set -eu

build="gcc make pkg-config libc6-dev libcurl4-gnutls-dev libetpan-dev libsqlite3-dev
libconfig-dev libical-dev libjansson-dev liblinear-dev libicu-dev libgumbo-dev libseccomp-dev
libssl-dev libgnutls28-dev libgmime-3.0-dev"
test="libcmocka-dev dovecot-imapd exim4-daemon-light isync openssl python3 python3-icalendar
ca-certificates tzdata"
lint="clang-format clang-tidy cppcheck"
fuzz="clang libclang-rt-dev"
deb="dpkg-dev"

wanted=
for set in "$@"; do
	case $set in
	build) wanted="$wanted $build" ;;
	test) wanted="$wanted $test" ;;
	lint) wanted="$wanted $lint" ;;
	fuzz) wanted="$wanted $fuzz" ;;
	deb) wanted="$wanted $deb" ;;
	*) echo "usage: install-deps.sh [build] [test] [lint] [fuzz] [deb]" >&2; exit 2 ;;
	esac
done

missing=
for package in $wanted; do
	state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
	[ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "These packages are missing; install them as root:$missing" >&2
		exit 1
	fi
	as_root=sudo
fi
echo "Installing:$missing"
$as_root apt-get update -qq
if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-remove \
	--no-install-recommends $missing >/dev/null; then
	echo "apt-get could not install:$missing" >&2
	echo "If another mail server is installed here, use a fresh machine or a container." >&2
	exit 1
fi
