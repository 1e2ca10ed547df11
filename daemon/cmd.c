/* What the commands have in common. See cmd.h. */
#include "cmd.h"

#include "buf.h"
#include "clock.h"
#include "cmd_say.h"
#include "nearest.h"
#include "supervise.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
cmd_fail(int code, const char *fmt, ...)
{
	va_list ap;

	(void)fflush(stdout);
	(void)fputs("madoguchi: ", stderr);
	va_start(ap, fmt);
	(void)vfprintf(stderr, cmd_say(fmt), ap);
	va_end(ap);
	(void)fputc('\n', stderr);
	return code;
}

int
cmd_unknown(const char *what, const char *word, const struct strlist *names)
{
	struct nearest near = nearest_to(word);
	struct buf all = {0};

	for (size_t i = 0; i < names->n; i++) {
		nearest_try(&near, names->v[i]);
		buf_addf(&all, "%s%s", i ? ", " : "", names->v[i]);
	}
	(void)cmd_fail(CMD_USAGE, "%s: unknown %s%s%s%s; one of these was expected: %s",
	    what, word, near.best ? cmd_say(", did you mean ") : "",
	    near.best ? near.best : "", near.best ? cmd_say("?") : "", buf_str(&all));
	buf_free(&all);
	return CMD_USAGE;
}

void
cmd_print_json(json_t *object)
{
	(void)json_dumpf(
	    object, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(6));
	(void)putchar('\n');
	json_decref(object);
}

json_t *
cmd_text(const char *s)
{
	return s ? json_string(s) : json_null();
}

json_t *
cmd_time(int64_t t)
{
	char *text;
	json_t *value;

	if (!t)
		return json_null();
	text = civil_iso_datetime(t);
	value = json_string(text);
	free(text);
	return value;
}

json_t *
cmd_strings(const struct strlist *list)
{
	json_t *out = json_array();

	for (size_t i = 0; i < list->n; i++)
		(void)json_array_append_new(out, json_string(list->v[i]));
	return out;
}

bool
cmd_number(const char *what, const char *text, long min, long max, long *out)
{
	char *end;

	errno = 0;
	*out = strtol(text, &end, 10);
	if (errno == 0 && *text && !*end && *out >= min && *out <= max)
		return true;
	(void)cmd_fail(CMD_USAGE, "%s: %s; a whole number from %ld to %ld was expected",
	    what, text, min, max);
	return false;
}

static const struct cmd_option *
find_option(const struct cmd_option *options, size_t n, const char *arg)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(options[i].name, arg + 2))
			return &options[i];
	return NULL;
}

static bool
unknown_option(
    const struct cmd *c, const struct cmd_option *options, size_t n, const char *arg)
{
	struct strlist names = {0};
	char *what = xasprintf("%s: option", c->argv[0]);

	strlist_add(&names, "--json");
	for (size_t i = 0; i < n; i++)
		strlist_addf(&names, "--%s", options[i].name);
	(void)cmd_unknown(what, arg, &names);
	strlist_free(&names);
	free(what);
	return false;
}

bool
cmd_options(struct cmd *c, const struct cmd_option *options, size_t n, int *operands)
{
	int out = 1;
	bool only_operands = false;

	for (int i = 1; i < c->argc; i++) {
		const struct cmd_option *o;

		if (only_operands || strncmp(c->argv[i], "--", 2) != 0) {
			c->argv[out++] = c->argv[i];
		} else if (str_eq(c->argv[i], "--")) {
			only_operands = true;
		} else if (str_eq(c->argv[i], "--json")) {
			c->json = true;
		} else if (!(o = find_option(options, n, c->argv[i]))) {
			return unknown_option(c, options, n, c->argv[i]);
		} else if (o->flag) {
			*o->value = "";
		} else if (++i >= c->argc) {
			(void)cmd_fail(
			    CMD_USAGE, "%s: --%s wants a value", c->argv[0], o->name);
			return false;
		} else {
			*o->value = c->argv[i];
		}
	}
	*operands = out - 1;
	return true;
}

struct store *
cmd_store(const struct cmd *c)
{
	struct err e = {0};
	struct store *s;

	/* A store made by the way would belong to whoever asked, root perhaps. */
	if (!c->own_store && !str_eq(c->argv[0], "experts") &&
	    access(c->config->store, F_OK) != 0) {
		(void)cmd_fail(CMD_SYSTEM,
		    "there is no store at %s yet; the daemon makes it, or `experts "
		    "import`",
		    c->config->store);
		return NULL;
	}
	if (strncmp(c->config->store, c->config->state_dir,
	        strlen(c->config->state_dir)) == 0)
		(void)mkdir(c->config->state_dir, 0700);
	s = store_open(c->config->store, &e);
	if (!s)
		(void)cmd_fail(CMD_SYSTEM, "%s", e.text);
	return s;
}

bool
cmd_can_write(const struct cmd *c, const char *what)
{
	if (c->config->desk.address)
		return true;
	(void)cmd_fail(CMD_USAGE,
	    "%s: desk.address is not set, so no mail can be written; name the "
	    "configuration "
	    "with --config",
	    what);
	return false;
}

bool
cmd_desk_begin(const struct cmd *c, struct desk *d)
{
	struct strlist problems = {0};
	struct store *s = cmd_store(c);

	if (!s)
		return false;
	if (!desk_open(d, c->config, s, &problems)) {
		for (size_t i = 0; i < problems.n; i++)
			(void)cmd_fail(CMD_USAGE, "%s", problems.v[i]);
		strlist_free(&problems);
		store_close(s);
		return false;
	}
	if (!store_begin(s)) {
		(void)cmd_fail(CMD_SYSTEM, "%s", store_failed(s));
		desk_close(d);
		store_close(s);
		return false;
	}
	desk_begin(d);
	d->actor = "operator";
	return true;
}

int
cmd_desk_undo(const struct cmd *c, struct desk *d)
{
	struct store *s = d->store;

	(void)c;
	store_rollback(s);
	desk_close(d);
	store_close(s);
	return CMD_OK;
}

int
cmd_desk_end(const struct cmd *c, struct desk *d, int code)
{
	struct store *s = d->store;
	struct err e = {0};

	/* The daemon's list of experts holds their load. */
	desk_experts_changed(d);
	if (code >= CMD_USAGE)
		store_rollback(s);
	else if (!store_commit(s, &e))
		code = cmd_fail(CMD_SYSTEM, "%s; nothing was changed", e.text);
	desk_close(d);
	store_close(s);
	supervise_poke(c->config);
	return code;
}
