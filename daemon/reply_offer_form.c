/*
 * The answer to an offer that was filled into its form. A form is a list of options, each
 * with a line of its own or all in one, or a field behind 回答 or 可否; it stands in the
 * quotation, or was copied into the answer. Of the desk's own printed words none counts:
 * only what is marked, filled in, struck out, or pointed at.
 */
#include "reply.h"

#include "courtesy.h"
#include "option_lines.h"
#include "option_refs.h"
#include "phrase.h"

#include <stdlib.h>
#include <string.h>

#define LINES_MAX        120
#define LINE_BYTES_MAX   600
#define SAMPLE_BYTES_MAX 60
#define REMARK_LINES     3   /* behind the options */
#define LABEL_MAX        120 /* bytes of what stands before a field's colon */

struct form {
	enum reply_kind order[OPTIONS_MAX]; /* the options of the first list */
	char label[OPTIONS_MAX];            /* theirs, '\0' for none */
	size_t order_n;
	size_t behind;          /* lines since the last option that are none */
	size_t items, chosen_n; /* options with lines of their own; marked ones */
	enum reply_kind chosen; /* the marked one */
	enum reply_kind field;  /* of a row, or behind a colon */
	bool clash;             /* two fields say different things */
	bool condition;         /* something stands in the field for conditions */
	bool noted;             /* something is said beside the mark */
	bool unclear;           /* a mark may belong to either of two options */
	bool sample;            /* it shows how to fill in */
	bool lone;              /* the answer is of a field without a list */
};

/* A quoted line folded with its blanks, which divide the options of a row. */
static char *
spaced_line(const char *line, size_t len)
{
	char *copy, *folded;

	while (len > 0 && strchr("> |\t", *line)) {
		line++;
		len--;
	}
	copy = xstrndup(line, len < LINE_BYTES_MAX ? len : LINE_BYTES_MAX);
	folded = option_row_fold(copy);
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
	f->behind = 0;
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
	f->unclear = f->unclear || row->unclear;
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

/* What was written into a field for the answer; spaced: the same with its blanks. */
static enum reply_kind
value_says(struct form *f, const char *value, const char *spaced)
{
	struct option_row row;
	enum reply_kind kind;
	size_t n;
	int at;

	if (option_row(spaced, true, &row)) {
		take_row(f, &row);
		return REPLY_NONE;
	}
	f->lone = true;
	n = option_word(value, true, &kind);
	if (n && value[n] == '(' && option_is_bound(value + n) &&
	    kind == REPLY_EXPERT_ACCEPT)
		return REPLY_EXPERT_CONDITIONAL;
	if (n && value[n] == '\0')
		return kind;
	at = option_reference(value, f->order_n);
	return at ? referred_to(f, at) : option_filled(value);
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

/* 回答, お引き受けの可否 and their like; not 先日の質問への回答, nor オンライン可否. What
 * stands in brackets behind explains it. */
static bool
asks_for_answer(const char *label)
{
	static const char *const names[] = {"ご回答欄", "回答欄", "ご回答", "回答",
	    "ご返答", "返答", "お返事", "ご返事", "可否", "諾否", "お引き受けの可否",
	    "お引き受け可否", "お引受けの可否", "ご支援の可否", "ご支援可否"};
	const char *p = label + strspn(label, " -*.()|0123456789");

	p += str_prefix(p, "・") + str_prefix(p, "【") + str_prefix(p, "■") +
	     str_prefix(p, "◆") + str_prefix(p, "●");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		size_t n = str_prefix(p, names[i]);

		if (n && (strchr(":(", p[n]) || str_prefix(p + n, "】")) &&
		    !phrase_has(p + n, "例|期限|まで"))
			return true;
	}
	return false;
}

static void
take_field(struct form *f, const char *line, const char *spaced)
{
	static const char remarks[] = "条件|備考|理由|要望|希望|通信|連絡|コメント";
	const char *value = field_value(line), *wide = field_value(spaced);
	char *label = value ? xstrndup(line, (size_t)(value - line)) : NULL;

	if (value && wide && asks_for_answer(label)) {
		if (f->order_n == 0)
			f->order_n = options_named(label, f->order, OPTIONS_MAX);
		set_field(f, value_says(f, value, wide));
	} else if (value && phrase_has(label, remarks)) {
		bool said = option_note(value) == OPTION_NOTE_OTHER;
		bool shared = phrase_has(label, "連絡|備考|理由|通信");

		f->condition =
		    f->condition || (said && phrase_has(label, "条件") && !shared);
		f->noted = f->noted || (said && (f->order_n || f->lone));
	}
	free(label);
}

/* Near the options: what is printed or written there may bind them or take them back. */
static void
take_remark(struct form *f, const char *line)
{
	if (strlen(line) < SAMPLE_BYTES_MAX &&
	    phrase_has(line, "記入例|見本|サンプル|(例)|例:"))
		f->sample = true;
	if (f->order_n && f->behind++ < REMARK_LINES &&
	    (stance_words(line) || option_is_bound(line)))
		f->noted = true;
}

static void
read_form(struct form *f, const char *lines)
{
	for (int i = 0; i < LINES_MAX && *lines; i++) {
		size_t len = strcspn(lines, "\n");
		char *line = reply_bare_line(lines, len),
		     *spaced = spaced_line(lines, len);
		struct option_item item;
		struct option_row row;

		if (option_row(spaced, false, &row)) {
			take_row(f, &row);
		} else if (option_item(line, &item)) {
			take_item(f, &item);
		} else {
			take_remark(f, line);
			take_field(f, line, spaced);
		}
		free(line);
		free(spaced);
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
	*unsure = f->unclear || f->clash || f->chosen_n > 1;
	if (f->sample || f->unclear)
		kind = REPLY_NONE;
	else if (kind != REPLY_NONE)
		*unsure = *unsure || f->noted || f->lone;
	if (!f->condition || kind == REPLY_EXPERT_DECLINE || f->order_n + f->items < 2)
		return kind;
	*unsure = kind == REPLY_NONE;
	return REPLY_EXPERT_CONDITIONAL;
}

/* --- the writer's own words --- */

/* The one thing that sentences refer to; 0 for none, -1 for two. others: sentences that
 * say something else. */
static int
refers_to(const char *rest, size_t options, size_t *others)
{
	int found = 0;

	*others = 0;
	while (*rest) {
		const char *stop = strstr(rest, "。");
		size_t len = stop ? (size_t)(stop - rest) : strlen(rest);
		char *sentence = xstrndup(rest, len);
		int at = option_reference(sentence, options);

		free(sentence);
		if (at && found && at != found)
			return -1;
		found = at ? at : found;
		*others += at == 0;
		rest += len + (stop ? strlen("。") : 0);
	}
	return found;
}

/* 「後者でお願いします」. A digit alone may count anything where the offer shows no list.
 */
static void
read_reference(struct form_answer *answer, const struct form *f, const char *rest)
{
	size_t others;
	int found = refers_to(rest, f->order_n, &others);

	if (found <= 0 || (found > OPTIONS_MAX && f->order_n < 2))
		return;
	answer->kind = referred_to(f, found);
	answer->only = others == 0;
	answer->unsure = others > 0 || f->noted || f->unclear ||
	                 (answer->kind == REPLY_EXPERT_ACCEPT && f->order_n == 0);
}

struct form_answer
reply_offer_form(const struct analysis *a, struct words *w)
{
	struct form quoted = {.order_n = 0}, own = {.order_n = 0};
	struct form_answer answer = {REPLY_NONE, true, false, false};
	char *rest = courtesy_rest(w, a->lines);

	read_form(&quoted, a->m->quoted ? a->m->quoted : "");
	read_form(&own, a->lines);
	if (own.items > 1 || own.order_n > 1)
		answer.kind = form_says(&own, &answer.unsure);
	if (answer.kind == REPLY_NONE && !own.unclear) {
		answer.copied = false;
		answer.kind = form_says(&quoted, &answer.unsure);
		answer.only = *rest == '\0';
	}
	if (answer.kind == REPLY_NONE && !own.unclear)
		read_reference(&answer, &quoted, rest);
	free(rest);
	return answer;
}
