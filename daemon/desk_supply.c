/* Why a case finds nobody, and what supply is missing where. See desk_batch.h. */
#include "desk_batch.h"

#include "buf.h"
#include "slots.h"
#include "theme.h"

#include <stdlib.h>

/* The rule that a batch uses up by itself. */
#define ROOM_RULE "受入件数"

/* --- one case --- */

/* On the list for this theme in this prefecture, whether or not anything else is in the
 * way. */
static size_t
count_listed(const struct expert *list, size_t n, const struct need *need)
{
	uint64_t place = need->prefecture >= 1 && need->prefecture <= 47
	                     ? (uint64_t)1 << (need->prefecture - 1)
	                     : 0;
	unsigned theme =
	    need->theme > 0 && need->theme <= THEME_MAX ? 1u << need->theme : 0;
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += (!list[i].status || str_eq(list[i].status, "active")) &&
		         (!place || (list[i].prefectures & place)) &&
		         (!theme || (list[i].themes & theme));
	return found;
}

static size_t
count_failing(const unsigned *failed, size_t n, unsigned of, unsigned exactly)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += (failed[i] & of) == exactly;
	return found;
}

/* The rules in their order: the one that the last experts fall to. *before is how many
 * were left for it. */
static size_t
starving_rule(const unsigned *failed, size_t n, size_t *before)
{
	unsigned so_far = 0;

	*before = n;
	for (size_t r = 0; match_rule_name(r); r++) {
		size_t left;

		so_far |= 1u << r;
		left = count_failing(failed, n, so_far, 0);
		if (!left)
			return r;
		*before = left;
	}
	return SIZE_MAX;
}

/* Who would do but for one rule: nearest to being found. */
static void
add_near(struct buf *out, const unsigned *failed, size_t n)
{
	bool any = false;

	for (size_t r = 0; match_rule_name(r); r++) {
		size_t found = count_failing(failed, n, ~0u, 1u << r);

		if (found)
			buf_addf(out, "%s%s %zu名",
			    any ? "、" : "。一つだけ外れる専門家: ", match_rule_name(r),
			    found);
		any = any || found;
	}
}

void
desk_supply_explain(const struct expert *list, size_t list_n, const struct need *need,
    struct batch_line *line)
{
	unsigned *failed;
	struct buf out = {0};
	size_t before, rule;

	line->listed = count_listed(list, list_n, need);
	if (line->rule)
		return;
	failed = xcalloc(list_n + 1, sizeof(*failed));
	match_failures(list, list_n, need, failed);
	rule = starving_rule(failed, list_n, &before);
	if (!list_n) {
		set_str(&line->rule, "名簿");
		buf_adds(&out, "専門家が登録されていません");
	} else if (rule == SIZE_MAX) {
		set_str(&line->rule, ROOM_RULE);
		buf_addf(&out, "条件に合う専門家%zu名の受入枠は、ほかの案件で埋まります",
		    before);
	} else {
		set_str(&line->rule, match_rule_name(rule));
		buf_addf(&out, "「%s」の条件で残りの%zu名がすべて外れます",
		    match_rule_name(rule), before);
		add_near(&out, failed, list_n);
	}
	line->why = buf_steal(&out);
	free(failed);
}

/* --- the table --- */

static int
place_number(const char *prefecture)
{
	return prefecture ? prefecture_number(prefecture) : 0;
}

static int
by_place(const void *a, const void *b)
{
	const struct shortage *x = a, *y = b;
	int p = place_number(x->prefecture), q = place_number(y->prefecture);

	if (p != q)
		return p < q ? -1 : 1;
	if (x->theme != y->theme)
		return x->theme < y->theme ? -1 : 1;
	return cmp_str(x->rule, y->rule);
}

static struct shortage *
row_for(struct batch *b, const struct batch_line *line)
{
	struct shortage wanted = {.theme = line->c.theme,
	    .prefecture = line->c.prefecture,
	    .rule = line->rule,
	    .why = line->why,
	    .listed = line->listed};

	for (size_t i = 0; i < b->shortages_n; i++)
		if (by_place(&b->shortages[i], &wanted) == 0)
			return &b->shortages[i];
	b->shortages =
	    xreallocarray(b->shortages, b->shortages_n + 1, sizeof(*b->shortages));
	b->shortages[b->shortages_n] = wanted;
	return &b->shortages[b->shortages_n++];
}

void
desk_supply_table(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (!b->lines[i].expert)
			strlist_add(
			    &row_for(b, &b->lines[i])->cases, b->lines[i].c.number);
	if (b->shortages_n)
		qsort(b->shortages, b->shortages_n, sizeof(*b->shortages), by_place);
}

char *
desk_supply_words(const struct shortage *s)
{
	struct buf out = {0};

	buf_addf(&out, "%s × ", s->prefecture ? s->prefecture : "地域不明");
	if (s->theme)
		buf_addf(&out, "テーマ%d", s->theme);
	else
		buf_adds(&out, "テーマ不問");
	buf_addf(&out, ": %zu件（", s->cases.n);
	for (size_t i = 0; i < s->cases.n; i++)
		buf_addf(&out, "%s%s", i ? "、" : "", s->cases.v[i]);
	buf_adds(&out, "）、");
	if (s->listed)
		buf_addf(&out, "名簿に%zu名、", s->listed);
	else
		buf_adds(&out, "名簿に誰もいません、");
	buf_addf(&out, "不足: %s", s->rule);
	return buf_steal(&out);
}
