/* A reading between two processes. See reading_pack.h. */
#include "reading_pack.h"

#include "theme.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* The texts and lists of a reading, by their place in it. */
static const struct {
	const char *key;
	size_t at;
} texts[] =
    {
        {"submenu", offsetof(struct reading, submenu)},
        {"company", offsetof(struct reading, slots.company)},
        {"contact", offsetof(struct reading, slots.contact)},
        {"prefecture", offsetof(struct reading, slots.prefecture)},
        {"industry", offsetof(struct reading, slots.industry)},
        {"format", offsetof(struct reading, slots.format)},
        {"phone", offsetof(struct reading, slots.phone)},
        {"requester_email", offsetof(struct reading, slots.requester_email)},
},
  lists[] = {
      {"secondary", offsetof(struct reading, secondary)},
      {"dates", offsetof(struct reading, slots.dates)},
      {"unavailable", offsetof(struct reading, slots.unavailable)},
      {"date_conflicts", offsetof(struct reading, slots.date_conflicts)},
      {"why", offsetof(struct reading, why)},
};

static const char *
text_at(const struct reading *r, size_t at)
{
	char *const *slot = (char *const *)(const void *)((const char *)r + at);

	return *slot;
}

static json_t *
pack_list(const struct strlist *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->n; i++)
		(void)json_array_append_new(array, json_string(list->v[i]));
	return array;
}

json_t *
reading_pack(const struct reading *r)
{
	json_t *o = json_pack("{s:i, s:i, s:i, s:b, s:b, s:f, s:i, s:s, s:i, s:I}",
	    "kind", (int)r->kind, "category", (int)r->category, "theme", r->theme,
	    "urgent", r->urgent, "relayed", r->relayed, "confidence", r->confidence,
	    "decision", (int)r->decision, "lang", r->lang, "employees",
	    r->slots.employees, "budget_yen", (json_int_t)r->slots.budget_yen);

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (text_at(r, texts[i].at))
			(void)json_object_set_new(
			    o, texts[i].key, json_string(text_at(r, texts[i].at)));
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		const void *list = (const char *)r + lists[i].at;

		(void)json_object_set_new(o, lists[i].key, pack_list(list));
	}
	return o;
}

static bool
unpack_list(struct strlist *list, const json_t *array)
{
	size_t i;
	json_t *item;

	if (!json_is_array(array))
		return false;
	json_array_foreach((json_t *)array, i, item)
	{
		if (!json_is_string(item))
			return false;
		strlist_add(list, json_string_value(item));
	}
	return true;
}

static bool
unpack_numbers(struct reading *r, const json_t *json)
{
	int kind, category, urgent, relayed, decision;
	const char *lang;
	json_int_t budget;

	if (json_unpack((json_t *)json,
	        "{s:i, s:i, s:i, s:b, s:b, s:F, s:i, s:s, s:i, s:I}", "kind", &kind,
	        "category", &category, "theme", &r->theme, "urgent", &urgent, "relayed",
	        &relayed, "confidence", &r->confidence, "decision", &decision, "lang",
	        &lang, "employees", &r->slots.employees, "budget_yen", &budget) != 0)
		return false;
	if (kind < 0 || kind >= KIND_COUNT || decision < 0 ||
	    decision >= DECISION_COUNT ||
	    (category && (category < 'a' || category > 'e')) || r->theme < 0 ||
	    r->theme > THEME_MAX)
		return false;
	r->kind = (enum kind)kind;
	r->category = (char)category;
	r->urgent = urgent != 0;
	r->relayed = relayed != 0;
	r->decision = (enum decision)decision;
	r->slots.budget_yen = budget;
	(void)snprintf(r->lang, sizeof(r->lang), "%s", lang);
	return true;
}

bool
reading_unpack(struct reading *r, const json_t *json)
{
	bool ok;

	reading_init(r);
	ok = unpack_numbers(r, json);
	for (size_t i = 0; ok && i < ARRAY_LEN(texts); i++) {
		const json_t *value = json_object_get(json, texts[i].key);

		if (value)
			set_str((char **)(void *)((char *)r + texts[i].at),
			    json_string_value(value));
	}
	for (size_t i = 0; ok && i < ARRAY_LEN(lists); i++) {
		void *list = (char *)r + lists[i].at;

		ok = unpack_list(list, json_object_get(json, lists[i].key));
	}
	if (!ok) {
		reading_free(r);
		reading_init(r);
	}
	return ok;
}
