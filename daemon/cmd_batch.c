/* `madoguchi match --batch`: all waiting cases are put to experts at once. */
#include "cmd.h"

#include "desk_batch.h"

#include <stdio.h>
#include <stdlib.h>

/* --- what is printed, as JSON first: after the commit the desk's list is gone --- */

static json_t *
line_json(const struct batch_line *l)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:o, s:i, s:b}", "type",
	    l->expert ? "offer" : "nobody", "case", l->c.number, "state", l->c.state,
	    "prefecture", cmd_text(l->c.prefecture), "theme", l->c.theme, "incident",
	    l->c.incident);

	if (l->expert) {
		(void)json_object_set_new(
		    o, "registration_no", cmd_text(l->expert->registration_no));
		(void)json_object_set_new(o, "name", cmd_text(l->expert->name));
		(void)json_object_set_new(o, "score", json_real(l->score));
		(void)json_object_set_new(o, "cost", json_integer(l->cost));
		(void)json_object_set_new(o, "reasons", cmd_strings(&l->reasons));
	} else {
		(void)json_object_set_new(o, "rule", cmd_text(l->rule));
		(void)json_object_set_new(o, "why", cmd_text(l->why));
		(void)json_object_set_new(
		    o, "listed", json_integer((json_int_t)l->listed));
	}
	return o;
}

static json_t *
shortage_json(const struct shortage *s)
{
	char *words = desk_supply_words(s);
	json_t *o = json_pack("{s:s, s:o, s:i, s:s, s:I, s:o, s:s}", "type", "shortage",
	    "prefecture", cmd_text(s->prefecture), "theme", s->theme, "rule", s->rule,
	    "listed", (json_int_t)s->listed, "cases", cmd_strings(&s->cases), "text",
	    words);

	free(words);
	return o;
}

static json_t *
batch_json(const struct batch *b, bool dry_run)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < b->n; i++)
		(void)json_array_append_new(rows, line_json(&b->lines[i]));
	for (size_t i = 0; i < b->shortages_n; i++)
		(void)json_array_append_new(rows, shortage_json(&b->shortages[i]));
	(void)json_array_append_new(
	    rows, json_pack("{s:s, s:I, s:I, s:I, s:I, s:b}", "type", "summary", "cases",
	              (json_int_t)b->n, "offers", (json_int_t)b->served, "nobody",
	              (json_int_t)(b->n - b->served), "cost", (json_int_t)b->cost,
	              "dry_run", dry_run));
	return rows;
}

/* What only the carrying out shows. */
static void
add_further(json_t *rows, const struct batch *b)
{
	(void)json_object_set_new(json_array_get(rows, json_array_size(rows) - 1),
	    "further", json_integer((json_int_t)b->further));
}

/* --- for people --- */

static const char *
text_of(json_t *o, const char *key)
{
	const char *text = json_string_value(json_object_get(o, key));

	return text ? text : "";
}

static long long
number_of(json_t *o, const char *key)
{
	return (long long)json_integer_value(json_object_get(o, key));
}

static void
print_offer(json_t *o)
{
	(void)printf("%s  → %s  %s  %.1f点\n", text_of(o, "case"),
	    text_of(o, "registration_no"), text_of(o, "name"),
	    json_real_value(json_object_get(o, "score")));
}

static void
print_nobody(json_t *o)
{
	(void)printf("%s  該当者なし: %s\n", text_of(o, "case"), text_of(o, "why"));
}

static void
print_shortage(json_t *o)
{
	(void)printf("不足: %s\n", text_of(o, "text"));
}

static void
print_summary(json_t *o)
{
	if (number_of(o, "further"))
		(void)printf("同時に打診する案件で、ほかに%lld名にも打診しました\n",
		    number_of(o, "further"));
	(void)printf("%lld件のうち%lld件を打診%s、%lld件は該当者なし（総コスト %lld）\n",
	    number_of(o, "cases"), number_of(o, "offers"),
	    json_is_true(json_object_get(o, "dry_run")) ? "できます" : "しました",
	    number_of(o, "nobody"), number_of(o, "cost"));
}

static void
print_rows(struct cmd *c, json_t *rows)
{
	static const struct {
		const char *type;
		void (*print)(json_t *o);
	} types[] = {{"offer", print_offer}, {"nobody", print_nobody},
	    {"shortage", print_shortage}, {"summary", print_summary}};
	size_t i;
	json_t *o;

	json_array_foreach(rows, i, o)
	{
		if (c->json)
			cmd_print_json(json_incref(o));
		for (size_t t = 0; !c->json && t < ARRAY_LEN(types); t++)
			if (str_eq(types[t].type, text_of(o, "type")))
				types[t].print(o);
	}
}

/* --- the command --- */

static int
finish(struct cmd *c, struct desk *d, int code, bool dry_run)
{
	struct store *s = d->store;

	if (!dry_run)
		return cmd_desk_end(c, d, code);
	store_rollback(s);
	desk_close(d);
	store_close(s);
	return code;
}

int
cmd_batch(struct cmd *c)
{
	const char *batch = NULL, *dry = NULL;
	const struct cmd_option options[] = {
	    {"batch", true, &batch}, {"dry-run", true, &dry}};
	struct batch b;
	struct desk d;
	struct err e = {0};
	json_t *rows = NULL;
	int n, code;

	if (!cmd_options(c, options, ARRAY_LEN(options), &n))
		return CMD_USAGE;
	if (n)
		return cmd_fail(
		    CMD_USAGE, "match --batch: unexpected argument %s", c->argv[1]);
	if (!dry && !c->config->desk.address)
		return cmd_fail(CMD_USAGE,
		    "match --batch: desk.address is not set, so no offer can be written; "
		    "--dry-run shows what would be offered");
	if (!cmd_desk_begin(c, &d))
		return CMD_SYSTEM;
	if (!desk_batch_plan(&d, &b, &e)) {
		code = cmd_fail(CMD_SYSTEM, "%s", e.text);
	} else {
		rows = batch_json(&b, dry != NULL);
		code = b.served == b.n ? CMD_OK : CMD_NO;
		if (!dry) {
			desk_batch_carry_out(&d, &b);
			add_further(rows, &b);
		}
	}
	batch_free(&b);
	code = finish(c, &d, code, dry != NULL);
	if (code < CMD_USAGE)
		print_rows(c, rows);
	json_decref(rows);
	return code;
}
