/* JSON from outside, bounded. See chat_provider.h. */
#include "chat_provider.h"

#include "utf8.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 64 };

/* jansson's own limit is 2048 levels; nobody writes chat so deep. */
static bool
too_deep(const char *s, size_t n)
{
	int depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < n; i++) {
		if (quoted) {
			if (s[i] == '\\')
				i++;
			else if (s[i] == '"')
				quoted = false;
		} else if (s[i] == '"') {
			quoted = true;
		} else if (s[i] == '{' || s[i] == '[') {
			if (++depth > DEPTH_MAX)
				return true;
		} else if (s[i] == '}' || s[i] == ']') {
			depth--;
		}
	}
	return false;
}

json_t *
chat_json(const char *text, size_t n, struct err *e)
{
	json_error_t je;
	json_t *json;

	if (too_deep(text, n)) {
		(void)err_set(e, "the answer is nested too deeply");
		return NULL;
	}
	json = json_loadb(text, n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &je);
	if (!json)
		(void)err_retry(e, "the answer is no JSON: %s", je.text);
	return json;
}

const char *
chat_json_str(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "";
}

char *
chat_json_id(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	const char *s = json_string_value(v);

	if (json_is_integer(v))
		return xasprintf("%lld", (long long)json_integer_value(v));
	return chat_clean_id(s, json_string_length(v));
}

char *
chat_clean_id(const char *s, size_t n)
{
	if (!s || !*s || n > CHAT_ID_MAX || strlen(s) != n)
		return NULL;
	for (const char *p = s; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return NULL;
	return xstrdup(s);
}

char *
chat_json_text(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	return chat_clean_text(json_string_value(v), json_string_length(v));
}

char *
chat_clean_text(const char *s, size_t n)
{
	char *text;

	if (!s)
		return NULL;
	if (n > CHAT_TEXT_MAX) {
		n = CHAT_TEXT_MAX;
		while (n && ((unsigned char)s[n] & 0xc0) == 0x80)
			n--;
	}
	text = xstrndup(s, n);
	(void)utf8_drop_unsafe(text);
	return text;
}
