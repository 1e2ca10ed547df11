/* The receipt for an application to the list, or a wish about an entry, and what it asks
 * for. See desk_draft.h. */
#include "desk_draft.h"

#include "theme.h"

#include <stdlib.h>
#include <string.h>

enum { FEW_FIELDS = 3 };

/* Fields that could not be read, by their names alone: what was written may be anything.
 */
static json_t *
unclear(const struct draft_view *v)
{
	bool english = str_eq(v->d.lang, "en");
	json_t *list = json_array();

	for (int f = 0; f < FIELD_COUNT; f++) {
		const char *label = expert_field_label((enum expert_field)f);
		size_t n = strlen(label);

		for (size_t i = 0; i < v->troubles.n; i++)
			if (str_starts(v->troubles.v[i], label) &&
			    v->troubles.v[i][n] == ':') {
				(void)json_array_append_new(
				    list, json_string(english ? expert_field_label_en(
				                                    (enum expert_field)f)
				                              : label));
				break;
			}
	}
	return list;
}

static json_t *
strings(const struct strlist *list)
{
	json_t *out = json_array();

	for (size_t i = 0; i < list->n; i++)
		(void)json_array_append_new(out, json_string(list->v[i]));
	return out;
}

/* Somebody of whom nothing is known but a wish is asked for the number alone; whoever
 * applies, for all that is missing. */
static json_t *
receipt_data(const struct draft_view *v)
{
	bool applies = v->form.wish == WISH_ENTRY &&
	               (v->d.registration_no || v->form.n >= FEW_FIELDS);
	json_t *o = json_object();

	if (v->known || applies)
		(void)json_object_set_new(o, "lacking",
		    v->form.wish == WISH_ENTRY ? strings(&v->lacks) : json_array());
	else
		(void)json_object_set_new(o, "unknown", json_true());
	(void)json_object_set_new(o, "unclear", unclear(v));
	if (json_array_size(json_object_get(o, "lacking")) ||
	    json_array_size(json_object_get(o, "unclear")))
		(void)json_object_set_new(o, "asks", json_true());
	return json_pack("{s:o}", "listed", o);
}

/* What the numbers of the themes mean, where they are asked for. */
static json_t *
theme_list(const struct desk *d, const char *lang)
{
	json_t *list = json_array();

	for (int no = 1; no <= theme_last(); no++) {
		const char *name = programme_theme(d->programme, no, lang);
		char *text = name ? xasprintf("%d %s", no, name) : NULL;

		if (text)
			(void)json_array_append_new(list, json_string(text));
		free(text);
	}
	return list;
}

static void
explain_themes(const struct desk *d, json_t *listed, const struct draft_view *v)
{
	if (!json_array_size(json_object_get(listed, "lacking")) || v->then.themes)
		return;
	(void)json_object_set_new(listed, "asks_themes", json_true());
	(void)json_object_set_new(listed, "themes", theme_list(d, v->d.lang));
}

/* By the name that the mail itself gives: what the list has is told to the registered
 * address alone. */
static void
add_writer(json_t *data, const struct draft_view *v, const struct message *m)
{
	const char *name = m->from.name;

	for (size_t i = 0; i < v->form.n; i++)
		if (v->form.v[i].field == FIELD_NAME && v->form.v[i].cell)
			name = v->form.v[i].cell;
	if (!str_empty(name))
		(void)json_object_set_new(
		    data, "expert", json_pack("{s:s}", "name", name));
}

void
desk_draft_receipt(struct desk *d, const struct message *m, int64_t id)
{
	struct draft_view v;
	json_t *data;

	if (!desk_draft_view(d, id, NULL, NULL, &v)) {
		draft_view_free(&v);
		return;
	}
	data = receipt_data(&v);
	explain_themes(d, json_object_get(data, "listed"), &v);
	add_writer(data, &v, m);
	(void)desk_write(d, &(struct letter){.template_name = "application_receipt",
	                        .party = PARTY_REQUESTER,
	                        .to = m->from.addr,
	                        .to_name = m->from.name,
	                        .lang = v.d.lang,
	                        .extra = data});
	draft_view_free(&v);
}
