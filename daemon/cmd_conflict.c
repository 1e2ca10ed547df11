/* `madoguchi experts conflict REGNO`: with whom an expert must not be brought together.
 */
#include "cmd.h"

#include "clock.h"
#include "store_match.h"
#include "supervise.h"

#include <stdio.h>
#include <stdlib.h>

struct conflict_words {
	const char *contractor, *by;
};

static int
usage(void)
{
	return cmd_fail(CMD_USAGE, "experts conflict: REGNO list, REGNO add KIND VALUE "
	                           "or REGNO remove KIND VALUE "
	                           "was expected; KIND is domain, company or person");
}

static void
print_conflict(struct cmd *c, const struct expert *e, const struct conflict *k)
{
	char *at;

	if (c->json) {
		cmd_print_json(json_pack("{s:s, s:s, s:s, s:b, s:s, s:o}",
		    "registration_no", e->registration_no, "kind", k->kind, "value",
		    k->value, "contractor", k->contractor, "said_by", k->said_by,
		    "said_at", cmd_time(k->said_at)));
		return;
	}
	at = civil_iso_date(k->said_at);
	(void)printf("%-8s %s%s（%s、%s）\n", k->kind, k->value,
	    k->contractor ? "［委託先］" : "", k->said_by, at);
	free(at);
}

static int
list(struct cmd *c, struct store *s, const struct expert *e)
{
	size_t n;
	struct conflict *rows = store_conflict_list(s, e->id, &n);

	for (size_t i = 0; i < n; i++)
		print_conflict(c, e, &rows[i]);
	conflicts_free(rows, n);
	return CMD_OK;
}

/* The event tells an auditor who said it, also when it was taken back. */
static void
note(struct desk *d, const struct expert *e, const struct conflict *k, const char *what)
{
	desk_event(d, NULL, "conflict", false,
	    "%s（登録番号%s）の利害関係を%s: %s %s%s（%s）", e->name, e->registration_no,
	    what, k->kind, k->value, k->contractor ? "［委託先］" : "", k->said_by);
}

static int
change(struct cmd *c, struct store *s, const struct expert *e,
    const struct conflict_words *w, bool add)
{
	struct desk d = {
	    .config = c->config, .store = s, .now = clock_now(), .actor = "operator"};
	struct conflict k = {.expert_id = e->id,
	    .kind = c->argv[4],
	    .value = c->argv[5],
	    .contractor = w->contractor != NULL,
	    .said_by = (char *)(uintptr_t)(w->by ? w->by : "operator"),
	    .said_at = d.now};
	const char *unfit = conflict_unfit(k.kind, k.value);
	struct err err = {0};
	bool done;

	if (unfit)
		return cmd_fail(
		    CMD_USAGE, "experts conflict: %s %s: %s", k.kind, k.value, unfit);
	if (!store_begin(s))
		return cmd_fail(CMD_SYSTEM, "%s", store_failed(s));
	done = add ? store_conflict_add(s, &k) != 0
	           : store_conflict_remove(s, e->id, k.kind, k.value);
	if (done)
		note(&d, e, &k, add ? "登録しました" : "削除しました");
	if (!store_commit(s, &err))
		return cmd_fail(CMD_SYSTEM, "%s", err.text);
	supervise_poke(c->config);
	if (done || add)
		return CMD_OK;
	return cmd_fail(
	    CMD_NO, "%s: no such conflict: %s %s", e->registration_no, k.kind, k.value);
}

static int
run(struct cmd *c, struct store *s, const struct conflict_words *w, int operands)
{
	struct expert e;
	int code;

	if (!store_expert_find(s, c->argv[2], clock_now(), &e))
		return cmd_fail(
		    CMD_NO, "no expert with registration number %s", c->argv[2]);
	if (operands == 3)
		code = list(c, s, &e);
	else
		code = change(c, s, &e, w, str_eq(c->argv[3], "add"));
	expert_free(&e);
	return code;
}

int
cmd_conflict(struct cmd *c)
{
	struct conflict_words w = {0};
	const struct cmd_option options[] = {
	    {"contractor", true, &w.contractor}, {"by", false, &w.by}};
	struct store *s;
	bool known;
	int n, code;

	if (!cmd_options(c, options, ARRAY_LEN(options), &n))
		return CMD_USAGE;
	known = (n == 3 && str_eq(c->argv[3], "list")) ||
	        (n == 5 && (str_eq(c->argv[3], "add") || str_eq(c->argv[3], "remove")));
	if (!known)
		return usage();
	s = cmd_store(c);
	if (!s)
		return CMD_SYSTEM;
	code = run(c, s, &w, n);
	store_close(s);
	return code;
}
