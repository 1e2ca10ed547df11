/* Lists of options as people fill them in. See option_lines.h. */
#include "option_lines.h"

#include <stdlib.h>
#include <string.h>

#define LINE_BYTES_MAX 400

static size_t
prefix_of(const char *text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_prefix(text, words[i]))
			return strlen(words[i]);
	return 0;
}

/* Bytes of a run of one sign. */
static size_t
run_of(const char *text, const char *signs)
{
	return *text && strchr(signs, *text) ? strspn(text, (char[2]){*text, '\0'}) : 0;
}

static bool
is_cross(const char *p, size_t n)
{
	return memmem(p, n, "×", strlen("×")) || str_prefix(p, "✕") || str_prefix(p, "✖");
}

/* --- one option --- */

/* "1", "(1)", "1." and "a:", when an option may follow. */
static size_t
label_at(const char *text, char *label)
{
	const char *p = text + (*text == '(');

	if (!((*p >= '1' && *p <= '9') || (*p >= 'a' && *p <= 'e')))
		return 0;
	if ((p[1] >= '0' && p[1] <= '9') || (p[1] >= 'a' && p[1] <= 'z'))
		return 0;
	*label = *p++;
	p += strspn(p, ").: ");
	return (size_t)(p - text);
}

/* Bytes of an empty box or a cross; a cross beside a mark takes it back. */
static size_t
no_mark_at(const char *p, bool *crossed)
{
	size_t n = option_no_mark(p);

	*crossed = *crossed || (n && is_cross(p, n));
	return n;
}

/* Marks, labels and bullets before the option; what is left of the line. */
static const char *
item_lead(const char *p, struct option_item *item)
{
	static const char *const bullets[] = {"・", "-", "◆", "◇", "※", "→", " "};

	for (size_t n = 1; n > 0; p += n) {
		size_t mark = option_mark(p);

		item->chosen = item->chosen || mark;
		n = mark ? mark : no_mark_at(p, &item->crossed);
		if (!n && !item->label)
			n = label_at(p, &item->label);
		if (!n)
			n = prefix_of(p, bullets, ARRAY_LEN(bullets));
	}
	return p;
}

static void
item_says(const char *note, struct option_item *item)
{
	item->noted = true;
	item->bound = item->bound || option_is_bound(note);
}

/* What a pair of brackets holds; where the text goes on behind it, NULL when nothing
 * closes it. */
static const char *
item_bracket(const char *p, struct option_item *item)
{
	const char *end = strchr(p, *p == '[' ? ']' : ')');
	char *inside;

	if (end == NULL)
		return NULL;
	inside = xstrndup(p + 1, (size_t)(end - p - 1));
	switch (option_note(inside)) {
	case OPTION_NOTE_YES: item->chosen = true; break;
	case OPTION_NOTE_OTHER:
		/* "(条件: )" is printed there. */
		str_trim(inside);
		if (inside[strlen(inside) - 1] != ':')
			item_says(inside, item);
		break;
	case OPTION_NOTE_NO: break;
	}
	free(inside);
	return end + 1;
}

/* "←これ", "←" and ": する(本業のため)". False when it is neither yes nor no. */
static bool
item_note(const char *p, bool pointed, struct option_item *item)
{
	size_t mark = option_mark(p);
	char *said = xstrndup(p + mark, strcspn(p + mark, "("));
	enum option_note note =
	    mark || (pointed && !*said) ? OPTION_NOTE_YES : option_note(said);

	item->chosen = item->chosen || note == OPTION_NOTE_YES;
	if (p[mark + strlen(said)] != '\0' || (mark && *said))
		item_says(p + mark, item);
	free(said);
	return note != OPTION_NOTE_OTHER;
}

/* "承諾する場合: 山田 太郎": whatever is filled in chooses it. */
static bool
item_case(const char *p, struct option_item *item)
{
	if (option_note(p) == OPTION_NOTE_OTHER)
		item->chosen = item->noted = true;
	else
		item_note(p, false, item);
	return true;
}

static bool
item_tail(const char *p, struct option_item *item)
{
	static const char *const arrows[] = {"←", "<-", "<=", "⇐", "⬅"};
	static const char *const cases[] = {"場合", "の場合", "とき", "ときは"};
	size_t n = prefix_of(p, cases, ARRAY_LEN(cases));

	if (n && p[n] == ':')
		return item_case(p + n + 1, item);
	if (*p == ':')
		return item_note(p + 1, false, item);
	n = str_prefix(p, "→");
	if (n)
		p += n + str_prefix(p + n, "条件");
	while (p && *p) {
		n = prefix_of(p, arrows, ARRAY_LEN(arrows));
		if (n)
			return item_note(p + n, true, item);
		n = option_mark(p);
		item->chosen = item->chosen || n;
		n = n ? n : no_mark_at(p, &item->crossed);
		n = n ? n
		      : strspn(p, " .") + prefix_of(p, (const char *const[]){"。"}, 1);
		if (n)
			p += n;
		else
			p = *p == '[' || *p == '(' ? item_bracket(p, item) : NULL;
	}
	return p != NULL;
}

bool
option_item(const char *line, struct option_item *item)
{
	const char *p;
	size_t n;

	*item = (struct option_item){.kind = REPLY_NONE};
	if (strlen(line) > LINE_BYTES_MAX)
		return false;
	p = item_lead(line, item);
	n = option_word(p, false, &item->kind);
	if (n == 0 || !item_tail(p + n, item))
		return false;
	item->chosen = item->chosen && !item->crossed;
	return true;
}

/* --- several options --- */

/* A row as it is read from left to right. */
struct reading_row {
	struct option_row *row;
	enum row_mark waiting; /* for the option behind it */
	bool marks_first;      /* the row begins with a mark, or an empty box */
	bool touches;          /* nothing stands between here and the last option */
	bool closes;           /* a sign that stood before the last option ends it here */
};

/* A mark belongs to the option that it touches; between two of them the row's beginning
 * tells. */
static void
row_add_mark(struct reading_row *r, enum row_mark mark)
{
	struct option_row *row = r->row;

	r->marks_first = r->marks_first || row->n == 0;
	if (row->n && r->touches && !r->marks_first && !row->mark[row->n - 1])
		row->mark[row->n - 1] = mark;
	else
		r->waiting = mark;
}

/* Signs on both sides: *承諾*, _承諾_ and 【承諾】 stress, --承諾-- strikes out. */
static size_t
row_sign(struct reading_row *r, const char *p)
{
	static const char *const opens[] = {"【", "「", "『", "<", "("};
	static const char *const closes[] = {"】", "」", "』", ">", ")"};
	size_t n = run_of(p, "*_"), strike = run_of(p, "-~");

	if (r->closes && r->touches && (n || strike)) {
		r->closes = false;
		return n + strike;
	}
	if (n || strike) {
		r->waiting = strike ? MARK_STRUCK : MARK_CHOSEN;
		r->closes = true;
		return strike == 1 ? 0 : n + strike;
	}
	n = prefix_of(p, opens, ARRAY_LEN(opens));
	r->waiting = n ? MARK_CHOSEN : r->waiting;
	return n ? n : prefix_of(p, closes, ARRAY_LEN(closes));
}

static bool
row_add_option(struct reading_row *r, enum reply_kind kind)
{
	if (r->row->n == OPTIONS_MAX)
		return false;
	r->row->option[r->row->n] = kind;
	r->row->mark[r->row->n++] = r->waiting;
	r->waiting = MARK_NONE;
	r->touches = true;
	return true;
}

/* "…/辞退/_条件付き_ ←原本を貸していただければ": said of the last, or of the marked one.
 */
static bool
row_points_back(struct reading_row *r, const char *arrow)
{
	struct option_row *row = r->row;
	enum reply_kind order[1];

	if (options_named(arrow, order, 1))
		return false;
	for (size_t i = 0; i < row->n; i++)
		if (row->mark[i] == MARK_CHOSEN)
			return true;
	if (!r->touches || option_note(arrow + strlen("←")) == OPTION_NOTE_OTHER)
		return false;
	row->mark[row->n - 1] = MARK_CHOSEN;
	return true;
}

/* One piece of the row; its bytes, 0 for what is none. */
static size_t
row_piece(struct reading_row *r, const char *p, bool brief)
{
	static const char *const divides[] = {"/", "|", "・", "、", ",", ";", " ", "←",
	    ".", "または", "or", "\xEF\xB8\x8F"};
	enum reply_kind kind;
	size_t n = option_word(p, brief, &kind);

	if (n)
		return row_add_option(r, kind) ? n : 0;
	if ((n = option_mark(p)) != 0) {
		row_add_mark(r, MARK_CHOSEN);
		return n;
	}
	if ((n = option_no_mark(p)) != 0) {
		bool cross = is_cross(p, n);

		row_add_mark(r, cross ? MARK_CROSS : MARK_EMPTY);
		return n;
	}
	if ((n = row_sign(r, p)) != 0)
		return n;
	r->touches = false;
	return prefix_of(p, divides, ARRAY_LEN(divides));
}

bool
option_row(const char *line, bool brief, struct option_row *row)
{
	static const char *const labels[] = {"ご回答", "回答", "お返事", "返事", "可否"};
	struct reading_row r = {.row = row};
	size_t label = prefix_of(line, labels, ARRAY_LEN(labels));

	memset(row, 0, sizeof(*row));
	row->rest = "";
	if (strlen(line) > LINE_BYTES_MAX)
		return false;
	if (label && line[label] == ':')
		line += label + 1;
	while (*line) {
		size_t n = str_prefix(line, "→");

		if (n && row->n > 1) {
			row->rest = line + n;
			break;
		}
		if (str_prefix(line, "←") && row->n > 1 && row_points_back(&r, line))
			break;
		n = row_piece(&r, line, brief);
		if (!n)
			return false;
		line += n;
	}
	return row->n > 1 && r.waiting == MARK_NONE;
}

/* The only one that is marked so; REPLY_NONE for none or several. */
static enum reply_kind
only_one(const struct option_row *row, enum row_mark mark)
{
	enum reply_kind found = REPLY_NONE;

	for (size_t i = 0; i < row->n; i++) {
		if (row->mark[i] != mark)
			continue;
		if (found != REPLY_NONE)
			return REPLY_NONE;
		found = row->option[i];
	}
	return found;
}

enum reply_kind
option_row_choice(const struct option_row *row)
{
	enum reply_kind kind = only_one(row, MARK_CHOSEN);
	size_t count[MARK_STRUCK + 1] = {0};

	for (size_t i = 0; i < row->n; i++)
		count[row->mark[i]]++;
	if (count[MARK_CHOSEN])
		return kind;
	if (*row->rest)
		return option_filled(row->rest);
	if (count[MARK_STRUCK] && count[MARK_STRUCK] == row->n - 1)
		return only_one(row, MARK_NONE);
	/* A cross in one box among empty ones marks it, or refuses to accept. */
	kind = only_one(row, MARK_CROSS);
	return count[MARK_EMPTY] == row->n - 1 && kind != REPLY_EXPERT_ACCEPT
	           ? kind
	           : REPLY_NONE;
}
