/*
 * Mail into a Maildir: written below tmp, flushed, renamed into new, and the folder
 * flushed too. Renaming over the same name is what makes a repeat after a crash harmless.
 */
#include "maildir_sink.h"

#include "buf.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_ID_MAX = 120, HASH_BYTES_SHOWN = 10 };

static bool
make_folder(const char *path, struct err *e)
{
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return err_retry(e, "cannot make folder %s: %s", path, strerror(errno));
	return true;
}

bool
maildir_sink_prepare(const char *path, struct err *e)
{
	static const char *const parts[] = {"tmp", "new", "cur"};
	bool ok = make_folder(path, e);

	for (size_t i = 0; ok && i < ARRAY_LEN(parts); i++) {
		char *part = xasprintf("%s/%s", path, parts[i]);

		ok = make_folder(part, e);
		free(part);
	}
	return ok;
}

/* The hash keeps apart what the readable part cannot: recipients, and odd or long ids. A
 * name may not begin with a dot or hold '/' and ':'. */
static char *
file_name(const struct sink_mail *mail)
{
	char *key = xasprintf("%s\n%s", mail->message_id, mail->recipient);
	unsigned char hash[EVP_MAX_MD_SIZE];
	struct buf name = {0};

	if (EVP_Digest(key, strlen(key), hash, NULL, EVP_sha256(), NULL) != 1)
		abort();
	for (size_t i = 0; i < HASH_BYTES_SHOWN; i++)
		buf_addf(&name, "%02x", hash[i]);
	buf_addc(&name, '.');
	for (const char *p = mail->message_id; *p && p - mail->message_id < NAME_ID_MAX;
	     p++) {
		bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		             (*p >= '0' && *p <= '9') || strchr(".@_-", *p);

		buf_addc(&name, *p && plain ? *p : '_');
	}
	free(key);
	return buf_steal(&name);
}

static bool
write_file(const char *path, const struct sink_mail *mail)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool ok;
	int saved;

	if (fd < 0)
		return false;
	ok = write_all(fd, mail->wire, mail->wire_bytes) && fsync(fd) == 0;
	saved = errno;
	if (close(fd) < 0 && ok) {
		ok = false;
		saved = errno;
	}
	errno = saved;
	return ok;
}

static bool
flush_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok;
	int saved;

	if (fd < 0)
		return false;
	ok = fsync(fd) == 0;
	saved = errno;
	(void)close(fd);
	errno = saved;
	return ok;
}

static struct sink_answer
trouble(const char *what, const char *path)
{
	struct sink_answer a = {.result = SINK_DOWN};

	(void)snprintf(
	    a.text, sizeof(a.text), "cannot %s %s: %s", what, path, strerror(errno));
	return a;
}

struct sink_answer
maildir_sink_put(const char *path, const struct sink_mail *mail)
{
	struct sink_answer a = {.result = SINK_SENT};
	char *name = file_name(mail);
	char *tmp = xasprintf("%s/tmp/%s", path, name);
	char *folder = xasprintf("%s/new", path);
	char *new = xasprintf("%s/%s", folder, name);

	if (!write_file(tmp, mail)) {
		a = trouble("write", tmp);
		(void)unlink(tmp);
	} else if (rename(tmp, new) < 0) {
		a = trouble("rename to", new);
		(void)unlink(tmp);
	} else if (!flush_folder(folder)) {
		a = trouble("flush", folder);
	}
	free(name);
	free(tmp);
	free(folder);
	free(new);
	return a;
}
