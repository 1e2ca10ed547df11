#!/bin/sh
# Installs the Debian packages that building (build), testing (test), checking (lint),
# fuzzing (fuzz) or packing (deb) needs. Does nothing when all are there. Never removes a package: where
# another mail server is installed, it stops with a message instead of replacing it.
set -eu

build="gcc make pkg-config libc6-dev libcurl4-gnutls-dev libetpan-dev libsqlite3-dev
libconfig-dev libical-dev libjansson-dev liblinear-dev libicu-dev libgumbo-dev libseccomp-dev
libssl-dev libgnutls28-dev libgmime-3.0-dev libmecab-dev mecab-ipadic-utf8 libzstd-dev
coinor-libclp-dev libmicrohttpd-dev"
test="libcmocka-dev dovecot-imapd exim4-daemon-light isync glpk-utils openssl python3 python3-icalendar
ca-certificates tzdata ejabberd ejabberd-mod-post-log"
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

here() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]; }

missing=
for package in $wanted; do
	here "$package" || missing="$missing $package"
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
# Debian starts and enables the servers that it installs. The tests start their own on loopback,
# so none of the system's is wanted here.
policy=/usr/sbin/policy-rc.d
servers=
case " $missing " in *" dovecot-imapd "*) here dovecot-core || servers="$servers dovecot" ;; esac
case " $missing " in *" exim4-daemon-light "*) here exim4-base || servers="$servers exim4" ;; esac
case " $missing " in *" ejabberd "*) servers="$servers ejabberd" ;; esac
cleanup() { :; }
if [ -n "$servers" ] && [ ! -e "$policy" ]; then
	printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
	$as_root chmod 755 "$policy"
	cleanup() { $as_root rm -f "$policy"; }
	trap cleanup EXIT INT TERM
fi
log=$(mktemp)
echo "Installing:$missing"
$as_root apt-get update -qq
if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-remove \
	--no-install-recommends $missing >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	echo "apt-get could not install:$missing (whole output: $log)" >&2
	echo "If another mail server is installed here, use a fresh machine or a container." >&2
	exit 1
fi
rm -f "$log"
for server in $servers; do
	if [ -d /run/systemd/system ]; then
		$as_root systemctl disable --now "$server" >/dev/null 2>&1 || true
	fi
done
