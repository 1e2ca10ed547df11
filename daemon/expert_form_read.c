/*
 * From the text of a mail to a form: labelled lines (「登録番号：」), and where plain,
 * sentences (「対応地域に福井を加えてください」「料金は…」). What is written decides
 * nothing, so a value that cannot be told for certain is left to the operator.
 */
#include "expert_form.h"

#include "buf.h"
#include "form_parts.h"
#include "form_words.h"
#include "norm.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A field of the list fits in a line of this length; longer ones are read to there. */
enum { TEXT_MAX = 64 * 1024, LINE_MAX_BYTES = 4096 };

/* Adds the line if its cell can be read. loud: what cannot is a trouble. */
static void
add_line(struct form *f, enum expert_field field, char op, const char *value,
    const char *sender, bool loud)
{
	struct form one = {0};
	struct strlist troubles = {0};
	struct expert e;
	char *cell = form_cell(field, value, sender);

	if (!cell)
		return;
	expert_init(&e);
	expert_form_add(&one, field, op, cell);
	expert_form_apply(&one, &e, &troubles);
	if (!troubles.n || loud)
		expert_form_add(f, field, op, cell);
	strlist_free(&troubles);
	expert_free(&e);
	expert_form_free(&one);
	free(cell);
}

/* --- 富山、石川に福井を追加 --- */

static bool
has_items(enum expert_field field)
{
	return field == FIELD_THEMES || field == FIELD_PREFECTURES ||
	       field == FIELD_FORMS || field == FIELD_QUALIFICATIONS ||
	       field == FIELD_INDUSTRIES || field == FIELD_RECORD;
}

/* The first verb of s; its bytes, 0 when there is none. */
static size_t
first_verb(const char *s, const char **at, char *op)
{
	static const struct {
		const char *word;
		char op;
	} verbs[] = {{"追加", '+'}, {"加え", '+'}, {"足し", '+'}, {"入れ", '+'},
	    {"追記", '+'}, {"外し", '-'}, {"外す", '-'}, {"はずし", '-'}, {"削除", '-'},
	    {"除い", '-'}, {"抜い", '-'}, {"消し", '-'}};
	size_t best = 0;

	*at = NULL;
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		const char *found = strstr(s, verbs[i].word);

		if (found && (!*at || found < *at)) {
			*at = found;
			*op = verbs[i].op;
			best = strlen(verbs[i].word);
		}
	}
	return best;
}

/* What stands in 「」, joined; NULL: nothing does. */
static char *
quoted_items(const char *s)
{
	struct buf b = {0};

	for (const char *open; (open = strstr(s, "「"));) {
		const char *close = strstr(open, "」");

		if (!close)
			break;
		open += strlen("「");
		if (b.len)
			buf_adds(&b, "、");
		buf_add(&b, open, (size_t)(close - open));
		s = close;
	}
	return b.len ? buf_steal(&b) : NULL;
}

/* Between the verb before and this one: the items, without particles. */
static char *
items_before(const char *s, const char *verb)
{
	static const char *const tails[] = {"を", "も", "は", "の", "に", "が"};
	static const char *const heads[] = {
	    "て", "、", "し", "代わりに", "さらに", "また", "から", "には", "に", "は"};
	char *all = xstrndup(s, (size_t)(verb - s)), *t = form_tidy(all), *at, *out;

	for (size_t i = 0; i < ARRAY_LEN(tails); i++)
		if (str_ends(t, tails[i])) {
			t[strlen(t) - strlen(tails[i])] = '\0';
			break;
		}
	/* これまでの北海道に、青森を; 鹿児島から */
	while ((at = strstr(t, "に")))
		t = at + strlen("に");
	t = (char *)(uintptr_t)form_skip_any(t, heads, ARRAY_LEN(heads));
	out = quoted_items(t);
	if (!out)
		out = xstrdup(form_tidy(t));
	free(all);
	return out;
}

/* How many items were added or taken away. */
static size_t
read_items(struct form *f, enum expert_field field, const char *s, bool loud)
{
	size_t before = f->n, n;
	const char *verb;
	char op;

	while ((n = first_verb(s, &verb, &op))) {
		char *items = items_before(s, verb);

		if (*items && !form_says_nothing_new(items))
			add_line(f, field, op, items, NULL, loud);
		free(items);
		s = verb + n;
	}
	return f->n - before;
}

/* --- lines --- */

/* The last 「…」 with a figure in it; owned, or NULL. */
static char *
last_quoted(const char *s)
{
	char *out = NULL;

	for (const char *open; (open = strstr(s, "「"));) {
		const char *close = strstr(open, "」");

		if (!close)
			break;
		open += strlen("「");
		free(out);
		out = xstrndup(open, (size_t)(close - open));
		s = close;
	}
	if (out && !strpbrk(out, "0123456789") && !strstr(out, "万") &&
	    !strstr(out, "談")) {
		free(out);
		out = NULL;
	}
	return out;
}

/* 料金を…から…に改めます: the last thing that is named. */
static void
read_object(struct form *f, const struct form_label *l, char *value)
{
	static const char *const changes[] = {"に変", "に改", "へ変", "に直", "と明記",
	    "に下げ", "に上げ", "にして", "にし"};
	char *quoted, *from;

	if (has_items(l->field)) {
		(void)read_items(f, l->field, value, false);
		return;
	}
	if (l->field != FIELD_FEE && l->field != FIELD_VALID_UNTIL &&
	    l->field != FIELD_EMAIL && l->field != FIELD_CAPACITY)
		return;
	quoted = last_quoted(value);
	if (quoted) {
		add_line(f, l->field, '=', quoted, NULL, false);
	} else if (form_has_any(value, changes, ARRAY_LEN(changes))) {
		form_cut_at(value, changes, ARRAY_LEN(changes));
		from = strstr(value, "から");
		add_line(f, l->field, '=',
		    form_tidy(from ? from + strlen("から") : value), NULL, false);
	}
	free(quoted);
}

/* Fields about which a sentence is plain enough. */
static bool
is_plain(enum expert_field field)
{
	return field == FIELD_THEMES || field == FIELD_FORMS || field == FIELD_FEE ||
	       field == FIELD_PREFECTURES || field == FIELD_CAPACITY ||
	       field == FIELD_VALID_UNTIL || field == FIELD_EMAIL;
}

/* 料金は…: a sentence, of which only a part is the value. */
static void
read_topic(struct form *f, enum expert_field field, char *value, const char *sender)
{
	char *fee;

	if (!is_plain(field) || form_says_nothing_new(value))
		return;
	if (field == FIELD_FEE) {
		fee = form_fee_clause(value);
		if (fee)
			add_line(f, field, '=', fee, sender, false);
		free(fee);
		return;
	}
	form_cut_courtesy(value);
	add_line(f, field, '=', value, sender, false);
}

/* 「…」に差し替え */
static char *
self_introduction(char *value)
{
	char *close;

	if (!str_starts(value, "「") || !strstr(value, "差し替") ||
	    !(close = strstr(value, "」")))
		return value;
	*close = '\0';
	return value + strlen("「");
}

static void
read_labelled(struct form *f, enum expert_field field, char *value, const char *sender)
{
	static const char *const independent[] = {"独立", "企業勤務", "フリー", "個人"};

	enum { SHORT = 60 };
	bool long_text = field == FIELD_PR || field == FIELD_RECORD;

	if (form_says_nothing_new(value) && (!long_text || strlen(value) < SHORT))
		return;
	if (field == FIELD_PR)
		value = self_introduction(value);
	else if (!long_text)
		form_cut_courtesy(value);
	if (field == FIELD_ORGANISATION &&
	    form_has_any(value, independent, ARRAY_LEN(independent)))
		field = FIELD_AFFILIATION;
	add_line(f, field, '=', value, sender, true);
}

static void
read_value(
    struct form *f, const struct form_label *l, const char *end, const char *sender)
{
	static const char *const ends[] = {"。", "！"};
	char *all = xstrndup(l->value, (size_t)(end - l->value)), *value = all, *bare;
	bool long_text = l->field == FIELD_PR || l->field == FIELD_RECORD;
	bool colon = l->joint == JOINT_COLON;
	size_t items = 0;

	if (!colon)
		form_cut_at(value, ends, ARRAY_LEN(ends));
	value =
	    colon && long_text ? str_trim(value) : form_tidy(form_behind_arrow(value));
	if (l->joint == JOINT_OBJECT) {
		read_object(f, l, value);
	} else if (has_items(l->field) && !long_text) {
		bare = form_without_remarks(value, false);
		items = read_items(f, l->field, bare, colon || l->joint == JOINT_INTO);
		free(bare);
	}
	if (!items && colon)
		read_labelled(f, l->field, value, sender);
	else if (!items && l->joint == JOINT_TOPIC)
		read_topic(f, l->field, value, sender);
	free(all);
}

/* In a labelled line a name followed by は is no label: what comes is the value. */
static bool
belongs_to_value(const struct form_label *open, const struct form_label *l)
{
	return open->value && open->joint == JOINT_COLON &&
	       (l->joint != JOINT_COLON || open->field == FIELD_PR ||
	           open->field == FIELD_RECORD);
}

static void
read_line(struct form *f, const char *line, const char *end, const char *sender)
{
	static const char *const bullets[] = {"・", "■", "◆", "●", "○", "□", "＊", "*",
	    "-", "①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨", "一、", "二、", "三、",
	    "四、", "五、", "【", "［", "[", "　", " ", "\t", "→"};
	const char *start = form_skip_any(line, bullets, ARRAY_LEN(bullets));
	struct form_label open = {0}, l;

	if (end - line > LINE_MAX_BYTES)
		for (end = line + LINE_MAX_BYTES; ((unsigned char)*end & 0xC0) == 0x80;)
			end--;
	for (const char *p = start; p < end; p++) {
		if (((unsigned char)*p & 0xC0) == 0x80 ||
		    !form_label_may_begin(start, p) ||
		    !form_label_read(p, p == start, &l) || l.value > end ||
		    belongs_to_value(&open, &l))
			continue;
		if (open.value && open.field != FIELD_NONE)
			read_value(f, &open, p, sender);
		open = l;
		p = l.value - 1;
	}
	if (open.value && open.field != FIELD_NONE)
		read_value(f, &open, end, sender);
}

/* --- the whole --- */

/* Whether figures stand behind 登録番号, though not six. */
static bool
tells_number(const char *text)
{
	static const char *const between[] = {
	    "：", ":", " ", "　", "は", "が", "第", "No.", "（", "「"};

	for (const char *p = text; (p = strstr(p, "登録番号"));) {
		p = form_skip_any(p + strlen("登録番号"), between, ARRAY_LEN(between));
		if (isdigit((unsigned char)*p))
			return true;
	}
	return false;
}

static void
read_number(struct form *f, const char *text)
{
	struct strlist found = {0};

	form_numbers(text, &found);
	if (found.n == 1)
		f->registration_no = xstrdup(found.v[0]);
	else if (found.n > 1)
		strlist_add(&f->troubles, "登録番号: 6桁の番号が複数あります");
	else if (tells_number(text))
		strlist_add(&f->troubles, "登録番号: 6桁の番号を読み取れません");
	strlist_free(&found);
}

/* A new address is told in many ways; where the text names one alone, it is that one. */
static void
read_address(struct form *f, const char *text, const char *sender)
{
	static const char *const words[] = {
	    "メール", "アドレス", "メアド", "連絡先", "address"};
	char *addr;

	if (expert_form_has(f, FIELD_EMAIL) ||
	    !form_has_any(text, words, ARRAY_LEN(words)))
		return;
	addr = form_address(text, sender);
	if (addr)
		expert_form_add(f, FIELD_EMAIL, '=', addr);
	free(addr);
}

/* What somebody else wrote is not what this one asks for. Owned. */
static char *
without_quotes(const char *text)
{
	struct buf b = {0};

	while (*text) {
		size_t n = strcspn(text, "\n");

		n += text[n] == '\n';
		if (*text != '>')
			buf_add(&b, text, n);
		text += n;
	}
	return buf_steal(&b);
}

void
expert_form_read(
    const char *subject, const char *text, const char *sender, struct form *out)
{
	char *own = without_quotes(text ? text : ""), *all;
	struct expert probe;

	*out = (struct form){0};
	utf8_cut(own, TEXT_MAX);
	for (const char *p = own; *p;) {
		size_t n = strcspn(p, "\n");

		read_line(out, p, p + n, sender);
		p += n + (p[n] == '\n');
	}
	all = xasprintf("%s\n%s", subject ? subject : "", own);
	out->wish = form_wish_of(subject, own);
	/* Who leaves, or rests, changes nothing else. */
	if (out->wish == WISH_REMOVE || out->wish == WISH_PAUSE)
		expert_form_free(&(struct form){.v = out->v, .n = out->n}), out->v = NULL,
		                                                            out->n = 0;
	read_number(out, all);
	read_address(out, own, sender);
	expert_init(&probe);
	expert_form_apply(out, &probe, &out->troubles);
	expert_free(&probe);
	free(all);
	free(own);
}
