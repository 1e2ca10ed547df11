#!/bin/sh
# Include directions: a library is included by the one or two files that wrap it, the daemon
# does not include handlers, SQL stands in the store's files only.
set -u
bad=0
only() { # only HEADER FILE…: nobody else may include it
	header=$1
	shift
	for file in $(grep -lE "#include [<\"]$header" daemon/*.[ch] handlers/*.[ch] tests/tools/*.[ch]); do
		case " $* " in
		*" $file "*) ;;
		*) echo "$file: must not include $header (only: $*)"; bad=1 ;;
		esac
	done
}
only 'libetpan/' daemon/imap.c
only 'sqlite3.h' daemon/store.c daemon/store_sql.h daemon/store_sql.c daemon/store_check.c daemon/store_db.h \
	tests/tools/time_match.c # the yardstick
only 'libconfig.h' daemon/config.c
only 'curl/' daemon/smtp.c daemon/oauth.c daemon/second_http.c daemon/chat_http.c
only 'gmime/' daemon/mime_part.c daemon/mime_part.h daemon/mime_mend.c daemon/mime_mend.h daemon/compose.c
only 'mecab.h' daemon/words.c
only 'zstd.h' daemon/model_file.c daemon/pack.c
only 'libical/' daemon/ics.c daemon/ics_read.c daemon/ics_zone.c daemon/ics_zone.h
only 'gumbo.h' daemon/html_text.c
only 'seccomp.h' daemon/box.c daemon/box_child.c daemon/box_filter.c
only 'linear.h' daemon/model.c tests/tools/train_linear.c tests/tools/train_samples.c
only 'gnutls/' daemon/tls_verify.c
only 'microhttpd.h' daemon/hook_server.c
only 'coin/' daemon/assign_lp.c
only 'handlers.h' handlers/*.c handlers/*.h
if grep -nE '"[^"]*(SELECT [a-z*]+|INSERT INTO|UPDATE [a-z]+ SET|DELETE FROM) ' daemon/*.c handlers/*.c |
	grep -v '^daemon/store'; then
	echo "SQL outside the store's files"
	bad=1
fi
if grep -nE '\b(strcpy|strcat|sprintf|gets|time)\(' daemon/*.c handlers/*.c | grep -vE 'clock.c|/\*|^[^:]*:[0-9]*: \*'; then
	echo "a function that must not be used (see clock.h for the time)"
	bad=1
fi
exit $bad
