/*
 * Raw mail to struct message. See mime_read.h. GMime finds the parts and undoes the
 * transfer encodings; words, charsets, addresses and everything about meaning are ours.
 */
#include "mime_read.h"

#include "charset.h"
#include "dsn_read.h"
#include "header_words.h"
#include "mime_head.h"
#include "mime_mend.h"
#include "mime_part.h"
#include "split.h"
#include "transfer.h"

#include <stdlib.h>
#include <string.h>

enum {
	PARTS_MAX = 1000,
	DEPTH_MAX = 100,
	CALENDARS_MAX = 20,
	MENDED_MAX = 8, /* each costs another reading of the part */
	UU_FILES_MAX = 100,
	EXCUSE_MAX = 300, /* bytes of "this mail is HTML" */
	TEXT_MAX = 2 * 1024 * 1024,
	FIELD_MAX = 256 * 1024
};

/* Text found in some branch of the tree. */
struct found {
	struct buf text;
	bool html; /* it came from HTML */
};

struct reader {
	struct message *m;
	unsigned parts;
	unsigned mended;
	bool too_many;
	unsigned reports;   /* open multipart/report */
	unsigned forwards;  /* open message/rfc822 */
	struct buf carried; /* text of attached mails */
	bool fwd_known;     /* fwd_* come from an attached mail */
	char *fwd_subject, *fwd_text;
	struct address fwd_from;
};

static void walk(
    struct reader *r, GMimeObject *object, unsigned depth, struct found *out);
static void walk_mail(struct reader *r, GMimeMessage *mail, unsigned depth);

static void
defect(struct reader *r, const char *text)
{
	part_defect(&r->m->defects, text);
}

static void
add_attachment(struct reader *r, char *name, const char *type, size_t bytes)
{
	struct message *m = r->m;

	m->attachments =
	    xreallocarray(m->attachments, m->attachments_n + 1, sizeof(*m->attachments));
	m->attachments[m->attachments_n++] =
	    (struct attachment){.name = name, .type = xstrdup(type), .bytes = bytes};
	if (str_eq(type, "application/ms-tnef") || str_ieq(name, "winmail.dat"))
		defect(r, "winmail.dat: the text may be inside");
}

static void
add_text(struct found *out, const char *text)
{
	if (out->text.len && out->text.data[out->text.len - 1] != '\n')
		buf_addc(&out->text, '\n');
	if (out->text.len < TEXT_MAX)
		buf_adds(&out->text, text);
}

static bool
is_blank(const char *text)
{
	return strspn(text, " \t\r\n") == strlen(text);
}

static void
take_calendar(struct reader *r, GMimeObject *object)
{
	char *text;

	if (r->m->calendars.n >= CALENDARS_MAX) {
		defect(r, "too many calendar parts");
		return;
	}
	text = part_calendar(object, &r->m->defects);
	if (strlen(text) > FIELD_MAX) {
		text[utf8_fit(text, strlen(text), FIELD_MAX)] = '\0';
		defect(r, "calendar: only the first 256 KiB were kept");
	}
	if (strlist_has(&r->m->calendars, text))
		free(text);
	else
		strlist_take(&r->m->calendars, text);
}

static void
take_report_part(struct reader *r, GMimeObject *object, const char *type)
{
	char *text = part_decode(object, false, &r->m->defects);

	if (str_ends(type, "delivery-status"))
		dsn_read_status(text, &r->m->dsn);
	else
		dsn_read_original(text, &r->m->dsn);
	free(text);
}

static bool
is_report_type(const char *type)
{
	return str_eq(type, "message/delivery-status") ||
	       str_eq(type, "message/global-delivery-status") ||
	       str_eq(type, "text/rfc822-headers") ||
	       str_eq(type, "message/global-headers");
}

/* Old programs put files into the text. */
static void
take_uu_files(struct reader *r, char *text)
{
	size_t n = strlen(text), at = 0;
	struct uu_file file;

	for (int i = 0; i < UU_FILES_MAX && transfer_find_uu(text, n, at, &file); i++) {
		add_attachment(r, file_name_clean(file.name), "application/octet-stream",
		    file.bytes);
		memmove(text + file.from, text + file.to, n - file.to + 1);
		n -= file.to - file.from;
		at = file.from;
	}
}

static void
walk_text(struct reader *r, GMimeObject *object, const char *type, struct found *out)
{
	bool html = str_eq(type, "text/html");
	char *text = part_text(object, html, &r->m->defects);

	if (!html)
		take_uu_files(r, text);
	if (html && !is_blank(text) && !out->text.len)
		out->html = true;
	add_text(out, text);
	free(text);
}

/* A mail that was attached as a file, or coded although it must not be. */
static void
walk_mail_file(struct reader *r, GMimeObject *object, unsigned depth)
{
	struct buf raw = {0};
	GMimeMessage *mail;

	if (++r->mended > MENDED_MAX)
		return;
	part_bytes(object, &raw, &r->m->defects);
	mail = raw.len ? mime_parse(raw.data, raw.len) : NULL;
	if (mail && *part_header(GMIME_OBJECT(mail), "From"))
		walk_mail(r, mail, depth + 1);
	g_clear_object(&mail);
	buf_free(&raw);
}

static void
walk_leaf(struct reader *r, GMimeObject *object, unsigned depth, struct found *out)
{
	char *type = part_type(object), *name = part_file_name(object, &r->m->defects);
	bool text = str_eq(type, "text/plain") || str_eq(type, "text/html") ||
	            (str_starts(type, "text/") && !name);
	bool calendar = part_is_calendar(object, type, name);

	if (is_report_type(type) && (r->reports || !str_starts(type, "text/"))) {
		if (!r->forwards)
			take_report_part(r, object, type);
	} else if (calendar) {
		take_calendar(r, object);
		if (name || part_is_attached(object)) {
			add_attachment(r, name, type, part_size(object));
			name = NULL;
		}
	} else if (text && !part_is_attached(object) && !(name && out->text.len)) {
		walk_text(r, object, type, out);
	} else {
		if (str_eq(type, "message/rfc822") || (name && str_ends(name, ".eml")))
			walk_mail_file(r, object, depth);
		if (!str_eq(type, "message/rfc822") || name)
			add_attachment(r, name, type, part_size(object));
		name = NULL;
		if (str_starts(type, "application/pkcs7-mime") ||
		    str_starts(type, "application/x-pkcs7-mime"))
			defect(r, "the mail is encrypted or signed as a whole: not read");
	}
	free(name);
	free(type);
}

/* "This mail is HTML, your program cannot show it" is no text to prefer. */
static bool
is_excuse(const char *plain, const char *html)
{
	return strlen(plain) < EXCUSE_MAX && strlen(html) > 3 * strlen(plain) &&
	       str_ifind(plain, "html") != NULL;
}

static bool
reads_better(const struct found *next, const struct found *best)
{
	if (is_blank(buf_str(&next->text)))
		return false;
	if (is_blank(buf_str(&best->text)))
		return true;
	if (!best->html && next->html)
		return is_excuse(buf_str(&best->text), buf_str(&next->text));
	return best->html && !next->html;
}

static bool
is_html_text(GMimeObject *object)
{
	char *type = part_type(object);
	bool html = str_eq(type, "text/html") && !part_is_attached(object);

	free(type);
	return html;
}

static void
walk_alternative(
    struct reader *r, GMimeMultipart *multi, unsigned depth, struct found *out)
{
	struct found best = {0};
	int n = g_mime_multipart_get_count(multi);

	for (int i = 0; i < n && !r->too_many; i++) {
		GMimeObject *object = g_mime_multipart_get_part(multi, i);
		struct found next = {0};

		/* HTML that could not be preferred need not be read. */
		if (best.text.len >= EXCUSE_MAX && !best.html && is_html_text(object))
			continue;
		walk(r, object, depth + 1, &next);
		if (reads_better(&next, &best)) {
			struct found swap = best;

			best = next;
			next = swap;
		}
		buf_free(&next.text);
	}
	if (best.text.len) {
		out->html = out->html || (best.html && !out->text.len);
		add_text(out, buf_str(&best.text));
	}
	buf_free(&best.text);
}

/* A multipart without parts: what was taken for its prologue is all the text there is. */
static void
take_prologue(struct reader *r, GMimeMultipart *multi, struct found *out)
{
	const char *prologue = g_mime_multipart_get_prologue(multi);
	char *text;

	defect(r, "a multipart has no parts");
	if (!prologue)
		return;
	text = charset_decode_str(NULL, prologue, strlen(prologue), NULL);
	part_tidy(text);
	add_text(out, text);
	free(text);
}

/* The boundary is missing, or another than the parts have. */
static void
walk_unparted(struct reader *r, GMimeMultipart *multi, const char *type, unsigned depth,
    struct found *out)
{
	GMimeObject *parts =
	    ++r->mended <= MENDED_MAX ? mime_find_parts(multi, type) : NULL;

	if (!parts) {
		take_prologue(r, multi, out);
		return;
	}
	defect(r, "a multipart does not name its boundary: guessed");
	walk(r, parts, depth + 1, out);
	g_object_unref(parts);
}

static void
walk_multipart(struct reader *r, GMimeObject *object, unsigned depth, struct found *out)
{
	GMimeMultipart *multi = GMIME_MULTIPART(object);
	char *type = part_type(object);
	int n = g_mime_multipart_get_count(multi);
	bool report = str_eq(type, "multipart/report");

	if (report && !r->forwards)
		r->m->report = true;
	if (str_eq(type, "multipart/encrypted"))
		defect(r, "the mail is encrypted: not read");
	r->reports += report;
	if (n == 0)
		walk_unparted(r, multi, type, depth, out);
	else if (str_eq(type, "multipart/alternative"))
		walk_alternative(r, multi, depth, out);
	else
		for (int i = 0; i < n && !r->too_many; i++)
			walk(r, g_mime_multipart_get_part(multi, i), depth + 1, out);
	r->reports -= report;
	free(type);
}

/* The innermost mail is the original: an inner one that was found already stays. */
static void
take_original(struct reader *r, GMimeObject *mail, const char *text)
{
	struct message inner;
	char *subject = header_decode(part_header(mail, "Subject"), "Subject", NULL);
	struct message head;

	message_init(&inner);
	message_init(&head);
	head_field(&head, "From", part_header(mail, "From"));
	split_body(subject, text, &inner);
	r->fwd_known = true;
	if (inner.fwd_text || inner.fwd_from.addr) {
		r->fwd_from = inner.fwd_from;
		inner.fwd_from = (struct address){0};
		r->fwd_subject = xstrdup_null(inner.fwd_subject);
		r->fwd_text = xstrdup_null(inner.fwd_text);
		free(subject);
	} else {
		r->fwd_from = head.from;
		head.from = (struct address){0};
		r->fwd_subject = subject;
		r->fwd_text = inner.signature
		                  ? xasprintf("%s\n%s", inner.text ? inner.text : "",
		                        inner.signature)
		                  : xstrdup_null(inner.text);
	}
	message_free(&inner);
	message_free(&head);
}

static void
walk_mail(struct reader *r, GMimeMessage *mail, unsigned depth)
{
	GMimeObject *body = g_mime_message_get_mime_part(mail);
	struct found inner = {0};
	char *id;

	if (r->reports && !r->forwards) {
		id = header_id(part_header(GMIME_OBJECT(mail), "Message-ID"));
		if (!r->m->dsn.original_message_id)
			r->m->dsn.original_message_id = id;
		else
			free(id);
		return;
	}
	r->forwards++;
	if (body)
		walk(r, body, depth + 1, &inner);
	r->forwards--;
	if (!r->fwd_known)
		take_original(r, GMIME_OBJECT(mail), buf_str(&inner.text));
	if (r->carried.len < TEXT_MAX)
		buf_addf(&r->carried, "%s%s", r->carried.len ? "\n\n" : "",
		    buf_str(&inner.text));
	buf_free(&inner.text);
}

static void
walk_attached_mail(struct reader *r, GMimeObject *object, unsigned depth)
{
	GMimeMessage *mail = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
	char *name = r->reports ? NULL : part_file_name(object, &r->m->defects);

	if (name) {
		GMimeStream *count = g_mime_stream_null_new();
		ssize_t n =
		    mail ? g_mime_object_write_to_stream(GMIME_OBJECT(mail), NULL, count)
		         : 0;

		add_attachment(r, name, "message/rfc822", n > 0 ? (size_t)n : 0);
		g_object_unref(count);
	}
	if (mail)
		walk_mail(r, mail, depth);
}

static void
walk(struct reader *r, GMimeObject *object, unsigned depth, struct found *out)
{
	if (!object)
		return;
	if (++r->parts > PARTS_MAX) {
		r->too_many = true;
		defect(r, "more than 1,000 parts: the rest was not read");
	} else if (depth > DEPTH_MAX) {
		defect(
		    r, "parts nested more than 100 deep: the inner ones were not read");
	} else if (GMIME_IS_MULTIPART(object)) {
		walk_multipart(r, object, depth, out);
	} else if (GMIME_IS_MESSAGE_PART(object)) {
		walk_attached_mail(r, object, depth);
	} else if (GMIME_IS_PART(object)) {
		walk_leaf(r, object, depth, out);
	}
}

static void
read_fields(struct message *m, GMimeObject *mail)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(mail);
	int n = list ? g_mime_header_list_get_count(list) : 0;

	for (int i = 0; i < n; i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(list, i);

		head_field(m, g_mime_header_get_name(header),
		    g_mime_header_get_raw_value(header));
	}
}

static void
cut_field(struct message *m, char **slot, const char *name)
{
	size_t n = *slot ? strlen(*slot) : 0;

	if (n <= FIELD_MAX)
		return;
	(*slot)[utf8_fit(*slot, n, FIELD_MAX)] = '\0';
	strlist_addf(&m->defects, "%s: only the first 256 KiB were kept", name);
}

static void
use_carried(struct reader *r)
{
	struct message *m = r->m;

	if (!r->fwd_known)
		return;
	if (m->quoted) {
		char *both = xasprintf("%s\n\n%s", m->quoted, buf_str(&r->carried));

		free(m->quoted);
		m->quoted = both;
	} else if (r->carried.len) {
		m->quoted = xstrdup(buf_str(&r->carried));
	}
	address_free(&m->fwd_from);
	free(m->fwd_subject);
	free(m->fwd_text);
	m->fwd_from = r->fwd_from;
	m->fwd_subject = r->fwd_subject;
	m->fwd_text = r->fwd_text;
	r->fwd_from = (struct address){0};
	r->fwd_subject = r->fwd_text = NULL;
}

static void
read_mail(struct reader *r, GMimeMessage *mail)
{
	struct message *m = r->m;
	GMimeObject *body = g_mime_message_get_mime_part(mail);
	struct found out = {0};

	read_fields(m, GMIME_OBJECT(mail));
	walk(r, body, 0, &out);
	split_body(m->subject, buf_str(&out.text), m);
	use_carried(r);
	dsn_read_plain(buf_str(&out.text), m);
	buf_free(&out.text);
	cut_field(m, &m->text, "text");
	cut_field(m, &m->quoted, "quoted");
	cut_field(m, &m->signature, "signature");
	cut_field(m, &m->fwd_text, "forwarded text");
	head_finish(m);
}

void
mime_read(const void *raw, size_t n, bool truncated, struct message *m)
{
	static bool ready;
	struct reader r = {.m = m};
	struct buf ends = {0}, clean = {0};
	GMimeMessage *mail;

	if (!ready) {
		g_mime_init();
		charset_init();
		ready = true;
	}
	message_init(m);
	m->truncated = truncated;
	if (mime_line_ends(raw, n, &ends)) {
		raw = ends.data;
		n = ends.len;
	}
	if (head_clean(raw, n, &clean, &m->defects))
		mail = mime_parse(buf_str(&clean), clean.len);
	else
		mail = mime_parse(raw, n);
	if (mail) {
		read_mail(&r, mail);
		g_object_unref(mail);
	} else {
		strlist_add(&m->defects, "no mail could be found in it");
	}
	buf_free(&r.carried);
	buf_free(&clean);
	buf_free(&ends);
}
