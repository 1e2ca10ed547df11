/*
 * The key of a message, computed over a stream. The header is looked at line by line for
 * the Message-ID while everything also runs into the digest of the whole; where the body
 * begins, it is known which of the two digests counts. See dedup.h.
 */
#include "dedup.h"

#include "log.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum {
	LINE_MAX_BYTES = 2048, /* of a header line that are looked at */
	CHUNK_BYTES = 4096
};

struct dedup {
	EVP_MD_CTX *whole, *body;
	bool in_body, by_id;
	bool pending_cr;  /* the last byte was CR; it counts unless LF follows */
	bool id_open;     /* the Message-ID header may still be continued */
	bool id_done;     /* only the first Message-ID counts */
	size_t line_len;  /* bytes of this header line seen, also beyond the buffer */
	size_t line_kept; /* bytes of it in line */
	char line[LINE_MAX_BYTES];
	char id[LINE_MAX_BYTES];
	size_t id_len;
	unsigned char
	    out[CHUNK_BYTES]; /* body or header bytes on their way to a digest */
	size_t out_len;
};

static EVP_MD_CTX *
digest_new(void)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	if (!ctx || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1)
		fatal("cannot start a SHA-256 digest");
	return ctx;
}

static void
digest_add(EVP_MD_CTX *ctx, const void *bytes, size_t n)
{
	if (n > 0 && EVP_DigestUpdate(ctx, bytes, n) != 1)
		fatal("cannot go on with a SHA-256 digest");
}

struct dedup *
dedup_new(void)
{
	struct dedup *d = xcalloc(1, sizeof(*d));

	d->whole = digest_new();
	d->body = digest_new();
	return d;
}

static void
flush(struct dedup *d)
{
	digest_add(d->in_body && d->by_id ? d->body : d->whole, d->out, d->out_len);
	d->out_len = 0;
}

static void
put(struct dedup *d, unsigned char c)
{
	if (d->out_len == sizeof(d->out))
		flush(d);
	d->out[d->out_len++] = c;
}

/* Adds visible characters only: folding and comments' spaces vary from copy to copy. */
static void
id_add(struct dedup *d, const char *text, size_t n)
{
	for (size_t i = 0; i < n && d->id_len < sizeof(d->id); i++) {
		if ((unsigned char)text[i] > ' ')
			d->id[d->id_len++] = text[i];
	}
}

/* A header line is complete: is it the Message-ID, or does it continue it? */
static void
header_line(struct dedup *d)
{
	static const char name[] = "message-id";
	size_t n = sizeof(name) - 1;

	d->line[d->line_kept < sizeof(d->line) ? d->line_kept : sizeof(d->line) - 1] =
	    '\0';
	if (d->line[0] == ' ' || d->line[0] == '\t') {
		if (d->id_open)
			id_add(d, d->line, d->line_kept);
		return;
	}
	if (d->id_open && d->id_len > 0)
		d->id_done = true;
	d->id_open = false;
	if (d->id_done || !str_istarts(d->line, name))
		return;
	n += strspn(d->line + n, " \t");
	if (d->line[n] != ':')
		return;
	d->id_open = true;
	id_add(d, d->line + n + 1, d->line_kept - n - 1);
}

/* The empty line after the header: from here on only one of the digests is fed. */
static void
body_begins(struct dedup *d)
{
	flush(d);
	d->in_body = true;
	d->by_id = d->id_len > 0;
	if (d->by_id) {
		digest_add(d->body, d->id, d->id_len);
		digest_add(d->body, "", 1);
	}
}

static void
take_byte(struct dedup *d, unsigned char c)
{
	put(d, c);
	if (d->in_body)
		return;
	if (c != '\n') {
		d->line_len++;
		if (d->line_kept < sizeof(d->line) - 1)
			d->line[d->line_kept++] = (char)c;
		return;
	}
	if (d->line_len == 0)
		body_begins(d);
	else
		header_line(d);
	d->line_len = d->line_kept = 0;
}

/* The bulk of a message: its body, whose CRs are rare beside their LFs. */
static size_t
body_run(struct dedup *d, const unsigned char *p, size_t n)
{
	const unsigned char *cr = memchr(p, '\r', n);
	size_t run = cr ? (size_t)(cr - p) : n;
	size_t room = sizeof(d->out) - d->out_len;

	if (run > room)
		run = room;
	memcpy(d->out + d->out_len, p, run);
	d->out_len += run;
	if (d->out_len == sizeof(d->out))
		flush(d);
	return run;
}

void
dedup_add(struct dedup *d, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < n;) {
		if (d->pending_cr && p[i] != '\n')
			take_byte(d, '\r');
		d->pending_cr = false;
		if (p[i] == '\r') {
			d->pending_cr = true;
			i++;
		} else if (d->in_body) {
			i += body_run(d, p + i, n - i);
		} else {
			take_byte(d, p[i++]);
		}
	}
}

void
dedup_final(struct dedup *d, unsigned char key[DEDUP_BYTES])
{
	unsigned int n = 0;

	if (d->pending_cr)
		take_byte(d, '\r');
	if (!d->in_body && d->line_len > 0)
		header_line(d);
	if (!d->in_body)
		body_begins(d);
	flush(d);
	if (EVP_DigestFinal_ex(d->by_id ? d->body : d->whole, key, &n) != 1 ||
	    n != DEDUP_BYTES)
		fatal("cannot end a SHA-256 digest");
	EVP_MD_CTX_free(d->whole);
	EVP_MD_CTX_free(d->body);
	free(d);
}

void
dedup_key(const void *bytes, size_t n, unsigned char key[DEDUP_BYTES])
{
	struct dedup *d = dedup_new();

	dedup_add(d, bytes, n);
	dedup_final(d, key);
}
