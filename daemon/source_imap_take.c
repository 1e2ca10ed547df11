/*
 * Taking messages out of an IMAP folder: many with one command while all goes well. When
 * a command fails, what is missing is asked for one by one, so that the message that
 * makes it fail is found, counted, and set aside in the end. See source_imap.h.
 */
#include "clock.h"
#include "log.h"
#include "source_imap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- one command for many --- */

struct batch {
	struct intake *ins;
	size_t n;
};

static int
cmp_intake(const void *key, const void *member)
{
	uint32_t uid = *(const uint32_t *)key;
	const struct intake *in = member;

	return uid < in->uid ? -1 : uid > in->uid;
}

/* Some servers announce a message before its content is there: an empty body where the
 * size says otherwise is no body. */
static void
on_body(void *ctx, uint32_t uid, const void *bytes, size_t n)
{
	struct batch *b = ctx;
	struct intake *in = bsearch(&uid, b->ins, b->n, sizeof(*b->ins), cmp_intake);

	if (!in || in->got || !bytes || (n == 0 && in->size > 0))
		return;
	buf_add(&in->raw, bytes, n);
	in->got = true;
}

static enum imap_result
fetch_whole(struct imap_source *s, struct intake *ins, size_t n, struct err *e)
{
	struct batch b = {ins, n};
	struct uids u = {0};
	enum imap_result result;

	for (size_t i = 0; i < n; i++)
		uids_add(&u, ins[i].uid);
	result = imap_fetch(s->im, u.v, u.n, on_body, &b, e);
	free(u.v);
	return result;
}

/* --- large ones --- */

/* The sizes that servers announce are not always exact: the end is where a piece comes
 * back short. */
static enum imap_result
fetch_pieces(struct imap_source *s, struct intake *in, struct err *e)
{
	struct buf piece = {0};
	enum imap_result result;
	uint32_t offset = 0;

	do {
		buf_clear(&piece);
		result = imap_fetch_piece(
		    s->im, in->uid, offset, FETCH_PIECE_BYTES, &piece, e);
		if (result != IMAP_OK)
			break;
		if (!write_all(in->spool, buf_str(&piece), piece.len)) {
			(void)err_retry(e, "cannot spool a message: %s", strerror(errno));
			result = IMAP_REFUSED;
			break;
		}
		offset += (uint32_t)piece.len;
		pump_wake(s->f->env->alive);
	} while (piece.len >= FETCH_PIECE_BYTES && !intake_too_large(s->f, offset));
	buf_free(&piece);
	in->got = result == IMAP_OK && offset > 0;
	if (in->got && intake_too_large(s->f, offset)) {
		in->size = offset > in->size ? offset : in->size;
		intake_cut(s->f, in, "メールボックス");
		in->got = ftruncate(in->spool, (off_t)intake_beginning(s->f)) == 0;
	}
	return result;
}

static enum imap_result
fetch_large(struct imap_source *s, struct intake *in, struct err *e)
{
	if (in->spool < 0)
		in->spool = intake_spool(s->f, e);
	if (in->spool < 0)
		return IMAP_REFUSED;
	if (ftruncate(in->spool, 0) < 0 || lseek(in->spool, 0, SEEK_SET) < 0) {
		(void)err_retry(e, "cannot spool a message: %s", strerror(errno));
		return IMAP_REFUSED;
	}
	return fetch_pieces(s, in, e);
}

static enum imap_result
fetch_beginning(struct imap_source *s, struct intake *in, struct err *e)
{
	enum imap_result result;

	buf_clear(&in->raw);
	result = imap_fetch_piece(
	    s->im, in->uid, 0, (uint32_t)intake_beginning(s->f), &in->raw, e);
	in->got = result == IMAP_OK && in->raw.len > 0;
	if (in->got)
		intake_cut(s->f, in, "メールボックス");
	return result;
}

/* --- one by one --- */

static void
on_found(void *ctx, const struct imap_item *item)
{
	uint32_t *uid = ctx;

	if (item->uid == *uid)
		*uid = 0;
}

/* Asks for one message; in says whether it came, or is no longer there. */
static enum imap_result
fetch_one(struct imap_source *s, struct intake *in, struct err *e)
{
	uint32_t wanted = in->uid;
	enum imap_result result;

	if (intake_too_large(s->f, in->size))
		result = fetch_beginning(s, in, e);
	else if (in->size > FETCH_BATCH_BYTES)
		result = fetch_large(s, in, e);
	else
		result = fetch_whole(s, in, 1, e);
	if (in->got || result != IMAP_OK)
		return result;
	result = imap_list(s->im, in->uid, in->uid, on_found, &wanted, e);
	if (result != IMAP_OK)
		return result;
	in->gone = wanted != 0;
	if (!in->gone)
		(void)err_retry(e, "the server gave no content");
	return IMAP_OK;
}

static int
count_trouble(struct imap_source *s, const struct intake *in, const char *problem)
{
	return store_fetch_trouble(
	    s->f->store, s->f->row.id, s->f->row.uidvalidity, in->uid, problem);
}

static void
clear_trouble(struct imap_source *s, const struct intake *in)
{
	store_fetch_trouble_clear(
	    s->f->store, s->f->row.id, s->f->row.uidvalidity, in->uid);
}

/* A message that ends this process leaves no other trace than a count made before. */
static bool
ended_us_before(struct imap_source *s, struct intake *in)
{
	static const char problem[] = "the process ended while it was fetched";

	if (!s->careful || count_trouble(s, in, problem) <= fetch_tries(s->f))
		return false;
	intake_give_up(in, problem);
	clear_trouble(s, in);
	return true;
}

/* Tries until the message is here, gone or given up. False when the server itself cannot
 * be reached or the pump is to stop: that is no fault of the message. */
static bool
take_single(struct imap_source *s, struct intake *in, struct err *e)
{
	int tries = 0;

	if (ended_us_before(s, in))
		return true;
	while (!in->got && !in->gone) {
		struct err why = {0};
		int counted;

		if (!source_imap_session(s, e))
			return false;
		if (fetch_one(s, in, &why) == IMAP_BROKEN)
			source_imap_drop(s);
		if (in->got || in->gone)
			break;
		if (!source_imap_session(s, e))
			return false;
		counted = count_trouble(s, in, why.text);
		tries = counted > tries ? counted : tries + 1;
		log_warn("%s: message %u, attempt %d: %s", s->f->source->name, in->uid,
		    tries, why.text);
		if (tries >= fetch_tries(s->f))
			intake_give_up(in, why.text);
		else if (pump_sleep(s->f->env, -1, 0, clock_now() + 1))
			return err_retry(e, "asked to stop");
	}
	if (tries > 0 || s->careful)
		clear_trouble(s, in);
	return true;
}

/* --- a batch --- */

/* Keeps in mind what is to be done at the server after the commit. */
static void
note_taken(struct imap_source *s, const struct intake *ins, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (ins[i].leave)
			uids_add(&s->leave, ins[i].uid);
		else if (!ins[i].gone)
			uids_add(&s->taken, ins[i].uid);
	}
}

static bool
take_missing(
    struct imap_source *s, struct intake *ins, size_t n, size_t *done, struct err *e)
{
	for (*done = 0; *done < n; (*done)++) {
		if (!ins[*done].got && !take_single(s, &ins[*done], e))
			return false;
	}
	return true;
}

/* What was got is committed even when the rest fails. */
static bool
take_batch(struct imap_source *s, const struct imap_item *items, size_t n, struct err *e)
{
	struct intake *ins = xcalloc(n, sizeof(*ins));
	struct err many = {0};
	size_t done = 0;
	bool ok;

	for (size_t i = 0; i < n; i++)
		intake_init(&ins[i], items[i].uid, items[i].size);
	ok = source_imap_session(s, e);
	if (ok && n > 1 && !s->careful && fetch_whole(s, ins, n, &many) != IMAP_OK) {
		log_warn("%s: %s; going on one by one", s->f->source->name, many.text);
		source_imap_drop(s);
	}
	ok = ok && take_missing(s, ins, n, &done, e);
	if (done > 0) {
		struct err commit = {0};

		if (intake_commit(s->f, ins, done, s->f->row.uidvalidity,
		        ins[done - 1].uid, &commit))
			note_taken(s, ins, done);
		else
			ok = err_retry(e, "%s", commit.text);
	}
	for (size_t i = 0; i < n; i++)
		intake_free(&ins[i]);
	free(ins);
	return ok;
}

bool
source_imap_take(struct imap_source *s, struct err *e)
{
	int64_t *sizes = xcalloc(s->items_n + 1, sizeof(*sizes));
	size_t count = s->f->source->batch > 0 ? (size_t)s->f->source->batch : 1;
	bool ok = true;

	/* One over the limit goes alone as well, so that only its beginning is asked for.
	 */
	for (size_t i = 0; i < s->items_n; i++)
		sizes[i] = intake_too_large(s->f, s->items[i].size)
		               ? FETCH_BATCH_BYTES + 1
		               : s->items[i].size;
	for (size_t i = 0; ok && i < s->items_n && !fetch_stopping(s->f);) {
		size_t n = intake_batch_len(sizes + i, s->items_n - i, count);

		ok = take_batch(s, s->items + i, n, e);
		s->careful = s->careful && !ok;
		i += n;
	}
	free(sizes);
	return ok;
}
