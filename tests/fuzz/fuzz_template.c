/* A template with data: text, a line of '%%%', and JSON. Every partial is the template
 * itself. */
#include "fuzz.h"
#include "mustache.h"
#include "template.h"

static const struct mustache *
itself(void *arg, const char *name)
{
	(void)name;
	return arg;
}

static bool
see(void *arg, enum mustache_tag tag, const char *name, size_t line,
    const struct strlist *path)
{
	(void)arg;
	FUZZ_MUST(tag <= MUSTACHE_TAG_PARTIAL && name && line > 0);
	for (size_t i = 0; i < path->n; i++)
		FUZZ_MUST(path->v[i]);
	return true;
}

static void
render(const char *text, const json_t *data)
{
	struct err e = {{0}, false};
	struct mustache *m = mustache_parse(text, 1, &e);
	struct mustache_env env = {.partial = itself, .arg = m, .escape_html = true};
	struct buf out = {0};

	if (!m) {
		FUZZ_MUST(e.text[0]);
		return;
	}
	FUZZ_MUST(mustache_walk(m, see, NULL));
	if (!mustache_render(m, data, &env, &out, &e))
		FUZZ_MUST(e.text[0]);
	buf_free(&out);
	env.one_line = true;
	if (mustache_render(m, data, &env, &out, &e))
		FUZZ_MUST(utf8_ok(buf_str(&out), out.len));
	buf_free(&out);
	mustache_free(m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *rest = strstr(text, "\n%%%\n"), *out = NULL;
	json_t *json = NULL;
	struct err e = {{0}, false};
	const char *file = fuzz_file(data, size);

	if (rest) {
		*rest = '\0';
		json = json_loads(rest + 5, 0, NULL);
	}
	if (!json)
		json = json_pack("{s:s, s:[i,i], s:b}", "a", "b\r\nc", "l", 1, 2, "t", 1);
	render(text, json);
	if (template_render_file(file, json, &out, &e))
		free(out);
	json_decref(json);
	free(text);
	return 0;
}
