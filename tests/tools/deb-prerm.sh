#!/bin/sh
# Part of the Debian package.
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
	deb-systemd-invoke stop madoguchi.service || true
fi
