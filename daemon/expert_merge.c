/* The plan of an import. See expert_merge.h. */
#include "expert_merge.h"

#include <stdlib.h>
#include <string.h>

/* More than a third of the list missing looks like a part of it, or another list. */
enum { RETIRE_SHARE = 3 };

static int
by_number(const void *key, const void *element)
{
	const struct expert *e = element;

	return strcmp(key, e->registration_no);
}

static const struct expert *
find(const struct expert *present, size_t n, const char *number)
{
	return n ? bsearch(number, present, n, sizeof(*present), by_number) : NULL;
}

/* What this expert told: told[*n] from the returned one on. */
static const struct told *
told_of(const struct told *told, size_t told_n, int64_t id, size_t *n)
{
	size_t low = 0, high = told_n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (told[middle].expert_id < id)
			low = middle + 1;
		else
			high = middle;
	}
	for (*n = 0; low + *n < told_n && told[low + *n].expert_id == id;)
		++*n;
	return told + low;
}

static const struct told *
told_field(const struct told *told, size_t n, const char *field)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(told[i].field, field))
			return &told[i];
	return NULL;
}

static void
compare_field(struct merge_row *m, enum expert_field f, const struct told *told, size_t n)
{
	const struct told *t = told_field(told, n, expert_field_name(f));
	const struct told *entry = told_field(told, n, TOLD_ENTRY);
	struct merge_change c = {.field = f, .told_at = t ? t->told_at : 0};

	if (expert_field_same(m->now, m->row, f)) {
		m->forget |= t ? 1u << f : 0;
		return;
	}
	c.old = expert_field_text(m->now, f);
	c.fresh = expert_field_text(m->row, f);
	if (t && cmp_str(t->listed ? t->listed : "", c.fresh) == 0)
		c.decision = MERGE_KEEP;
	else if (t || entry)
		c.decision = MERGE_LIST_NEWER;
	if (!t && entry)
		c.told_at = entry->told_at;
	if (c.decision != MERGE_KEEP) {
		m->taken++;
		m->forget |= t ? 1u << f : 0;
	}
	m->v = xreallocarray(m->v, m->n + 1, sizeof(*m->v));
	m->v[m->n++] = c;
}

static void
compare_row(struct merge_row *m, unsigned fields, const struct told *told, size_t told_n)
{
	size_t n;

	told = told_of(told, told_n, m->now->id, &n);
	for (int f = 0; f < FIELD_COUNT; f++)
		if (fields & 1u << f)
			compare_field(m, (enum expert_field)f, told, n);
	m->stays_away =
	    str_eq(m->now->status, "gone") && told_field(told, n, TOLD_STATUS);
	m->returns = str_eq(m->now->status, "gone") && !m->stays_away;
	m->forget_entry = told_field(told, n, TOLD_ENTRY) != NULL;
}

static void
add_missing(struct merge_plan *p, const struct expert *e, bool retire)
{
	struct merge_missing m = {
	    .now = e, .retired = retire && str_eq(e->status, "active")};

	if ((p->missing_n & (p->missing_n - 1)) == 0)
		p->missing = xreallocarray(
		    p->missing, p->missing_n ? p->missing_n * 2 : 1, sizeof(*p->missing));
	p->missing[p->missing_n++] = m;
	p->retired += m.retired;
}

static void
plan_missing(struct merge_plan *p, const struct expert *present, size_t n,
    const bool *seen, const struct told *told, size_t told_n, bool retire)
{
	for (size_t i = 0; i < n; i++) {
		const struct expert *e = &present[i];
		const struct told *his;
		size_t his_n;

		p->active += str_eq(e->status, "active");
		if (seen[i] || str_eq(e->status, "gone"))
			continue;
		his = told_of(told, told_n, e->id, &his_n);
		if (!told_field(his, his_n, TOLD_ENTRY))
			add_missing(p, e, retire);
	}
}

void
expert_merge_plan(const struct expert *present, size_t present_n, const struct told *told,
    size_t told_n, const struct expert_list *list, bool retire, struct merge_plan *out)
{
	bool *seen = xcalloc(present_n + 1, sizeof(*seen));

	*out = (struct merge_plan){.n = list->n};
	out->v = xcalloc(list->n + 1, sizeof(*out->v));
	for (size_t i = 0; i < list->n; i++) {
		struct merge_row *m = &out->v[i];

		m->row = &list->v[i];
		m->line = list->line[i];
		m->now = find(present, present_n, m->row->registration_no);
		if (m->now) {
			seen[m->now - present] = true;
			compare_row(m, list->fields, told, told_n);
		}
		out->fresh += !m->now;
		out->changed += m->taken > 0;
		out->same += m->now && !m->taken;
		out->returned += m->returns;
	}
	for (size_t i = 0; i < list->unusable.n; i++) {
		const struct expert *e = find(present, present_n, list->unusable.v[i]);

		if (e)
			seen[e - present] = true;
	}
	plan_missing(out, present, present_n, seen, told, told_n, retire);
	free(seen);
}

void
expert_merge_free(struct merge_plan *p)
{
	for (size_t i = 0; i < p->n; i++) {
		for (size_t k = 0; k < p->v[i].n; k++) {
			free(p->v[i].v[k].old);
			free(p->v[i].v[k].fresh);
		}
		free(p->v[i].v);
	}
	for (size_t i = 0; i < p->missing_n; i++)
		strlist_free(&p->missing[i].cases);
	free(p->missing);
	free(p->v);
	*p = (struct merge_plan){0};
}

void
expert_merge_settle(
    const struct merge_row *m, const struct expert_list *list, struct expert *e)
{
	if (!m->now)
		return;
	expert_unpack(e);
	for (int f = 0; f < FIELD_COUNT; f++)
		if (!(list->fields & 1u << f))
			expert_field_copy(e, m->now, (enum expert_field)f);
	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].decision == MERGE_KEEP)
			expert_field_copy(e, m->now, m->v[i].field);
}

/* FNV-1a */
static uint64_t
digest_bytes(uint64_t h, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 1099511628211U;
	return h;
}

static uint64_t
digest_number(uint64_t h, int64_t n)
{
	return digest_bytes(h, &n, sizeof(n));
}

static uint64_t
digest_text(uint64_t h, const char *s)
{
	return digest_bytes(h, s ? s : "", s ? strlen(s) + 1 : 1);
}

static uint64_t
digest_row(uint64_t h, const struct merge_row *m)
{
	h = digest_number(h, m->now ? m->now->id : 0);
	h = digest_number(h, m->returns + 2 * m->stays_away + 4 * m->forget_entry);
	h = digest_number(h, m->forget);
	h = digest_number(h, (int64_t)m->n);
	for (size_t i = 0; i < m->n; i++) {
		h = digest_number(h, m->v[i].field);
		h = digest_number(h, m->v[i].decision);
		h = digest_number(h, m->v[i].told_at);
		h = digest_text(h, m->v[i].old);
		h = digest_text(h, m->v[i].fresh);
	}
	return h;
}

uint64_t
expert_merge_digest(const struct merge_plan *p)
{
	uint64_t h = digest_number(14695981039346656037U, (int64_t)p->n);

	for (size_t i = 0; i < p->n; i++)
		h = digest_row(h, &p->v[i]);
	h = digest_number(h, (int64_t)p->missing_n);
	for (size_t i = 0; i < p->missing_n; i++) {
		const struct merge_missing *m = &p->missing[i];

		h = digest_number(h, m->now->id);
		h = digest_text(h, m->now->status);
		h = digest_number(h, m->retired);
		h = digest_number(h, (int64_t)m->cases.n);
		for (size_t k = 0; k < m->cases.n; k++)
			h = digest_text(h, m->cases.v[k]);
	}
	return h;
}

char *
expert_merge_doubt(const struct merge_plan *p, const struct expert_list *list)
{
	if (!p->retired)
		return NULL;
	if (list->nameless)
		return xasprintf(
		    "登録番号を読み取れない行が%zuあり、誰の行か分かりません",
		    list->nameless);
	if (p->retired * RETIRE_SHARE > p->active)
		return xasprintf(
		    "掲載中の%zu名のうち%zu名（3分の1を超える）が一覧にありません",
		    p->active, p->retired);
	return NULL;
}
