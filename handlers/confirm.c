/* See confirm.h. */
#include "confirm.h"

#include "analysis.h"
#include "courtesy.h"
#include "desk_slots.h"
#include "filled_form.h"
#include "phrase.h"
#include "store_report.h"

#include <stdlib.h>
#include <string.h>

enum { ITEMS_MAX = 16 };

struct checks {
	const json_t *items; /* borrowed */
	struct form_field fields[ITEMS_MAX];
	char *labels[ITEMS_MAX], *values[ITEMS_MAX];
	size_t n;
};

/* The company's side of the case, in person. */
static bool
may_confirm(const struct input *in)
{
	const char *role = in->route->role;

	return in->c && in->route->proved && in->r->decision != DECISION_IGNORE &&
	       (str_eq(role, "requester") || str_eq(role, "referrer") ||
	           str_eq(role, "copy"));
}

/* The visit of the mail, else the next one to come. */
static bool
visit_of(struct desk *d, const struct input *in, struct visit *v)
{
	size_t n;
	struct visit *rows;
	int64_t id = in->route->visit_id;

	rows = store_visit_list(d->store, in->c->id, &n);
	for (size_t i = 0; i < n && !id; i++)
		if (rows[i].starts_at > d->now && desk_visit_dated(&rows[i]))
			id = rows[i].id;
	visits_free(rows, n);
	return id && store_visit_get(d->store, id, v);
}

static void
read_checks(struct checks *k, const struct desk *d, const struct visit *v,
    const struct message *m)
{
	const json_t *item;
	size_t i;

	*k = (struct checks){.items = programme_confirm(d->programme, v->no)};
	json_array_foreach(k->items, i, item)
	{
		if (k->n == ITEMS_MAX)
			break;
		k->labels[k->n] =
		    xasprintf("%s|%s", json_string_value(json_object_get(item, "ja")),
		        json_string_value(json_object_get(item, "en")));
		k->fields[k->n].form = k->labels[k->n];
		k->n++;
	}
	if (k->n)
		(void)form_filled(m, k->fields, k->n, k->values);
}

/* 未, まだ, 調整中: it is not settled. */
static bool
is_open_still(const char *value)
{
	char *folded = analysis_fold(value);
	bool open = str_eq(folded, "no") ||
	            phrase_has(folded, "未|まだ|調整中|検討中|これから|いいえ|"
	                               "not yet|to be decided|tbd");

	free(folded);
	return open;
}

static size_t
note(
    struct desk *d, const struct input *in, const struct visit *v, const struct checks *k)
{
	size_t noted = 0;

	for (size_t i = 0; i < k->n; i++) {
		const json_t *item = json_array_get(k->items, i);
		const char *label = json_string_value(json_object_get(item, "ja"));

		if (!k->values[i])
			continue;
		noted++;
		desk_event(d, in->c, "confirm", false, "第%d回の確認事項「%s」: %s",
		    v->no, label, k->values[i]);
		if (!is_open_still(k->values[i]))
			store_confirm(d->store, v->id,
			    json_string_value(json_object_get(item, "key")), k->values[i],
			    in->inbox_id, d->now);
	}
	return noted;
}

/* A line of the list, or the going on of a value. */
static bool
belongs(const struct checks *k, const char *line)
{
	for (size_t i = 0; i < k->n; i++) {
		const char *ja = k->labels[i];
		size_t n = strcspn(ja, "|");

		if (memmem(line, strlen(line), ja, n) || str_ifind(line, ja + n + 1) ||
		    (k->values[i] && strstr(k->values[i], line)))
			return true;
	}
	return false;
}

static bool
says_more(const struct checks *k, const char *text)
{
	struct strlist lines = {0};
	bool more = false;

	strlist_split(&lines, text ? text : "", "\r\n");
	for (size_t i = 0; i < lines.n && !more; i++) {
		char *rest = courtesy_rest(NULL, lines.v[i]);

		more = !str_empty(rest) && !belongs(k, str_trim(lines.v[i]));
		free(rest);
	}
	strlist_free(&lines);
	return more;
}

bool
confirm_noted(struct desk *d, struct input *in)
{
	struct visit v;
	struct checks k;
	bool done;

	if (!may_confirm(in) || !visit_of(d, in, &v))
		return false;
	read_checks(&k, d, &v, in->m);
	done = note(d, in, &v, &k) > 0 && !says_more(&k, in->m->text);
	form_values_free(k.values, k.n);
	form_values_free(k.labels, k.n);
	visit_free(&v);
	return done;
}
