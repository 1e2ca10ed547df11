/* `madoguchi experts import`: what a list changes is shown first, and then applied. */
#include "cmd.h"

#include "buf.h"
#include "clock.h"
#include "expert_csv.h"
#include "expert_merge.h"
#include "norm.h"
#include "store_list.h"
#include "supervise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Lines of each sort that people are shown; --json has all. */
enum { SHOWN_MAX = 100, SHOWN_VALUE = 40 };

struct import {
	struct cmd *c;
	const char *file, *all, *dry, *retire, *force;
	struct expert_list list;
	struct expert *present;
	size_t present_n;
	struct told *told;
	size_t told_n;
	struct merge_plan plan;
	char *doubt; /* why it is refused; NULL: it is not */
};

/* --- the plan in JSON --- */

static const char *const decisions[] = {
    [MERGE_LIST] = "list",
    [MERGE_KEEP] = "kept",
    [MERGE_LIST_NEWER] = "list_newer",
};

static json_t *
who_json(const struct expert *e)
{
	return json_pack("{s:s, s:s}", "registration_no", e->registration_no, "name",
	    e->name ? e->name : "");
}

static json_t *
change_json(const struct merge_change *c)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "field",
	    expert_field_name(c->field), "label", expert_field_label(c->field), "old",
	    c->old, "new", c->fresh, "decision", decisions[c->decision], "told_at",
	    cmd_time(c->told_at));
}

static json_t *
row_json(const struct merge_row *m, bool kept)
{
	json_t *o = who_json(m->row), *list = json_array();

	for (size_t i = 0; i < m->n; i++)
		if ((m->v[i].decision == MERGE_KEEP) == kept)
			(void)json_array_append_new(list, change_json(&m->v[i]));
	(void)json_object_set_new(o, "line", json_integer(m->line));
	(void)json_object_set_new(o, "fields", list);
	return o;
}

static json_t *
missing_json(const struct merge_missing *m)
{
	json_t *o = who_json(m->now);

	(void)json_object_set_new(o, "status", json_string(m->now->status));
	(void)json_object_set_new(o, "retired", json_boolean(m->retired));
	(void)json_object_set_new(o, "cases", cmd_strings(&m->cases));
	return o;
}

static json_t *
details_json(const struct merge_plan *p)
{
	json_t *fresh = json_array(), *changed = json_array(), *kept = json_array(),
	       *returned = json_array(), *away = json_array(), *missing = json_array();

	for (size_t i = 0; i < p->n; i++) {
		const struct merge_row *m = &p->v[i];

		if (!m->now) {
			json_t *o = who_json(m->row);

			(void)json_object_set_new(o, "line", json_integer(m->line));
			(void)json_array_append_new(fresh, o);
			continue;
		}
		if (m->taken)
			(void)json_array_append_new(changed, row_json(m, false));
		if (m->n > m->taken)
			(void)json_array_append_new(kept, row_json(m, true));
		if (m->returns)
			(void)json_array_append_new(returned, who_json(m->now));
		if (m->stays_away)
			(void)json_array_append_new(away, who_json(m->now));
	}
	for (size_t i = 0; i < p->missing_n; i++)
		(void)json_array_append_new(missing, missing_json(&p->missing[i]));
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "new", fresh, "changed",
	    changed, "kept", kept, "returned", returned, "stays_away", away, "vanished",
	    missing);
}

static json_t *
import_json(const struct import *im)
{
	const struct merge_plan *p = &im->plan;

	return json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:b, s:o, s:o, s:o}",
	    "rows", (int)p->n, "new", (int)p->fresh, "changed", (int)p->changed,
	    "unchanged", (int)p->same, "vanished", (int)p->missing_n, "retired",
	    (int)p->retired, "returned", (int)p->returned, "dry_run", im->dry != NULL,
	    "problems", cmd_strings(&im->list.problems), "refused", cmd_text(im->doubt),
	    "details", details_json(p));
}

/* --- the plan for people --- */

/* One line, not too long. Owned. */
static char *
shown_value(const char *value)
{
	char *s = xstrdup(*value ? value : "（なし）");
	size_t n = strlen(s);

	for (char *p = s; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	utf8_cut(s, SHOWN_VALUE);
	if (strlen(s) == n)
		return s;
	value = xasprintf("%s…", s);
	free(s);
	return (char *)(uintptr_t)value;
}

static void
print_change(const struct merge_change *c)
{
	char *old = shown_value(c->old), *fresh = shown_value(c->fresh);
	char *told = c->told_at ? civil_ja_date(c->told_at) : NULL;

	(void)printf("    %s: %s → %s", expert_field_label(c->field), old, fresh);
	if (c->decision == MERGE_KEEP)
		(void)printf(
		    "（%sの本人の申し出を残し、一覧の値は取り込みません）", told);
	else if (c->decision == MERGE_LIST_NEWER)
		(void)printf("（%sの本人の申し出より後に一覧が改められています）", told);
	(void)puts("");
	free(told);
	free(fresh);
	free(old);
}

static void
print_who(const char *what, const struct expert *e, const char *rest)
{
	(void)printf(
	    "  %s %s %s%s\n", what, e->registration_no, e->name ? e->name : "", rest);
}

static bool
shows(const struct merge_row *m)
{
	return !m->now || m->n || m->returns || m->stays_away;
}

static void
print_row(const struct merge_row *m)
{
	if (!m->now)
		print_who("新規", m->row, "");
	else
		print_who(m->returns ? "再掲載"
		          : m->taken ? "変更"
		                     : "そのまま",
		    m->row,
		    m->stays_away ? "（本人の申し出により掲載を終えたままです）" : "");
	for (size_t i = 0; i < m->n; i++)
		print_change(&m->v[i]);
}

static void
print_missing(const struct merge_missing *m)
{
	struct buf b = {0};

	buf_adds(&b, m->retired ? "（掲載終了にします）"
	             : str_eq(m->now->status, "suspended") ? "（停止中のまま残します）"
	                                                   : "（残します）");
	for (size_t i = 0; i < m->cases.n; i++)
		buf_addf(&b, "%s%s", i ? "、" : " 進行中の案件: ", m->cases.v[i]);
	print_who("一覧にない", m->now, buf_str(&b));
	buf_free(&b);
}

static void
print_plan(const struct merge_plan *p)
{
	size_t shown = 0, all = 0;

	for (size_t i = 0; i < p->n; i++)
		if (shows(&p->v[i]) && all++ < SHOWN_MAX) {
			print_row(&p->v[i]);
			shown++;
		}
	if (all > shown)
		(void)printf("  ほか%zu名（--jsonで全員）\n", all - shown);
	for (size_t i = 0; i < p->missing_n && i < SHOWN_MAX; i++)
		print_missing(&p->missing[i]);
	if (p->missing_n > SHOWN_MAX)
		(void)printf("  ほか%zu名が一覧にありません（--jsonで全員）\n",
		    p->missing_n - SHOWN_MAX);
}

static void
print_counts(const struct import *im)
{
	const struct merge_plan *p = &im->plan;

	(void)printf("新規 %zu名、変更 %zu名、変更なし %zu名、一覧にない %zu名"
	             "（うち掲載終了 %zu名）、再掲載 %zu名、取り込めない行 %zu%s\n",
	    p->fresh, p->changed, p->same, p->missing_n, p->retired, p->returned,
	    im->list.problems.n, im->dry ? "（確認のみ。何も変えていません）" : "");
}

/* --- making it --- */

static void
forget_plan(struct import *im)
{
	expert_merge_free(&im->plan);
	tolds_free(im->told, im->told_n);
	experts_free(im->present, im->present_n);
	im->present = NULL;
	im->told = NULL;
	im->present_n = im->told_n = 0;
}

/* s NULL: there is no store yet. */
static void
make_plan(struct import *im, struct store *s)
{
	if (s) {
		im->present = store_expert_list(s, clock_now(), &im->present_n);
		im->told = store_told_list(s, &im->told_n);
	}
	expert_merge_plan(im->present, im->present_n, im->told, im->told_n, &im->list,
	    im->retire != NULL, &im->plan);
	for (size_t i = 0; i < im->plan.missing_n; i++)
		if (im->plan.missing[i].now->load)
			store_expert_cases(
			    s, im->plan.missing[i].now->id, &im->plan.missing[i].cases);
}

/* --- applying it --- */

static void
apply_row(struct desk *d, struct import *im, const struct merge_row *m, struct expert *e)
{
	int64_t id;

	expert_merge_settle(m, &im->list, e);
	id = store_expert_put(d->store, e, d->now, NULL);
	for (int f = 0; f < FIELD_COUNT; f++)
		if (m->forget & 1u << f)
			store_told_forget(
			    d->store, id, expert_field_name((enum expert_field)f));
	if (m->forget_entry)
		store_told_forget(d->store, id, TOLD_ENTRY);
	if (m->returns) {
		store_expert_status(d->store, id, "active");
		desk_event(d, NULL, "list", false,
		    "%s（登録番号%s）が再び一覧に載ったため、掲載中に戻しました", e->name,
		    e->registration_no);
	}
	expert_pack(e);
}

static void
apply_missing(struct desk *d, const struct merge_missing *m)
{
	struct buf b = {0};

	if (!m->retired)
		return;
	for (size_t i = 0; i < m->cases.n; i++)
		buf_addf(&b, "%s%s",
		    i ? "、" : "。進行中の案件はそのままです: ", m->cases.v[i]);
	store_expert_status(d->store, m->now->id, "gone");
	desk_event(d, NULL, "list", m->cases.n > 0,
	    "%s（登録番号%s）が一覧にないため、掲載終了にしました%s", m->now->name,
	    m->now->registration_no, buf_str(&b));
	buf_free(&b);
}

static void
apply(struct desk *d, struct import *im)
{
	const struct merge_plan *p = &im->plan;
	struct case_row *waiting;
	size_t n;

	for (size_t i = 0; i < p->n; i++)
		apply_row(d, im, &p->v[i], &im->list.v[i]);
	for (size_t i = 0; i < p->missing_n; i++)
		apply_missing(d, &p->missing[i]);
	desk_event(d, NULL, "list", false,
	    "専門家リストを取り込みました: 新規%zu名、変更%zu名、変更なし%zu名、"
	    "一覧にない%zu名（うち掲載終了%zu名）、再掲載%zu名、取り込めない行%zu",
	    p->fresh, p->changed, p->same, p->missing_n, p->retired, p->returned,
	    im->list.problems.n);
	desk_experts_changed(d);
	/* Cases for which nobody was found get another look. */
	waiting = store_case_list(d->store, "no_expert", &n);
	for (size_t i = 0; i < n; i++)
		store_timer_set(d->store, waiting[i].id, "match", 0, d->now);
	case_rows_free(waiting, n);
}

/* What is applied is what was shown: made anew under the lock, it must be the same. */
static int
apply_as_shown(struct import *im, struct store *s)
{
	struct desk d = {
	    .config = im->c->config, .store = s, .now = clock_now(), .actor = "operator"};
	uint64_t shown = expert_merge_digest(&im->plan);
	struct err e = {0};

	if (!store_begin(s))
		return cmd_fail(CMD_SYSTEM, "%s", store_failed(s));
	forget_plan(im);
	make_plan(im, s);
	if (expert_merge_digest(&im->plan) != shown) {
		store_rollback(s);
		return cmd_fail(CMD_NO, "登録内容がほかから変えられたため、何も取り込みま"
		                        "せんでした。もう一度お試しください");
	}
	apply(&d, im);
	if (!store_commit(s, &e))
		return cmd_fail(CMD_SYSTEM, "%s; nothing was imported", e.text);
	supervise_poke(im->c->config);
	return CMD_OK;
}

/* A look changes nothing, not even by making a store. */
static bool
has_store(const struct import *im)
{
	return !im->dry || access(im->c->config->store, F_OK) == 0;
}

static int
show_and_apply(struct import *im)
{
	struct store *s = NULL;
	int code = CMD_OK;

	if (has_store(im) && !(s = cmd_store(im->c)))
		return CMD_SYSTEM;
	make_plan(im, s);
	im->doubt = im->force ? NULL : expert_merge_doubt(&im->plan, &im->list);
	if (!im->c->json)
		print_plan(&im->plan);
	if (im->doubt)
		code = cmd_fail(CMD_NO,
		    "%s。何も取り込みませんでした（それでもよければ--force）", im->doubt);
	else if (!im->dry)
		code = apply_as_shown(im, s);
	if (im->c->json && (code == CMD_OK || im->doubt))
		cmd_print_json(import_json(im));
	else if (code == CMD_OK)
		print_counts(im);
	free(im->doubt);
	forget_plan(im);
	if (s)
		store_close(s);
	return code;
}

int
cmd_import(struct cmd *c)
{
	struct import im = {.c = c};
	const struct cmd_option options[] = {{"all-or-nothing", true, &im.all},
	    {"dry-run", true, &im.dry}, {"retire-missing", true, &im.retire},
	    {"force", true, &im.force}};
	struct err e = {0};
	int n, code;

	if (!cmd_options(c, options, ARRAY_LEN(options), &n))
		return CMD_USAGE;
	if (n != 2)
		return cmd_fail(CMD_USAGE, "experts import: one FILE.csv was expected");
	if (!expert_csv_read(c->argv[2], &im.list, &e))
		return cmd_fail(CMD_NO, "%s", e.text);
	for (size_t i = 0; i < im.list.problems.n; i++)
		(void)cmd_fail(CMD_NO, "%s", im.list.problems.v[i]);
	for (size_t i = 0; i < im.list.warnings.n; i++)
		(void)fprintf(stderr, "madoguchi: (注意) %s\n", im.list.warnings.v[i]);
	if (im.list.problems.n && im.all)
		code = cmd_fail(
		    CMD_NO, "取り込めない行があるため、何も取り込みませんでした");
	else
		code = show_and_apply(&im);
	if (code == CMD_OK && im.list.problems.n)
		code = CMD_NO;
	expert_list_free(&im.list);
	return code;
}
