/*
 * The published expert list: its encoding, its headings, its rows. What a cell says is
 * expert_cells.c's business.
 */
#include "expert_csv.h"

#include "buf.h"
#include "csv.h"
#include "expert_cells.h"
#include "norm.h"
#include "utf8.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ustring.h>

#define FILE_MAX_BYTES ((size_t)64 << 20)

enum { ROWS_MAX = 200000, HEAD_ROWS = 10, HEAD_COLUMNS = 3 };

/* --- encoding --- */

static char *
utf8_of(const UChar *wide, int32_t n, size_t *len)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t size = 0;
	char *out = xcalloc((size_t)n + 1, 3);

	(void)u_strToUTF8WithSub(out, 3 * (n + 1), &size, wide, n, 0xFFFD, NULL, &status);
	if (U_FAILURE(status)) {
		free(out);
		return NULL;
	}
	*len = (size_t)size;
	return out;
}

/* Bytes that charset does not know become U+FFFD. NULL: ICU does not know charset. */
static char *
convert(const char *charset, const char *bytes, size_t n, size_t *len)
{
	UErrorCode status = U_ZERO_ERROR;
	UConverter *cnv = ucnv_open(charset, &status);
	UChar *wide;
	char *out = NULL;
	int32_t wide_n;

	if (U_FAILURE(status))
		return NULL;
	wide = xcalloc(n + 1, sizeof(*wide));
	wide_n = ucnv_toUChars(cnv, wide, (int32_t)n + 1, bytes, (int32_t)n, &status);
	if (U_SUCCESS(status))
		out = utf8_of(wide, wide_n, len);
	free(wide);
	ucnv_close(cnv);
	return out;
}

static size_t
count(const char *s, const char *what)
{
	size_t n = 0;

	for (const char *p = s; (p = strstr(p, what)); p += strlen(what))
		n++;
	return n;
}

/* With single broken bytes: whichever encoding leaves fewer of them. */
static char *
guess(const struct buf *b, size_t *len)
{
	size_t utf8_len = 0, cp932_len = 0;
	char *utf8 = convert("UTF-8", b->data, b->len, &utf8_len);
	char *cp932 = convert("windows-31j", b->data, b->len, &cp932_len);

	if (!utf8 || (cp932 && count(cp932, "\uFFFD") < count(utf8, "\uFFFD"))) {
		free(utf8);
		*len = cp932_len;
		return cp932;
	}
	free(cp932);
	*len = utf8_len;
	return utf8;
}

/* The file as UTF-8, owned. */
static char *
decode(const struct buf *b, size_t *len)
{
	const char *data = buf_str(b);

	if (b->len >= 2 &&
	    (memcmp(data, "\xff\xfe", 2) == 0 || memcmp(data, "\xfe\xff", 2) == 0))
		return convert("UTF-16", data, b->len, len);
	if (b->len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) {
		data += 3;
		*len = b->len - 3;
	} else {
		*len = b->len;
	}
	if (utf8_valid(data, *len))
		return xstrndup(data, *len);
	return guess(b, len);
}

/* --- headings --- */

/* What a column of the file feeds. */
struct field {
	const struct cell_column *column; /* NULL: not known, left alone */
	char *heading;                    /* as it stands in the file */
	size_t match;                     /* bytes of the heading that are recognised */
	bool exact;                       /* nothing follows the recognised part */
	int number;                       /* behind the heading; -1 none */
};

struct heading {
	struct field *v;
	size_t n, known;
};

static void
heading_free(struct heading *h)
{
	for (size_t i = 0; i < h->n; i++)
		free(h->v[i].heading);
	free(h->v);
	*h = (struct heading){0};
}

/* Width, spaces and what stands in brackets do not matter. */
static char *
heading_core(const char *cell)
{
	char *s = norm_squeeze(cell), *bracket;

	/* A heading that is nothing but brackets, 【氏名】, keeps its words. */
	bracket = strpbrk(s, "([");
	if (bracket && bracket > s)
		*bracket = '\0';
	return s;
}

/* The length of the longest name of the column within the heading; 0 none. */
static size_t
longest_name(const char *names, const char *core, bool *exact)
{
	struct strlist list = {0};
	size_t longest = 0;

	strlist_split(&list, names, "|");
	for (size_t i = 0; i < list.n; i++) {
		size_t n = strlen(list.v[i]);
		const char *at = str_ifind(core, list.v[i]);

		if (!at || n <= longest)
			continue;
		longest = n;
		*exact = !at[n] || str_starts(at + n, "】");
	}
	strlist_free(&list);
	return longest;
}

static int
heading_number(const char *core)
{
	size_t n = strlen(core);

	if (n == 0 || core[n - 1] < '0' || core[n - 1] > '7')
		return -1;
	return core[n - 1] - '0';
}

static struct field
field_of(const char *cell)
{
	struct field f = {.heading = xstrdup(cell), .number = -1};
	char *core = heading_core(cell);
	const struct cell_column *c;

	for (size_t i = 0; (c = cell_column(i)); i++) {
		bool exact = false;
		size_t n = longest_name(c->names, core, &exact);

		if (n > f.match) {
			f.match = n;
			f.exact = exact;
			f.column = c;
		}
	}
	if (f.column && f.column->numbered)
		f.number = heading_number(core);
	free(core);
	(void)str_trim(f.heading);
	return f;
}

/* Two columns for one thing (登録番号, 登録番号の確認日): the better match stays. */
static void
drop_doubles(struct heading *h)
{
	for (size_t i = 0; i < h->n; i++)
		for (size_t k = 0; k < i; k++) {
			struct field *a = &h->v[k], *b = &h->v[i];

			if (!a->column || a->column != b->column ||
			    a->number != b->number)
				continue;
			if (b->exact && !a->exact)
				a->column = NULL;
			else
				b->column = NULL;
		}
}

static void
read_heading(struct heading *h, const struct csv_row *row)
{
	heading_free(h);
	h->v = xcalloc(row->cells.n ? row->cells.n : 1, sizeof(*h->v));
	h->n = row->cells.n;
	for (size_t i = 0; i < h->n; i++)
		h->v[i] = field_of(row->cells.v[i]);
	drop_doubles(h);
	for (size_t i = 0; i < h->n; i++)
		h->known += h->v[i].column != NULL;
}

static bool
heading_has(const struct heading *h, const struct cell_column *column)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->v[i].column == column)
			return true;
	return false;
}

/* The first row that looks like headings; titles may stand above it. */
static bool
find_heading(struct csv *csv, struct heading *h, struct csv_row *row, struct err *e)
{
	const struct cell_column *c;

	for (int i = 0; i < HEAD_ROWS; i++) {
		enum csv_result got = csv_next(csv, row, e);

		if (got == CSV_END)
			break;
		if (got == CSV_BAD)
			continue;
		read_heading(h, row);
		if (h->known >= HEAD_COLUMNS)
			break;
	}
	if (h->known < HEAD_COLUMNS)
		return err_set(
		    e, "見出し行（氏名、登録番号、メールアドレスなど）が見つかりません");
	for (size_t i = 0; (c = cell_column(i)); i++)
		if (c->required && !heading_has(h, c))
			return err_set(e, "見出しに「%s」の列がありません", c->required);
	return true;
}

/* --- rows --- */

static void
add_line(struct strlist *to, const struct reading_row *r, const char *text)
{
	char *column = xstrdup(r->column);

	for (char *p = column; *p; p++)
		if ((unsigned char)*p < 0x20)
			*p = ' ';
	strlist_addf(to, "%s:%d: %s: %s", r->file, r->line, column, text);
	free(column);
}

/* Cell texts are quoted in messages: a line break in one must not make a second line. */
static char *message(const char *fmt, va_list ap) PRINTF(1, 0);

static char *
message(const char *fmt, va_list ap)
{
	char *text = xvasprintf(fmt, ap);

	for (char *p = text; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	utf8_cut(text, 200);
	return text;
}

void
row_problem(struct reading_row *r, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = message(fmt, ap);
	va_end(ap);
	add_line(&r->list->problems, r, text);
	free(text);
	r->bad = true;
}

void
row_warning(struct reading_row *r, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = message(fmt, ap);
	va_end(ap);
	add_line(&r->list->warnings, r, text);
	free(text);
}

static bool
blank_row(const struct csv_row *row)
{
	for (size_t i = 0; i < row->cells.n; i++) {
		char *s = norm_squeeze(row->cells.v[i]);
		bool blank = !*s;

		free(s);
		if (!blank)
			return false;
	}
	return true;
}

/* Cuts ASCII and ideographic white space at both ends, in place. */
static char *
trim_cell(char *s)
{
	static const char wide[] = "\u3000";
	size_t n = sizeof(wide) - 1;

	for (;;) {
		size_t len;

		s = str_trim(s);
		len = strlen(s);
		if (str_starts(s, wide))
			memmove(s, s + n, len - n + 1);
		else if (str_ends(s, wide))
			s[len - n] = '\0';
		else
			return s;
	}
}

static void
read_cells(struct reading_row *r, const struct heading *h, const struct csv_row *row)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct field *f = &h->v[i];
		char *cell;

		if (!f->column)
			continue;
		r->column = f->heading;
		cell = xstrdup(i < row->cells.n ? row->cells.v[i] : "");
		(void)trim_cell(utf8_drop_unsafe(cell));
		if (strstr(cell, "\uFFFD"))
			row_problem(r, "文字が壊れています「%s」", cell);
		else
			f->column->put(r, cell, f->number);
		free(cell);
	}
	/* Spreadsheets leave empty cells behind; anything else means a comma too many. */
	for (size_t i = h->n; i < row->cells.n; i++)
		if (!str_empty(row->cells.v[i])) {
			r->column = "行全体";
			row_problem(r,
			    "列が見出しより多くあります（見出し%zu列、この行%zu列）",
			    h->n, row->cells.n);
			return;
		}
}

static unsigned
fields_of(const struct heading *h)
{
	unsigned fields = 0;

	for (size_t i = 0; i < h->n; i++)
		if (h->v[i].column && h->v[i].column->field != FIELD_NONE)
			fields |= 1u << h->v[i].column->field;
	return fields;
}

/* A list grows columns over the years: worth a word, not a refusal. */
static void
warn_unknown(const struct heading *h, const char *file, int line, struct expert_list *out)
{
	for (size_t i = 0; i < h->n; i++) {
		struct reading_row r = {
		    .file = file, .line = line, .list = out, .column = h->v[i].heading};

		if (!h->v[i].column && !str_empty(h->v[i].heading) &&
		    !strstr(h->v[i].heading, "写真"))
			row_warning(&r, "使わない列です（読み飛ばします）");
	}
}

/* Where registration numbers were seen before, by hash. */
struct seen {
	size_t *slot; /* row + 1; 0 free */
	size_t size;  /* a power of two */
};

static size_t
hash(const char *s)
{
	uint64_t h = 14695981039346656037u;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	return (size_t)(h ^ h >> 32);
}

static void
seen_grow(struct seen *s, const struct expert_list *l)
{
	free(s->slot);
	s->size = s->size ? s->size * 2 : 256;
	s->slot = xcalloc(s->size, sizeof(*s->slot));
	for (size_t i = 0; i < l->n; i++) {
		size_t at = hash(l->v[i].registration_no) & (s->size - 1);

		while (s->slot[at])
			at = (at + 1) & (s->size - 1);
		s->slot[at] = i + 1;
	}
}

/* The line of the row with this number; 0 new, and then row i is remembered. */
static int
seen_before(struct seen *s, const struct expert_list *l, const char *number)
{
	size_t at;

	if (l->n * 2 >= s->size)
		seen_grow(s, l);
	at = hash(number) & (s->size - 1);
	for (; s->slot[at]; at = (at + 1) & (s->size - 1))
		if (str_eq(l->v[s->slot[at] - 1].registration_no, number))
			return l->line[s->slot[at] - 1];
	s->slot[at] = l->n + 1;
	return 0;
}

static void
keep(struct expert_list *l, const struct expert *e, int line)
{
	/* Room is doubled: the sizes at which it must grow are the powers of two. */
	if ((l->n & (l->n - 1)) == 0) {
		size_t room = l->n ? l->n * 2 : 1;

		l->v = xreallocarray(l->v, room, sizeof(*l->v));
		l->line = xreallocarray(l->line, room, sizeof(*l->line));
	}
	l->v[l->n] = *e;
	expert_pack(&l->v[l->n]);
	l->line[l->n++] = line;
}

static void
read_row(struct reading_row *r, const struct heading *h, const struct csv_row *row,
    struct seen *seen)
{
	struct expert e;
	int before;

	expert_init(&e);
	r->e = &e;
	r->line = row->line;
	r->bad = false;
	read_cells(r, h, row);
	r->column = "登録番号";
	if (!r->bad && (before = seen_before(seen, r->list, e.registration_no)))
		row_problem(r, "%sは%d行目にもあります", e.registration_no, before);
	if (r->bad && e.registration_no)
		strlist_add(&r->list->unusable, e.registration_no);
	else if (r->bad)
		r->list->nameless++;
	if (r->bad)
		expert_free(&e);
	else
		keep(r->list, &e, row->line);
	r->e = NULL;
}

static void
read_rows(struct csv *csv, const struct heading *h, const char *file, struct csv_row *row,
    struct expert_list *out)
{
	struct reading_row r = {.file = file, .list = out, .column = "行全体"};
	struct seen seen = {0};
	struct err problem = {0};

	for (;;) {
		enum csv_result got = csv_next(csv, row, &problem);

		if (got == CSV_END)
			break;
		r.line = row->line;
		r.column = "行全体";
		if (out->n >= ROWS_MAX) {
			row_problem(
			    &r, "%d行を超えたので、ここから先は読みません", ROWS_MAX);
			out->nameless++;
			break;
		}
		if (got == CSV_BAD) {
			row_problem(&r, "%s", problem.text);
			out->nameless++;
		} else if (!blank_row(row))
			read_row(&r, h, row, &seen);
	}
	free(seen.slot);
}

static bool
read_list(struct buf *b, const char *path, struct expert_list *out, struct err *e)
{
	struct csv csv;
	struct csv_row row = {0};
	struct heading h = {0};
	size_t len = 0;
	char *text = decode(b, &len);
	bool ok;

	buf_free(b);
	if (!text || memchr(text, '\0', len)) {
		free(text);
		return err_set(
		    e, "%s: 文字のファイルではありません（CSVで保存してください）", path);
	}
	csv_open(&csv, text, len);
	ok = find_heading(&csv, &h, &row, e);
	if (ok) {
		warn_unknown(&h, path, row.line, out);
		out->fields = fields_of(&h);
		read_rows(&csv, &h, path, &row, out);
	}
	csv_row_free(&row);
	heading_free(&h);
	free(text);
	return ok;
}

bool
expert_csv_read(const char *path, struct expert_list *out, struct err *e)
{
	struct buf b = {0};
	bool ok;

	*out = (struct expert_list){0};
	if (!buf_read_file(&b, path, FILE_MAX_BYTES))
		ok = err_set(e, "%s: %s", path, strerror(errno));
	else
		ok = read_list(&b, path, out, e);
	buf_free(&b);
	if (!ok)
		expert_list_free(out);
	return ok;
}

void
expert_list_free(struct expert_list *l)
{
	experts_free(l->v, l->n);
	free(l->line);
	strlist_free(&l->problems);
	strlist_free(&l->warnings);
	strlist_free(&l->unusable);
	*l = (struct expert_list){0};
}
