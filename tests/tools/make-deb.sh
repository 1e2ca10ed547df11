#!/bin/sh
# Makes a Debian package: make-deb.sh VERSION ROOT FOLDER. ROOT is what `make install` filled
# with PREFIX=/usr; the package goes to FOLDER. Called by `make deb`.
set -eu
umask 022
version=$1
root=$2
folder=$3
tools=$(cd "$(dirname "$0")" && pwd)
maintainer=${DEB_MAINTAINER:-the madoguchi authors <madoguchi@desk.example.jp>}
arch=$(dpkg --print-architecture)
doc=$root/usr/share/doc/madoguchi
: "${SOURCE_DATE_EPOCH:=$(date -d "$(sed -n 's/^## [0-9][^ ]* (\(.*\))$/\1/p' CHANGELOG.md | head -n 1)" +%s)}"
export SOURCE_DATE_EPOCH

# --- files ---

strip --strip-unneeded --remove-section=.comment --remove-section=.note \
	"$root/usr/sbin/madoguchid" "$root/usr/bin/madoguchi"
find "$root/usr/share/man" -name '*.[158]' -exec gzip -9n {} +
install -d "$doc"
install -m 644 README.md "$doc/README.md"
gzip -9n -c CHANGELOG.md > "$doc/changelog.gz"
{
	echo "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/"
	echo "Upstream-Name: madoguchi"
	echo
	echo "Files: *"
	sed -n 's/^Copyright (c) /Copyright: /p' LICENSE
	echo "License: ISC"
	sed -n '/^Permission/,$p' LICENSE | sed 's/^$/./; s/^/ /'
} > "$doc/copyright"

# --- control ---

# dpkg-shlibdeps wants a source tree's debian/control.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/debian"
printf 'Source: madoguchi\n\nPackage: madoguchi\nArchitecture: any\n' > "$work/debian/control"
cp "$root/usr/sbin/madoguchid" "$root/usr/bin/madoguchi" "$work/"
libraries=$(cd "$work" && dpkg-shlibdeps -O madoguchid madoguchi 2>/dev/null | sed -n 's/^shlibs:Depends=//p')

rm -rf "$root/DEBIAN"
install -d "$root/DEBIAN"
cat > "$root/DEBIAN/control" <<EOF
Package: madoguchi
Version: $version
Architecture: $arch
Maintainer: $maintainer
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f 1)
Depends: $libraries, mecab-ipadic-utf8, systemd | systemd-standalone-sysusers
Recommends: ca-certificates
Section: mail
Priority: optional
Description: consultation desk for information security, by mail
 Watches a mailbox for requests of small companies, understands them, finds a
 registered specialist, mails offers and introductions, and carries the visits
 through. An operator decides what is unclear.
 .
 The service is not started before /etc/madoguchi/madoguchi.conf is filled in:
 then systemctl enable --now madoguchi.
EOF
echo /etc/madoguchi/madoguchi.conf > "$root/DEBIAN/conffiles"
for script in postinst prerm postrm; do
	install -m 755 "$tools/deb-$script.sh" "$root/DEBIAN/$script"
done
(cd "$root" && find etc usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) > "$root/DEBIAN/md5sums"
chmod 644 "$root/DEBIAN/control" "$root/DEBIAN/conffiles" "$root/DEBIAN/md5sums"

# --- package ---

file=$folder/madoguchi_${version}_$arch.deb
dpkg-deb --root-owner-group --build "$root" "$file" >/dev/null
echo "$file"
