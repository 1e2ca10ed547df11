/* See desk_course.h. */
#include "desk_course.h"

#include "store_report.h"

#include <stdlib.h>
#include <string.h>

enum { SIDE_COMPANY = 1, SIDE_EXPERT = 2 };

/* The lines of a text, without what people put before the items of a list. */
static json_t *
lines_of(const char *text)
{
	static const char *const marks[] = {
	    "・", "-", "*", "●", "■", "○", "　", " ", "\t"};
	json_t *list = json_array();
	struct strlist lines = {0};

	strlist_split(&lines, text, "\r\n");
	for (size_t i = 0; i < lines.n; i++) {
		const char *p = lines.v[i];

		for (size_t k = 0; k < ARRAY_LEN(marks); k++)
			if (str_prefix(p, marks[k])) {
				p += str_prefix(p, marks[k]);
				k = (size_t)-1;
			}
		if (*p)
			(void)json_array_append_new(list, json_string(p));
	}
	strlist_free(&lines);
	return list;
}

/* The homework after visit no: as the expert has reported it, else as the programme has
 * it. */
static json_t *
homework_of(const struct desk *d, const struct letter *letter, int no, const char *lang)
{
	struct visit v;
	json_t *list = NULL;

	if (store_visit_find(d->store, letter->c->id, no, &v)) {
		if (v.homework)
			list = lines_of(v.homework);
		visit_free(&v);
	}
	return list ? list : programme_homework(d->programme, letter->c->theme, no, lang);
}

/* What the programme says of the visit the letter is about, or of the first. */
static void
add_programme(
    const struct desk *d, json_t *data, const struct letter *letter, const char *lang)
{
	const struct programme *p = d->programme;
	int theme = letter->c->theme, no = letter->visit ? letter->visit->no : 1;

	(void)json_object_set_new(
	    data, "preparation", programme_preparation(p, theme, no, lang));
	(void)json_object_set_new(data, "content", programme_content(p, theme, no, lang));
	(void)json_object_set_new(data, "homework", homework_of(d, letter, no, lang));
	(void)json_object_set_new(data, "assigned", homework_of(d, letter, no - 1, lang));
	(void)json_object_set_new(data, "timetable", programme_timetable(p, no, lang));
	(void)json_object_set_new(
	    data, "deliverables", programme_deliverables(p, theme, lang));
}

/* --- what is not settled --- */

/* A report of the visit before is not there, so that its homework is not known. */
static void
add_report(const struct desk *d, json_t *o, const struct visit *v)
{
	struct visit before;

	if (v->no < 2 || !store_visit_find(d->store, v->case_id, v->no - 1, &before))
		return;
	if (str_eq(before.state, "held"))
		(void)json_object_set_new(o, "report_no", json_integer(before.no));
	visit_free(&before);
}

/* What the programme wants the company to confirm: into missing, or with what it said
 * into confirmed. */
static void
sort_items(const struct desk *d, const struct visit *v, const char *lang, json_t *missing,
    json_t *confirmed)
{
	const json_t *items = programme_confirm(d->programme, v->no), *item;
	size_t i;

	json_array_foreach(items, i, item)
	{
		const char *key = json_string_value(json_object_get(item, "key"));
		const char *label = json_string_value(json_object_get(item, lang));
		char *value = store_confirmed(d->store, v->id, key);

		if (value)
			(void)json_array_append_new(confirmed,
			    json_pack("{s:s, s:s}", "label", label, "value", value));
		else
			(void)json_array_append_new(missing, json_string(label));
		free(value);
	}
}

static void
add_unsettled(const struct desk *d, json_t *data, const struct visit *v, const char *lang)
{
	json_t *o = json_object(), *missing = json_array(), *confirmed = json_array();

	sort_items(d, v, lang, missing, confirmed);
	if (!(v->confirmed & SIDE_COMPANY))
		(void)json_object_set_new(o, "company_date", json_true());
	if (!(v->confirmed & SIDE_EXPERT))
		(void)json_object_set_new(o, "expert_date", json_true());
	add_report(d, o, v);
	if (json_array_size(missing))
		(void)json_object_set(o, "items", missing);
	json_decref(missing);
	if (json_object_size(o))
		(void)json_object_set_new(o, "any", json_true());
	(void)json_object_set_new(data, "unsettled", o);
	(void)json_object_set_new(data, "confirmed", confirmed);
}

void
desk_course_data(
    struct desk *d, json_t *data, const struct letter *letter, const char *lang)
{
	add_programme(d, data, letter, lang);
	if (letter->visit)
		add_unsettled(d, data, letter->visit, lang);
}
