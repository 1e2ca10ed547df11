#!/bin/sh
# Part of the Debian package. The store (/var/lib/madoguchi) and the secrets stay even when
# the package is purged: they are records of consultations, and the operator's to delete.
set -e
[ ! -d /run/systemd/system ] || systemctl --system daemon-reload || true
if [ "$1" = purge ]; then
	rmdir /etc/madoguchi/secrets /etc/madoguchi /var/lib/madoguchi 2>/dev/null || true
	if [ -d /run/systemd/system ]; then
		deb-systemd-helper purge madoguchi.service >/dev/null 2>&1 || true
	fi
fi
