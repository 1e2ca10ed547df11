/*
 * The answer to an offer that was filled into its form. A form is a list of options, each
 * with a line of its own or all in one, or a field behind 回答 or 可否; it stands in the
 * quotation, or was copied into the answer. Of the desk's own printed words none counts:
 * only what is marked, filled in, struck out, or pointed at.
 */
#include "reply.h"

#include "norm.h"
#include "option_lines.h"
#include "option_refs.h"
#include "phrase.h"

#include <stdlib.h>
#include <string.h>

#define LINES_MAX 120
#define LABEL_MAX 120 /* bytes of what stands before a field's colon */

struct form {
	enum reply_kind order[OPTIONS_MAX]; /* the options of the first list */
	char label[OPTIONS_MAX];            /* theirs, '\0' for none */
	size_t order_n;
	size_t items, chosen_n; /* options with lines of their own; marked ones */
	enum reply_kind chosen; /* the marked one */
	enum reply_kind field;  /* of a row, or behind a colon */
	bool clash;             /* two fields say different things */
	bool condition;         /* something stands in the field for conditions */
	bool noted;             /* something is said beside the mark */
};

/* A line without ">" and white space, folded. Owned. */
static char *
bare_line(const char *line, size_t len)
{
	char *copy, *folded;

	while (len > 0 && strchr("> |\t", *line)) {
		line++;
		len--;
	}
	copy = xstrndup(line, len);
	folded = analysis_fold(copy);
	free(copy);
	return folded;
}

static void
set_field(struct form *f, enum reply_kind kind)
{
	if (kind == REPLY_NONE)
		return;
	f->clash = f->clash || (f->field != REPLY_NONE && f->field != kind);
	f->field = kind;
}

static void
take_item(struct form *f, const struct option_item *item)
{
	f->items++;
	if (f->order_n < OPTIONS_MAX && f->items == f->order_n + 1) {
		f->order[f->order_n] = item->kind;
		f->label[f->order_n++] = item->label;
	}
	if (item->chosen) {
		f->chosen_n++;
		f->chosen = item->kind;
		f->condition = f->condition || item->bound;
		f->noted = f->noted || item->noted;
	}
}

static void
take_row(struct form *f, const struct option_row *row)
{
	if (f->order_n == 0) {
		memcpy(f->order, row->option, sizeof(f->order));
		f->order_n = row->n;
	}
	set_field(f, option_row_choice(row));
}

/* The option that a place or label stands for; an offer that shows no order names
 * acceptance first, then refusal, then condition. */
static enum reply_kind
referred_to(const struct form *f, int at)
{
	static const enum reply_kind usual[] = {
	    REPLY_EXPERT_ACCEPT, REPLY_EXPERT_DECLINE, REPLY_EXPERT_CONDITIONAL};
	size_t i = at >= '1' && at <= '9' ? (size_t)(at - '0') : (size_t)at;

	for (size_t k = 0; k < f->order_n && at > OPTIONS_MAX; k++)
		if (f->label[k] == at)
			return f->order[k];
	if (i == 0 || i > (f->order_n ? f->order_n : ARRAY_LEN(usual)))
		return REPLY_NONE;
	return f->order_n ? f->order[i - 1] : usual[i - 1];
}

/* --- fields --- */

/* What was written into a field for the answer. */
static enum reply_kind
value_says(const struct form *f, const char *value)
{
	struct option_row row;
	enum reply_kind kind;
	size_t n;

	if (option_row(value, true, &row))
		return option_row_choice(&row);
	n = option_word(value, true, &kind);
	if (n && option_is_bound(value + n) && kind == REPLY_EXPERT_ACCEPT)
		return REPLY_EXPERT_CONDITIONAL;
	if (n && value[n] == '\0')
		return kind;
	if (option_reference(value))
		return referred_to(f, option_reference(value));
	return option_filled(value);
}

/* Where a field's value begins, behind its colon or bracket; NULL when there is no field.
 */
static const char *
field_value(const char *line)
{
	const char *colon = strstr(line, str_prefix(line, "【") ? "】" : ":");

	if (colon == NULL || colon - line > LABEL_MAX)
		return NULL;
	colon += *colon == ':' ? 1 : strlen("】");
	return colon + (*colon == ':');
}

static void
take_field(struct form *f, const char *line)
{
	const char *value = field_value(line);
	char *label = value ? xstrndup(line, (size_t)(value - line)) : NULL;

	if (value && phrase_has(label, "条件") && !phrase_has(label, "回答|可否")) {
		bool said = option_note(value) == OPTION_NOTE_OTHER;
		bool shared = phrase_has(label, "連絡|備考|理由|通信");

		f->condition =
		    f->condition || (said && (!shared || option_is_bound(value)));
		f->noted = f->noted || said;
	} else if (value && phrase_has(label, "回答|可否|諾否") &&
	           !phrase_has(label, "期限|例|まで|ない|なき|場合|とき|方法|書き方")) {
		if (f->order_n == 0)
			f->order_n = options_named(label, f->order, OPTIONS_MAX);
		set_field(f, value_says(f, value));
	}
	free(label);
}

static void
read_form(struct form *f, const char *lines)
{
	for (int i = 0; i < LINES_MAX && *lines; i++) {
		size_t len = strcspn(lines, "\n");
		char *line = bare_line(lines, len);
		struct option_item item;
		struct option_row row;

		if (option_row(line, false, &row))
			take_row(f, &row);
		else if (option_item(line, &item))
			take_item(f, &item);
		else
			take_field(f, line);
		free(line);
		lines += len + (lines[len] == '\n');
	}
}

/* One marked option among others; a list with ○ before each item is no form. A condition
 * alone says that there is one. */
static enum reply_kind
form_says(const struct form *f, bool *unsure)
{
	enum reply_kind kind = REPLY_NONE;

	if (f->items > 1 && f->chosen_n == 1)
		kind = f->chosen;
	else if (f->chosen_n == 0 && !f->clash)
		kind = f->field;
	*unsure = kind == REPLY_EXPERT_ACCEPT && f->noted;
	if (!f->condition || kind == REPLY_EXPERT_DECLINE || f->order_n + f->items < 2)
		return kind;
	*unsure = kind == REPLY_NONE;
	return REPLY_EXPERT_CONDITIONAL;
}

/* --- the writer's own words --- */

/* What a line's sentences refer to; -1 when they refer to two things. */
static int
line_refers(char *line, int before)
{
	while (line && *line) {
		char *stop = strstr(line, "。");
		int at;

		if (stop)
			*stop = '\0';
		at = option_reference(line);
		if (at && before && at != before)
			return -1;
		before = at ? at : before;
		line = stop ? stop + strlen("。") : NULL;
	}
	return before;
}

/* Of a line without the name that signs it: "1番でお願いします 山田". */
static size_t
unsigned_length(const char *line, size_t len)
{
	enum { NAME_BYTES = 24 };
	size_t at = len;
	uint32_t cp;

	while (at > 0 && line[at - 1] != ' ')
		at--;
	if (at == 0 || len - at > NAME_BYTES)
		return len;
	for (size_t i = at; i < len; i += utf8_next(line + i, &cp)) {
		utf8_next(line + i, &cp);
		if (!(cp >= 0x4e00 && cp <= 0x9fff) && !(cp >= 0x30a1 && cp <= 0x30fc))
			return len;
	}
	return at - 1;
}

/* A digit alone may count anything where the offer shows no list. */
static enum reply_kind
answered_by_reference(const struct form *f, const char *lines, bool *unsure)
{
	enum reply_kind kind;
	int found = 0;

	for (int i = 0; i < LINES_MAX && *lines && found >= 0; i++) {
		size_t len = strcspn(lines, "\n");
		char *line = bare_line(lines, unsigned_length(lines, len));

		found = line_refers(line, found);
		free(line);
		lines += len + (lines[len] == '\n');
	}
	if (found <= 0 || (found > OPTIONS_MAX && f->order_n < 2))
		return REPLY_NONE;
	kind = referred_to(f, found);
	*unsure = *unsure || (kind == REPLY_EXPERT_ACCEPT && f->order_n == 0);
	return kind;
}

/* An answer of a few words that names the place of an option in the quoted list. */
static enum reply_kind
answered_by_place(const struct form *f, const char *text)
{
	size_t at = f->order_n > 1 ? option_place(text, f->order_n) : 0;

	return at > 0 ? f->order[at - 1] : REPLY_NONE;
}

struct form_answer
reply_offer_form(const struct analysis *a)
{
	struct form quoted = {.order_n = 0}, own = {.order_n = 0};
	struct form_answer answer = {REPLY_NONE, true, false};

	read_form(&quoted, a->m->quoted ? a->m->quoted : "");
	read_form(&own, a->lines);
	if (own.items > 1 || own.order_n > 1)
		answer.kind = form_says(&own, &answer.unsure);
	if (answer.kind != REPLY_NONE)
		return answer;
	answer.copied = false;
	answer.kind = form_says(&quoted, &answer.unsure);
	if (answer.kind == REPLY_NONE)
		answer.kind = answered_by_reference(&quoted, a->lines, &answer.unsure);
	if (answer.kind == REPLY_NONE)
		answer.kind = answered_by_place(&quoted, a->text);
	return answer;
}
