#!/bin/sh
# Part of the Debian package: the user, the rights, and a running service's new program.
set -e
[ "$1" = configure ] || exit 0

systemd-sysusers madoguchi.conf
if ! dpkg-statoverride --list /etc/madoguchi/madoguchi.conf >/dev/null; then
	chown root:madoguchi /etc/madoguchi /etc/madoguchi/madoguchi.conf
	chmod 0750 /etc/madoguchi
	chmod 0640 /etc/madoguchi/madoguchi.conf
fi
if command -v systemd-tmpfiles >/dev/null; then
	systemd-tmpfiles --create madoguchi.conf || true
else
	install -d -m 0700 -o madoguchi -g madoguchi /var/lib/madoguchi
	install -d -m 0700 /etc/madoguchi/secrets
fi
if [ -d /run/systemd/system ]; then
	systemctl --system daemon-reload || true
	[ -z "$2" ] || deb-systemd-invoke try-restart madoguchi.service || true
fi
