/* What an operator sees: names that are nearly right, beginnings of texts, letters that
 * were overtaken, events that later ones settle, commands for what waits. */
#include "store_fixture.h"

#include "cmd_say.h"
#include "desk_overtaken.h"
#include "desk_settle.h"
#include "excerpt.h"
#include "nearest.h"
#include "todo.h"
#include "verdict.h"

static void
test_nearest(void **state)
{
	static const struct {
		const char *word, *near;
	} rows[] = {{"aprove", "approve"}, {"打診", "打診中"}, {"xyzzyxyzzy", NULL},
	    {"CLOSE", "close"}};
	static const char *const names[] = {"approve", "close", "打診中", "終了"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct nearest n = nearest_to(rows[i].word);

		for (size_t k = 0; k < ARRAY_LEN(names); k++)
			nearest_try(&n, names[k]);
		if (rows[i].near)
			assert_string_equal(n.best, rows[i].near);
		else
			assert_null(n.best);
	}
}

static void
test_excerpt(void **state)
{
	struct strlist lines = {0};
	char *first;

	(void)state;
	assert_true(
	    excerpt_lines("\n　\r\nあいうえお\r\n\x1b[31m赤\nもう一行\n", 2, 3, &lines));
	assert_int_equal(lines.n, 2);
	assert_string_equal(lines.v[0], "あいう…");
	assert_null(strchr(lines.v[1], '\x1b'));
	strlist_free(&lines);
	first = excerpt_first(NULL, 10);
	assert_string_equal(first, "");
	free(first);
}

/* --- a desk with a case --- */

struct scene {
	struct desk d;
	struct config *config;
	struct case_row c;
};

static void
scene_begin(struct scene *s, void **state, const char *case_state)
{
	struct fixture *f = *state;
	struct strlist problems = {0};

	*s = (struct scene){.config = config_default()};
	set_str(&s->config->desk.address, "soudan@desk.example.jp");
	set_str(&s->config->templates_dir, "templates");
	set_str(&s->config->data_dir, ".");
	if (!desk_open(&s->d, s->config, f->s, &problems))
		fail_msg("%s", problems.n ? problems.v[0] : "desk_open");
	desk_begin(&s->d);
	assert_true(store_case_get(f->s, add_case(f->s, case_state, s->d.now), &s->c));
}

static void
scene_end(struct scene *s)
{
	case_row_free(&s->c);
	desk_close(&s->d);
	config_free(s->config);
}

static bool
open_after(struct scene *s, const char *what, const char *text, unsigned happened,
    const struct expert *e, int visit)
{
	int64_t id =
	    store_event(s->d.store, s->c.id, s->d.now, "desk", what, text, 0, true);
	struct event_row row;
	bool open;

	desk_settle(&s->d, &s->c, happened, e, visit);
	assert_true(store_event_get(s->d.store, id, &row));
	open = row.open;
	event_row_free(&row);
	(void)store_event_close(s->d.store, id, 0);
	return open;
}

static void
test_settled(void **state)
{
	struct expert e = {.id = 1, .name = "大川 進", .email = "o@experts.example.jp"};
	static const struct {
		const char *what, *text;
		unsigned happened;
		int visit;
		bool settled;
	} rows[] = {
	    {"nobody", "打診できる専門家がいません", SETTLES_ACCEPTED, 0, true},
	    {"nobody", "打診できる専門家がいません", SETTLES_REPORTED, 1, false},
	    {"unclear", "担当者の判断が必要です", SETTLES_REVIEWED, 0, true},
	    {"question", "大川 進氏から条件・質問: x", SETTLES_STANCE, 0, true},
	    {"question", "森田 泉氏から条件・質問: x", SETTLES_STANCE, 0, false},
	    {"visit", "第1回の日程を調整してください", SETTLES_DATED, 1, true},
	    {"visit", "第10回の日程を調整してください", SETTLES_DATED, 1, false},
	    {"report_late", "第2回の報告がまだありません", SETTLES_REPORTED, 2, true},
	    {"report_late", "第2回の報告がまだありません", SETTLES_DATED, 2, false},
	    {"review", "苦情・ご不満の連絡です", SETTLES_ENDED | SETTLES_ACCEPTED, 0,
	        false},
	};
	struct scene s;

	scene_begin(&s, state, "matching");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(open_after(&s, rows[i].what, rows[i].text,
		                     rows[i].happened, &e, rows[i].visit),
		    !rows[i].settled);
	scene_end(&s);
}

/* A move of the case settles what its new state does. */
static void
test_moves_settle(void **state)
{
	struct scene s;
	struct event_row row;
	int64_t id;

	scene_begin(&s, state, "no_expert");
	id = store_event(
	    s.d.store, s.c.id, s.d.now, "desk", "nobody", "いません", 0, true);
	assert_true(desk_move(&s.d, &s.c, TRIGGER_ACCEPTED, "電話で"));
	assert_true(store_event_get(s.d.store, id, &row));
	assert_false(row.open);
	event_row_free(&row);
	scene_end(&s);
}

static void
test_overtaken(void **state)
{
	static const struct {
		const char *case_state, *template_name;
		bool overtaken;
	} rows[] = {
	    {"withdrawn", "ack", true},
	    {"offered", "ack", false},
	    {"matching", "ack_confirm", true},
	    {"confirm", "ack_confirm", false},
	    {"offered", "no_expert_company", true},
	    {"no_expert", "no_expert_company", false},
	    {"review", "ack_review", false},
	    {"matching", "intro_company", true},
	    {"closed", "closed_company", false},
	    {"closed", "no_such_template", false},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct outbox_row row = {
		    .template_name = (char *)(uintptr_t)rows[i].template_name};
		struct scene s;

		scene_begin(&s, state, rows[i].case_state);
		assert_int_equal(
		    desk_overtaken(&s.d, &s.c, &row) != NULL, rows[i].overtaken);
		scene_end(&s);
	}
}

static bool
offers(struct scene *s, const char *what, const char *command)
{
	struct event_row e = {
	    .id = 7, .case_id = s->c.id, .what = (char *)(uintptr_t)what};
	size_t n;
	struct todo *rows = todo_event(s->d.store, s->d.now, &e, &n);
	bool found = false;

	for (size_t i = 0; i < n; i++) {
		assert_null(strchr(rows[i].command, '{'));
		found = found || str_eq(rows[i].command, command);
	}
	todos_free(rows, n);
	return found;
}

static void
test_todo(void **state)
{
	struct scene s;
	char *assign, *approve;

	scene_begin(&s, state, "no_expert");
	assign = xasprintf("madoguchi match --case %s", s.c.number);
	approve = xasprintf("madoguchi case approve %s", s.c.number);
	assert_true(offers(&s, "nobody", assign));
	assert_false(offers(&s, "nobody", approve));
	assert_true(offers(&s, "mail", "madoguchi review done e7"));
	free(approve);
	free(assign);
	scene_end(&s);
}

static void
test_verdict(void **state)
{
	struct verdict v = {.kind = verdict_kind_find("相談"),
	    .budget_yen = -1,
	    .employees = 30,
	    .prefecture = "大阪府"};
	struct reading r;

	(void)state;
	reading_init(&r);
	r.kind = KIND_SPAM;
	r.decision = DECISION_IGNORE;
	verdict_apply(&v, &r);
	assert_int_equal(r.kind, KIND_REQUEST);
	assert_int_equal(r.decision, DECISION_CONFIRM);
	assert_string_equal(r.slots.prefecture, "大阪府");
	assert_int_equal(r.slots.employees, 30);
	assert_int_equal(r.slots.budget_yen, -1);
	v.category = 'c';
	verdict_apply(&v, &r);
	assert_int_equal(r.decision, DECISION_AUTO);
	for (size_t i = 0; verdict_kind(i); i++)
		assert_ptr_equal(
		    verdict_kind_find(verdict_kind(i)->word), verdict_kind(i));
	assert_null(verdict_kind_find("nosuch"));
	reading_free(&r);
}

/* The conversions of a format, in their order. */
static void
conversions(const char *format, char *out, size_t size)
{
	size_t n = 0;

	for (const char *p = strchr(format, '%'); p; p = strchr(p + 1, '%')) {
		size_t len = strspn(p + 1, "l") + 2;

		for (size_t i = 0; i < len && n + 1 < size; i++)
			out[n++] = p[i];
	}
	out[n] = '\0';
}

static void
test_either_language_takes_the_same(void **state)
{
	const char *english, *japanese;
	size_t i = 0;

	(void)state;
	for (; cmd_say_row(i, &english, &japanese); i++) {
		char a[64], b[64];

		conversions(english, a, sizeof(a));
		conversions(japanese, b, sizeof(b));
		assert_string_equal(a, b);
	}
	assert_true(i > 20);
	assert_int_equal(setenv("LC_ALL", "ja_JP.UTF-8", 1), 0);
	assert_string_not_equal(cmd_say("no case %s"), "no case %s");
	assert_string_equal(cmd_say("no such text"), "no such text");
	assert_int_equal(setenv("LC_ALL", "C.UTF-8", 1), 0);
	assert_string_equal(cmd_say("no case %s"), "no case %s");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_nearest),
	    cmocka_unit_test(test_excerpt),
	    STORE_TEST(test_settled),
	    STORE_TEST(test_moves_settle),
	    STORE_TEST(test_overtaken),
	    STORE_TEST(test_todo),
	    cmocka_unit_test(test_verdict),
	    cmocka_unit_test(test_either_language_takes_the_same),
	};

	return cmocka_run_group_tests_name("operator", tests, NULL, NULL);
}
