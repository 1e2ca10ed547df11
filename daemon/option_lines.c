/* Lists of options as people fill them in. See option_lines.h. */
#include "option_lines.h"

#include "analysis.h"

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

enum piece_sort { PIECE_OPTION, PIECE_MARK, PIECE_DIVIDE };

#define PIECES_MAX 24

/* A row as it is read from left to right. */
struct pieces {
	enum piece_sort sort[PIECES_MAX];
	enum row_mark
	    mark[PIECES_MAX];      /* of a mark; of an option by the signs around it */
	size_t option[PIECES_MAX]; /* which one */
	size_t n, marks;
	struct option_row *row;
};

char *
option_row_fold(const char *line)
{
	char *copy = xcalloc(strlen(line) + 1, 1), *to = copy, *folded;
	int inside = 0;
	size_t n;

	for (; *line; line += n) {
		n = str_prefix(line, "　");
		inside += str_prefix(line, "［") || str_prefix(line, "（") ||
		          *line == '[' || *line == '(';
		inside -= str_prefix(line, "］") || str_prefix(line, "）") ||
		          *line == ']' || *line == ')';
		if ((n || *line == ' ' || *line == '\t') && inside <= 0) {
			*to++ = '|';
			n = n ? n : 1;
		} else {
			n = n ? n : 1;
			memcpy(to, line, n);
			to += n;
		}
	}
	folded = analysis_fold(copy);
	free(copy);
	return folded;
}

static bool
add_piece(struct pieces *p, enum piece_sort sort, enum row_mark mark)
{
	if (p->n == PIECES_MAX)
		return false;
	p->sort[p->n] = sort;
	p->mark[p->n++] = mark;
	p->marks += sort == PIECE_MARK;
	return true;
}

static bool
add_option(struct pieces *p, enum reply_kind kind, enum row_mark mark)
{
	struct option_row *row = p->row;

	if (row->n == OPTIONS_MAX || !add_piece(p, PIECE_OPTION, mark))
		return false;
	p->option[p->n - 1] = row->n;
	row->mark[row->n] = mark;
	row->option[row->n++] = kind;
	return true;
}

/* Signs on both sides of an option: *承諾*, _承諾_ and 【承諾】 stress it, --承諾-- and
 * ~~承諾~~ strike it out. Bytes of all three; 0 when they are no pair. */
static size_t
stressed(const char *p, bool brief, enum reply_kind *kind, enum row_mark *mark)
{
	static const struct {
		const char *open, *close;
		enum row_mark mark;
	} pairs[] = {{"**", "**", MARK_CHOSEN}, {"*", "*", MARK_CHOSEN},
	    {"__", "__", MARK_CHOSEN}, {"_", "_", MARK_CHOSEN}, {"【", "】", MARK_CHOSEN},
	    {"「", "」", MARK_CHOSEN}, {"『", "』", MARK_CHOSEN}, {"(", ")", MARK_CHOSEN},
	    {"<", ">", MARK_CHOSEN}, {"--", "--", MARK_STRUCK},
	    {"~~", "~~", MARK_STRUCK}};

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		size_t open = str_prefix(p, pairs[i].open), n;

		n = open ? option_word(p + open, brief, kind) : 0;
		*mark = pairs[i].mark;
		if (n && str_prefix(p + open + n, pairs[i].close))
			return open + n + strlen(pairs[i].close);
	}
	return 0;
}

/* "…/辞退 ←これ" chooses the last, beside no other mark; else it is a remark on it. */
static bool
points_back(struct pieces *p, const char *note)
{
	enum reply_kind order[1];

	if (p->row->n < 2 || options_named(note, order, 1))
		return false;
	for (size_t i = 0; i < p->row->n; i++)
		if (p->row->mark[i] == MARK_CHOSEN)
			return true;
	if (p->marks || p->sort[p->n - 1] != PIECE_OPTION ||
	    (*note && option_note(note) != OPTION_NOTE_YES))
		return false;
	p->row->mark[p->row->n - 1] = MARK_CHOSEN;
	return true;
}

/* One piece; its bytes, 0 for what is none. */
static size_t
read_piece(struct pieces *p, const char *text, bool brief)
{
	static const char *const divides[] = {
	    "/", "|", "・", "、", ",", ";", " ", ".", "\xEF\xB8\x8F"};
	enum reply_kind kind;
	enum row_mark mark = MARK_NONE;
	size_t n = option_word(text, brief, &kind);

	if (!n && !option_mark(text) && !option_no_mark(text))
		n = stressed(text, brief, &kind, &mark);
	if (n)
		return add_option(p, kind, mark) ? n : 0;
	if ((n = option_mark(text)) != 0)
		return add_piece(p, PIECE_MARK, MARK_CHOSEN) ? n : 0;
	if ((n = option_no_mark(text)) != 0)
		return add_piece(
		           p, PIECE_MARK, is_cross(text, n) ? MARK_CROSS : MARK_EMPTY)
		           ? n
		           : 0;
	n = prefix_of(text, divides, ARRAY_LEN(divides));
	return n && add_piece(p, PIECE_DIVIDE, MARK_NONE) ? n : 0;
}

/* Options and marks by turns, whatever stands between: each mark goes with the option
 * that its turn falls to. */
static bool
by_turns(struct pieces *p)
{
	enum piece_sort before = PIECE_DIVIDE;
	size_t option = 0, mark = 0;

	if (p->marks != p->row->n)
		return false;
	for (size_t i = 0; i < p->n; i++) {
		if (p->sort[i] == PIECE_DIVIDE)
			continue;
		if (p->sort[i] == before)
			return false;
		before = p->sort[i];
	}
	for (size_t i = 0; i < p->n; i++) {
		if (p->sort[i] == PIECE_MARK)
			p->row->mark[mark++] = p->mark[i];
		option += p->sort[i] == PIECE_OPTION;
	}
	return option == mark;
}

/* Each mark touches one option, and only one. */
static bool
by_touch(struct pieces *p)
{
	for (size_t i = 0; i < p->n; i++) {
		bool left = i > 0 && p->sort[i - 1] == PIECE_OPTION;
		bool right = i + 1 < p->n && p->sort[i + 1] == PIECE_OPTION;
		size_t at;

		if (p->sort[i] != PIECE_MARK)
			continue;
		if (left == right)
			return false;
		at = p->option[left ? i - 1 : i + 1];
		if (p->row->mark[at] != MARK_NONE)
			return false;
		p->row->mark[at] = p->mark[i];
	}
	return true;
}

static const char *
behind_label(const char *line)
{
	static const char *const labels[] = {"ご回答", "回答", "お返事", "返事", "可否"};
	size_t n = prefix_of(line, labels, ARRAY_LEN(labels));

	return n && line[n] == ':' ? line + n + 1 : line;
}

bool
option_row(const char *folded, bool brief, struct option_row *row)
{
	struct pieces p = {.row = row};
	const char *at = behind_label(folded);

	*row = (struct option_row){.rest = ""};
	if (strlen(folded) > LINE_BYTES_MAX)
		return false;
	while (*at) {
		size_t arrow = str_prefix(at, "→"), n;

		if (arrow && row->n > 1) {
			row->rest = at + arrow + strspn(at + arrow, "|");
			break;
		}
		arrow = str_prefix(at, "←");
		if (arrow && points_back(&p, at + arrow + strspn(at + arrow, "|")))
			break;
		n = read_piece(&p, at, brief);
		if (!n)
			return false;
		at += n;
	}
	row->unclear = row->n > 1 && !by_turns(&p) && !by_touch(&p);
	return row->n > 1;
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

	if (row->unclear)
		return REPLY_NONE;
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
