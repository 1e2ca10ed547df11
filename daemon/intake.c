/*
 * The one way into the inbox, for all kinds of source: what is kept of a message, how
 * many go into one transaction, and that transaction. See fetch.h.
 */
#include "clock.h"
#include "dedup.h"
#include "fetch.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COPY_BYTES = 64 * 1024 };

void
intake_init(struct intake *in, uint32_t uid, int64_t size)
{
	*in = (struct intake){.uid = uid, .size = size, .spool = -1};
}

void
intake_free(struct intake *in)
{
	buf_free(&in->raw);
	free(in->place);
	free(in->quarantine);
	if (in->spool >= 0)
		(void)close(in->spool);
	intake_init(in, 0, 0);
}

bool
intake_too_large(const struct fetch *f, int64_t size)
{
	return size > (int64_t)f->env->config->limits.max_message_kib * 1024;
}

size_t
intake_beginning(const struct fetch *f)
{
	size_t limit = (size_t)f->env->config->limits.max_message_kib * 1024;

	return limit < FETCH_BEGINNING_BYTES ? limit : FETCH_BEGINNING_BYTES;
}

void
intake_cut(const struct fetch *f, struct intake *in, const char *where)
{
	free(in->quarantine);
	in->quarantine = xasprintf("上限の%d KiBを超えています（%.1f MiB）。"
	                           "冒頭だけを保管し、全体は%sに残しています",
	    f->env->config->limits.max_message_kib, (double)in->size / (1024 * 1024),
	    where);
	in->truncated = true;
	in->leave = true;
}

void
intake_give_up(struct intake *in, const char *problem)
{
	buf_clear(&in->raw);
	free(in->quarantine);
	in->quarantine = xasprintf("受信できませんでした: %s", problem);
	in->got = true;
	in->leave = true;
}

int
intake_spool(const struct fetch *f, struct err *e)
{
	const char *dir = f->env->config->state_dir;
	int fd = -1;

	if (dir)
		fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0) {
		/* Not every file system has files without a name. */
		char name[] = "/tmp/madoguchi-spool-XXXXXX";

		fd = mkostemp(name, O_CLOEXEC);
		if (fd >= 0)
			(void)unlink(name);
	}
	if (fd < 0)
		(void)err_retry(e, "cannot make a spool file: %s", strerror(errno));
	return fd;
}

size_t
intake_batch_len(const int64_t *sizes, size_t n, size_t count)
{
	int64_t sum = sizes[0];
	size_t len = 1;

	while (len < n && len < count && sum + sizes[len] <= FETCH_BATCH_BYTES)
		sum += sizes[len++];
	return len;
}

/* --- the transaction --- */

typedef bool chunk_fn(void *ctx, size_t offset, const void *bytes, size_t n);

/* Gives the file piece by piece; false when it cannot be read. *total: its length. */
static bool
each_chunk(int fd, chunk_fn *fn, void *ctx, size_t *total)
{
	char *bytes = xcalloc(1, COPY_BYTES);
	size_t offset = 0;
	bool ok = true;
	ssize_t n;

	while (ok && (n = pread(fd, bytes, COPY_BYTES, (off_t)offset)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		ok = n > 0 && fn(ctx, offset, bytes, (size_t)n);
		if (ok)
			offset += (size_t)n;
	}
	free(bytes);
	*total = offset;
	return ok;
}

static bool
hash_chunk(void *ctx, size_t offset, const void *bytes, size_t n)
{
	(void)offset;
	dedup_add(ctx, bytes, n);
	return true;
}

struct blob {
	struct store *store;
	int64_t id;
	size_t room;
};

static bool
store_chunk(void *ctx, size_t offset, const void *bytes, size_t n)
{
	struct blob *blob = ctx;

	if (offset + n > blob->room)
		return false;
	store_inbox_raw_write(blob->store, blob->id, offset, bytes, n);
	return true;
}

/* A mail that never came has no bytes to tell it by: its place stands for them. */
static void
place_key(const struct fetch *f, const struct intake *in, uint32_t uidvalidity,
    unsigned char key[DEDUP_BYTES])
{
	char *text = xasprintf("no mail\n%s\n%u\n%u\n%s", f->source->name, uidvalidity,
	    in->uid, in->place ? in->place : "");

	dedup_key(text, strlen(text), key);
	free(text);
}

/* Fills raw_bytes and the key. */
static bool
measure(const struct fetch *f, const struct intake *in, uint32_t uidvalidity,
    struct inbox_new *m, struct err *e)
{
	struct dedup *d;
	bool ok;

	m->raw_bytes = in->raw.len;
	if (in->spool < 0) {
		if (in->raw.len == 0 && in->quarantine)
			place_key(f, in, uidvalidity, m->dedup);
		else
			dedup_key(buf_str(&in->raw), in->raw.len, m->dedup);
		return true;
	}
	d = dedup_new();
	ok = each_chunk(in->spool, hash_chunk, d, &m->raw_bytes);
	dedup_final(d, m->dedup);
	return ok || err_retry(e, "cannot read a message again: %s", strerror(errno));
}

static bool
add_one(struct fetch *f, const struct intake *in, uint32_t uidvalidity, struct err *e)
{
	bool marks = f->source->kind == SOURCE_MAILDIR || f->source->mark_seen ||
	             f->source->move_to;
	struct inbox_new m = {
	    .source_id = f->row.id,
	    .uidvalidity = uidvalidity,
	    .uid = in->uid,
	    .place = in->place,
	    .size = in->size,
	    .truncated = in->truncated,
	    .received_at = clock_now(),
	    .raw = in->spool < 0 ? buf_str(&in->raw) : NULL,
	    .quarantine = in->quarantine,
	};
	int64_t id;

	if (!measure(f, in, uidvalidity, &m, e))
		return false;
	id = store_inbox_add(f->store, &m);
	if (id != 0 && in->spool >= 0) {
		struct blob blob = {f->store, id, m.raw_bytes};
		size_t n = 0;

		if (!each_chunk(in->spool, store_chunk, &blob, &n) || n != m.raw_bytes)
			return err_retry(e, "a message changed while it was read");
	}
	if (id != 0 && (!marks || (in->leave && f->source->kind == SOURCE_IMAP)))
		store_inbox_marked(f->store, id);
	if (id != 0 && in->quarantine)
		log_warn("%s: set aside as %lld: %s", f->source->name, (long long)id,
		    in->quarantine);
	return true;
}

static bool
add_all(struct fetch *f, const struct intake *ins, size_t n, uint32_t uidvalidity,
    struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		if (ins[i].got && !add_one(f, &ins[i], uidvalidity, e))
			return false;
	}
	return true;
}

bool
intake_commit(struct fetch *f, struct intake *ins, size_t n, uint32_t uidvalidity,
    uint32_t last_uid, struct err *e)
{
	if (!store_begin(f->store)) {
		const char *why = store_failed(f->store);

		return err_retry(e, "store: %s", why ? why : "cannot begin to write");
	}
	if (!add_all(f, ins, n, uidvalidity, e)) {
		store_rollback(f->store);
		return false;
	}
	if (uidvalidity != 0)
		store_source_cursor(f->store, f->row.id, uidvalidity, last_uid);
	if (n > 0)
		crash_point("fetch-before-commit");
	if (!store_commit(f->store, e))
		return false;
	if (n > 0) {
		crash_point("fetch-after-commit");
		pump_wake(f->env->wake_work);
	}
	pump_wake(f->env->alive);
	if (uidvalidity != 0) {
		f->row.uidvalidity = uidvalidity;
		f->row.last_uid = last_uid;
	}
	return true;
}
