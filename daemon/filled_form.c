/* See filled_form.h. */
#include "filled_form.h"

#include "buf.h"
#include "courtesy.h"
#include "norm.h"

#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 300, VALUE_MAX = 2000 };

struct form {
	const struct form_field *fields;
	size_t n;
	char **values;
	bool own; /* the writer's own text, not the quotation */
};

/* --- one line --- */

static size_t
eat_one(const char *p, const char *const *signs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = str_prefix(p, signs[i]);

		if (len)
			return len;
	}
	return 0;
}

/* What may stand before a label: quotation marks, bullets, blanks. */
static const char *
skip_marks(const char *p)
{
	static const char *const marks[] = {" ", "\t", ">", "|", "　", "・", "*", "-",
	    "•", "●", "○", "◯", "■", "□", "◆", "◇", "▼", "▽", "※", "【", "[", "＞", "｜",
	    "‐", "－", "–"};
	size_t n;

	while ((n = eat_one(p, marks, ARRAY_LEN(marks))))
		p += n;
	return p;
}

static const char *
skip_blanks(const char *p)
{
	static const char *const blanks[] = {" ", "\t", "　", "\r"};
	size_t n;

	while ((n = eat_one(p, blanks, ARRAY_LEN(blanks))))
		p += n;
	return p;
}

/* The bytes of the longest of the labels that the line begins with. */
static size_t
label_length(const char *p, const char *labels)
{
	size_t best = 0;

	while (labels && *labels) {
		size_t n = strcspn(labels, "|");
		char label[96] = "";

		if (n < sizeof(label)) {
			memcpy(label, labels, n);
			label[n] = '\0';
			if (n > best && str_istarts(p, label))
				best = n;
		}
		labels += n + (labels[n] == '|');
	}
	return best;
}

/* （一つ残してください） between the label and its sign. */
static const char *
skip_bracket(const char *p)
{
	static const char *const opens[] = {"（", "("}, *const closes[] = {"）", ")"};
	const char *start = skip_blanks(p);
	size_t n = eat_one(start, opens, ARRAY_LEN(opens));

	if (!n)
		return p;
	for (start += n; *start; start++)
		if ((n = eat_one(start, closes, ARRAY_LEN(closes))))
			return start + n;
	return p;
}

/* ①, (1): nothing need stand between such a label and its value. */
static bool
ends_itself(const char *label, size_t n)
{
	static const char *const ends[] = {")", "）", "①", "②", "③", "④"};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		size_t len = strlen(ends[i]);

		if (n >= len && memcmp(label + n - len, ends[i], len) == 0)
			return true;
	}
	return false;
}

/* The value behind a label of n bytes; NULL where what follows shows that it is none. */
static const char *
value_behind(const char *label, size_t label_n, bool loose)
{
	static const char *const signs[] = {
	    ":", "：", "】", "]", "→", "⇒", "＝", "=", "->", "．", "."};
	const char *p = label + label_n, *q = skip_blanks(skip_bracket(p));
	size_t n = eat_one(q, signs, ARRAY_LEN(signs)), more;

	if (!n)
		return *q == '\0' || (loose && (q > p || ends_itself(label, label_n)))
		           ? q
		           : NULL;
	for (q = skip_blanks(q + n); (more = eat_one(q, signs, ARRAY_LEN(signs)));)
		q = skip_blanks(q + more);
	return q;
}

/* 1. 2) (3) ④: how many bytes, 0 none; *number which. */
static size_t
number_length(const char *p, int *number)
{
	static const char *const circled[] = {
	    "①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨"};
	static const char *const opens[] = {"(", "（"}, *const closes[] = {")", "）", ".",
	                                                    "．", "、", ":", "："};
	static const char *const wide[] = {
	    "１", "２", "３", "４", "５", "６", "７", "８", "９"};
	size_t open = eat_one(p, opens, ARRAY_LEN(opens)), n = 0, close;

	for (int i = 0; i < (int)ARRAY_LEN(circled); i++) {
		if (str_starts(p, circled[i])) {
			*number = i + 1;
			return strlen(circled[i]);
		}
		if (str_starts(p + open, wide[i])) {
			*number = i + 1;
			n = strlen(wide[i]);
		}
	}
	if (!n && p[open] >= '1' && p[open] <= '9') {
		*number = p[open] - '0';
		n = 1;
	}
	close = n ? eat_one(p + open + n, closes, ARRAY_LEN(closes)) : 0;
	/* 1.5 and 10:30 are no numbers of lines. */
	return close && !(p[open + n + close] >= '0' && p[open + n + close] <= '9' &&
	                    !open && (p[open + n] == '.' || p[open + n] == ':'))
	           ? open + n + close
	           : 0;
}

static int field_at(const struct form *f, const char *p, const char **value);

/* The field whose label the line begins with, -1 none; *value what stands behind it. Who
 * types the form anew may number its lines. */
static int
field_of(const struct form *f, const char *line, const char **value)
{
	const char *p = skip_marks(line);
	int found = field_at(f, p, value), number;
	size_t n = found < 0 && f->own ? number_length(p, &number) : 0;

	return n ? field_at(f, skip_marks(p + n), value) : found;
}

static int
field_at(const struct form *f, const char *p, const char **value)
{
	size_t best = 0;
	int found = -1;

	for (size_t i = 0; i < f->n; i++) {
		size_t form = label_length(p, f->fields[i].form);
		size_t more = f->own ? label_length(p, f->fields[i].more) : 0;
		size_t n = form > more ? form : more;
		const char *v = n > best ? value_behind(p, n, f->fields[i].loose) : NULL;

		if (v) {
			best = n;
			found = (int)i;
			*value = v;
		}
	}
	return found;
}

/* --- all lines --- */

static void
keep(struct form *f, int field, struct buf *value)
{
	char *text = str_trim(buf_steal(value));

	utf8_cut(text, VALUE_MAX);
	if (field >= 0 && *text && !f->values[field])
		f->values[field] = text;
	else
		free(text);
}

static char *
next_line(const char **text)
{
	size_t n = strcspn(*text, "\n");
	char *line = xstrndup(*text, n);

	*text += n + ((*text)[n] == '\n');
	return str_trim(line);
}

/* よろしくお願いします, and the empty line, end a value. */
static bool
ends_value(const char *line)
{
	char *rest = *skip_marks(line) ? courtesy_rest(NULL, line) : NULL;
	bool ends = str_empty(rest);

	free(rest);
	return ends;
}

static void
read_lines(struct form *f, const char *text)
{
	struct buf value = {0};
	int field = -1;

	for (int i = 0; text && *text && i < LINES_MAX; i++) {
		const char *rest = NULL;
		char *line = next_line(&text);
		int next = field_of(f, line, &rest);

		if (next >= 0 || (field >= 0 && ends_value(line))) {
			keep(f, field, &value);
			field = next;
		} else if (field >= 0) {
			rest = f->own ? skip_blanks(line) : skip_marks(line);
		}
		if (field >= 0 && rest && *rest)
			buf_addf(&value, "%s%s", value.len ? "\n" : "", rest);
		free(line);
	}
	keep(f, field, &value);
	buf_free(&value);
}

size_t
form_filled(
    const struct message *m, const struct form_field *fields, size_t n, char **values)
{
	struct form f = {fields, n, values, true};
	size_t filled = 0;

	memset(values, 0, n * sizeof(*values));
	read_lines(&f, m->text);
	f.own = false;
	read_lines(&f, m->quoted);
	for (size_t i = 0; i < n; i++)
		filled += values[i] != NULL;
	return filled;
}

size_t
form_numbered(const char *text, size_t most, char **items)
{
	size_t n = 0;

	for (int i = 0; text && *text && i < LINES_MAX; i++) {
		char *line = next_line(&text);
		const char *p = skip_blanks(line);
		int number = 0;
		size_t len = number_length(p, &number);

		if (len && number == (int)n + 1 && n < most)
			items[n++] = str_trim(xstrdup(p + len));
		else if (len)
			most = 0; /* another list */
		free(line);
	}
	if (n && !most) {
		form_values_free(items, n);
		n = 0;
	}
	return n;
}

void
form_values_free(char **values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(values[i]);
		values[i] = NULL;
	}
}
