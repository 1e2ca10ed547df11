/* One message as plain data: to JSON, and back from JSON that nobody vouches for. */
#include "message.h"

#include "charset.h"
#include "store_chat.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* What a sane answer of the box stays under; beyond it, it is not an answer. */
enum { LIST_MAX = 5000, STRING_MAX = 8 * 1024 * 1024 };

struct field {
	const char *key;
	size_t offset;
};

#define FIELD(name)                                                                      \
	{                                                                                \
#name, offsetof(struct message, name)                                    \
	}
#define DSN_FIELD(name)                                                                  \
	{                                                                                \
#name, offsetof(struct dsn, name)                                        \
	}

static const struct field strings[] = {
    FIELD(message_id),
    FIELD(in_reply_to),
    FIELD(return_path),
    FIELD(subject),
    FIELD(auto_submitted),
    FIELD(precedence),
    FIELD(text),
    FIELD(quoted),
    FIELD(signature),
    FIELD(fwd_subject),
    FIELD(fwd_text),
};

static const struct field flags[] = {
    FIELD(chat),
    FIELD(list),
    FIELD(suppress),
    FIELD(report),
    FIELD(desk_mark),
    FIELD(text_guessed),
    FIELD(truncated),
};

static const struct field lists[] = {
    FIELD(references),
    FIELD(delivered_to),
    FIELD(auth_results),
    FIELD(calendars),
    FIELD(defects),
};

static const struct field people[] = {
    FIELD(from),
    FIELD(reply_to),
    FIELD(sender),
    FIELD(fwd_from),
};

static const struct field crowds[] = {
    FIELD(to),
    FIELD(cc),
};

static const struct field dsn_strings[] = {
    DSN_FIELD(action),
    DSN_FIELD(status),
    DSN_FIELD(recipient),
    DSN_FIELD(diagnostic),
    DSN_FIELD(original_message_id),
};

/* A member of *base by its table entry. */
static void *
member(void *base, const struct field *f)
{
	return (char *)base + f->offset;
}

static const void *
const_member(const void *base, const struct field *f)
{
	return (const char *)base + f->offset;
}

void
message_init(struct message *m)
{
	*m = (struct message){0};
}

void
address_free(struct address *a)
{
	free(a->name);
	free(a->addr);
	*a = (struct address){0};
}

void
addresses_free(struct addresses *list)
{
	for (size_t i = 0; i < list->n; i++)
		address_free(&list->v[i]);
	free(list->v);
	*list = (struct addresses){0};
}

void
addresses_add(struct addresses *list, const char *name, const char *addr)
{
	list->v = xreallocarray(list->v, list->n + 1, sizeof(*list->v));
	list->v[list->n++] =
	    (struct address){.name = xstrdup_null(name), .addr = xstrdup_null(addr)};
}

void
message_free(struct message *m)
{
	for (size_t i = 0; i < ARRAY_LEN(strings); i++)
		free(*(char **)member(m, &strings[i]));
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		strlist_free(member(m, &lists[i]));
	for (size_t i = 0; i < ARRAY_LEN(people); i++)
		address_free(member(m, &people[i]));
	for (size_t i = 0; i < ARRAY_LEN(crowds); i++)
		addresses_free(member(m, &crowds[i]));
	for (size_t i = 0; i < ARRAY_LEN(dsn_strings); i++)
		free(*(char **)member(&m->dsn, &dsn_strings[i]));
	for (size_t i = 0; i < m->attachments_n; i++) {
		free(m->attachments[i].name);
		free(m->attachments[i].type);
	}
	free(m->attachments);
	if (m->origin)
		chat_origin_free(m->origin);
	free(m->origin);
	message_init(m);
}

static void
put_string(json_t *object, const char *key, const char *s)
{
	json_t *value = s ? json_string(s) : NULL;

	if (value)
		json_object_set_new(object, key, value);
}

static json_t *
address_to_json(const struct address *a)
{
	json_t *object = json_object();

	put_string(object, "name", a->name);
	put_string(object, "addr", a->addr);
	return object;
}

static json_t *
addresses_to_json(const struct addresses *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->n; i++)
		json_array_append_new(array, address_to_json(&list->v[i]));
	return array;
}

static json_t *
strlist_to_json(const struct strlist *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->n; i++)
		json_array_append_new(array, json_string(list->v[i]));
	return array;
}

static json_t *
attachments_to_json(const struct message *m)
{
	json_t *array = json_array();

	for (size_t i = 0; i < m->attachments_n; i++) {
		json_t *object = json_object();

		put_string(object, "name", m->attachments[i].name);
		put_string(object, "type", m->attachments[i].type);
		json_object_set_new(
		    object, "bytes", json_integer((json_int_t)m->attachments[i].bytes));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *
dsn_to_json(const struct dsn *dsn)
{
	json_t *object = json_object();

	for (size_t i = 0; i < ARRAY_LEN(dsn_strings); i++)
		put_string(object, dsn_strings[i].key,
		    *(char *const *)const_member(dsn, &dsn_strings[i]));
	return object;
}

json_t *
message_to_json(const struct message *m)
{
	json_t *object = json_object();

	for (size_t i = 0; i < ARRAY_LEN(strings); i++)
		put_string(
		    object, strings[i].key, *(char *const *)const_member(m, &strings[i]));
	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		if (*(const bool *)const_member(m, &flags[i]))
			json_object_set_new(object, flags[i].key, json_true());
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		const struct strlist *list = const_member(m, &lists[i]);

		if (list->n)
			json_object_set_new(object, lists[i].key, strlist_to_json(list));
	}
	for (size_t i = 0; i < ARRAY_LEN(people); i++) {
		const struct address *a = const_member(m, &people[i]);

		if (a->addr || a->name)
			json_object_set_new(object, people[i].key, address_to_json(a));
	}
	for (size_t i = 0; i < ARRAY_LEN(crowds); i++) {
		const struct addresses *list = const_member(m, &crowds[i]);

		if (list->n)
			json_object_set_new(
			    object, crowds[i].key, addresses_to_json(list));
	}
	if (m->date)
		json_object_set_new(object, "date", json_integer(m->date));
	if (m->attachments_n)
		json_object_set_new(object, "attachments", attachments_to_json(m));
	if (m->dsn.present)
		json_object_set_new(object, "dsn", dsn_to_json(&m->dsn));
	return object;
}

/* All get_* return false only for what is there and wrong; missing is fine. */
static bool
get_string(const json_t *object, const char *key, char **slot)
{
	const json_t *value = json_object_get(object, key);
	const char *s;
	size_t n;

	if (!value || json_is_null(value))
		return true;
	if (!json_is_string(value))
		return false;
	s = json_string_value(value);
	n = json_string_length(value);
	if (n > STRING_MAX || memchr(s, '\0', n) || !utf8_ok(s, n))
		return false;
	free(*slot);
	*slot = xstrndup(s, n);
	return true;
}

/* The array under key in *array, NULL when missing. */
static bool
get_array(const json_t *object, const char *key, const json_t **array)
{
	*array = json_object_get(object, key);
	if (!*array || json_is_null(*array)) {
		*array = NULL;
		return true;
	}
	return json_is_array(*array) && json_array_size(*array) <= LIST_MAX;
}

static bool
get_list(const json_t *object, const char *key, struct strlist *list)
{
	const json_t *array;

	if (!get_array(object, key, &array))
		return false;
	for (size_t i = 0; array && i < json_array_size(array); i++) {
		const json_t *value = json_array_get(array, i);
		const char *s = json_string_value(value);
		size_t n = s ? json_string_length(value) : 0;

		if (!s || n > STRING_MAX || memchr(s, '\0', n) || !utf8_ok(s, n))
			return false;
		strlist_take(list, xstrndup(s, n));
	}
	return true;
}

/* What goes into headers of answers must not break them, whoever wrote it. */
static bool
address_sound(const struct address *a)
{
	const char *at = a->addr ? strrchr(a->addr, '@') : NULL;

	for (const char *c = a->name; c && *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7F)
			return false;
	if (!a->addr)
		return true;
	if (!at || at == a->addr || !at[1] || strlen(a->addr) > 998)
		return false;
	for (const char *c = a->addr; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7F || strchr("<>,;", *c))
			return false;
	return true;
}

static bool
address_from_json(const json_t *object, struct address *a)
{
	return json_is_object(object) && get_string(object, "name", &a->name) &&
	       get_string(object, "addr", &a->addr) && address_sound(a);
}

/* A quoted header may name the sender of a forwarded mail without the address; all others
 * have one. */
static bool
get_address(const json_t *object, const char *key, struct address *a)
{
	const json_t *value = json_object_get(object, key);

	if (!value || json_is_null(value))
		return true;
	return address_from_json(value, a) &&
	       (a->addr || !a->name || str_eq(key, "fwd_from"));
}

static bool
get_addresses(const json_t *object, const char *key, struct addresses *list)
{
	const json_t *array;

	if (!get_array(object, key, &array))
		return false;
	for (size_t i = 0; array && i < json_array_size(array); i++) {
		addresses_add(list, NULL, NULL);
		if (!address_from_json(json_array_get(array, i), &list->v[i]) ||
		    !list->v[i].addr)
			return false;
	}
	return true;
}

static bool
get_attachments(const json_t *object, struct message *m)
{
	const json_t *array;

	if (!get_array(object, "attachments", &array))
		return false;
	if (!array || !json_array_size(array))
		return true;
	m->attachments = xcalloc(json_array_size(array), sizeof(*m->attachments));
	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *item = json_array_get(array, i);
		const json_t *bytes = json_object_get(item, "bytes");
		struct attachment *a = &m->attachments[m->attachments_n++];

		if (!json_is_object(item) || !json_is_integer(bytes) ||
		    json_integer_value(bytes) < 0 ||
		    !get_string(item, "name", &a->name) ||
		    !get_string(item, "type", &a->type))
			return false;
		a->bytes = (size_t)json_integer_value(bytes);
		if (!a->type)
			a->type = xstrdup("application/octet-stream");
	}
	return true;
}

static bool
get_dsn(const json_t *object, struct dsn *dsn)
{
	const json_t *value = json_object_get(object, "dsn");

	if (!value || json_is_null(value))
		return true;
	if (!json_is_object(value))
		return false;
	dsn->present = true;
	for (size_t i = 0; i < ARRAY_LEN(dsn_strings); i++)
		if (!get_string(value, dsn_strings[i].key, member(dsn, &dsn_strings[i])))
			return false;
	return true;
}

static bool
get_flags(const json_t *object, struct message *m)
{
	for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
		const json_t *value = json_object_get(object, flags[i].key);

		if (!value || json_is_null(value))
			continue;
		if (!json_is_boolean(value))
			return false;
		*(bool *)member(m, &flags[i]) = json_is_true(value);
	}
	return true;
}

static bool
get_all(const json_t *json, struct message *m)
{
	const json_t *date = json_object_get(json, "date");

	for (size_t i = 0; i < ARRAY_LEN(strings); i++)
		if (!get_string(json, strings[i].key, member(m, &strings[i])))
			return false;
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		if (!get_list(json, lists[i].key, member(m, &lists[i])))
			return false;
	for (size_t i = 0; i < ARRAY_LEN(people); i++)
		if (!get_address(json, people[i].key, member(m, &people[i])))
			return false;
	for (size_t i = 0; i < ARRAY_LEN(crowds); i++)
		if (!get_addresses(json, crowds[i].key, member(m, &crowds[i])))
			return false;
	if (date && !json_is_integer(date))
		return false;
	m->date = date ? json_integer_value(date) : 0;
	return get_flags(json, m) && get_attachments(json, m) && get_dsn(json, &m->dsn);
}

bool
message_from_json(struct message *m, const json_t *json)
{
	message_init(m);
	if (json_is_object(json) && get_all(json, m))
		return true;
	message_free(m);
	return false;
}
