/* What is said to the operators in their channel: by command, and by itself. */
#include "desk_fixture.h"
#include "oproom.h"
#include "store_oproom.h"

struct room {
	struct fixture *f;
	struct config *config;
	struct desk d;
};

static void
room_begin(struct room *r, void **state)
{
	struct config_source *s = xcalloc(1, sizeof(*s));

	r->f = *state;
	r->config = desk_config();
	s->name = xstrdup("slack");
	s->kind = SOURCE_SLACK;
	s->public_rooms = true;
	r->config->sources = s;
	r->config->sources_n = 1;
	set_str(&r->config->operator_channel.source, "slack");
	set_str(&r->config->operator_channel.room, "C0OPS");
	strlist_add(&r->config->desk.operators, "operator@desk.example.jp");
	desk_ready(&r->d, r->config, r->f->s);
}

static void
room_end(struct room *r)
{
	desk_close(&r->d);
	config_free(r->config);
}

static int64_t
open_case(struct room *r, const char *number, const char *state)
{
	struct case_row c;
	int64_t id;

	case_row_init(&c);
	set_str(&c.state, state);
	set_str(&c.company, "株式会社つばめ精機");
	set_str(&c.contact, "山田 太郎");
	set_str(&c.prefecture, "大阪府");
	c.opened_at = c.updated_at = str_starts(number, "2025") ? NOW : NOW + 40 * 86400;
	store_case_add(r->f->s, &c);
	assert_string_equal(c.number, number);
	id = c.id;
	case_row_free(&c);
	return id;
}

static char *
say(struct room *r, const char *text)
{
	struct op_command command;
	struct case_row about;
	char *answer;

	op_read(text, &command);
	assert_int_not_equal(command.kind, OP_TALK);
	answer = oproom_do(&r->d, &command, "slack U1", &about);
	case_row_free(&about);
	op_command_free(&command);
	return answer;
}

static void
check(struct room *r, const char *text, const char *holds)
{
	char *answer = say(r, text);

	if (!strstr(answer, holds))
		fail_msg("%s: %s", text, answer);
	if (!r->config->operator_channel.members_only &&
	    (strstr(answer, "つばめ") || strstr(answer, "山田")))
		fail_msg("%s names somebody: %s", text, answer);
	assert_true(strlen(answer) < 3000);
	free(answer);
}

static void
test_answers(void **state)
{
	struct room r = {0};
	int64_t id;

	room_begin(&r, state);
	(void)open_case(&r, "2025-0001", "closed");
	id = open_case(&r, "2026-0001", "matching");
	(void)open_case(&r, "2026-0002", "no_expert");
	check(&r, "状況 1", "複数あります");
	check(&r, "状況 2025-0001", "案件 2025-0001");
	check(&r, "状況 2", "案件 2026-0002");
	check(&r, "承認 2", "承認待ちのものはありません");
	check(&r, "状況 77", "見当たりません");
	check(&r, "確認待ち", "ありません");
	(void)store_event(r.f->s, id, r.d.now, "desk", "review",
	    "山田 太郎さんからの連絡です", 0, true);
	check(&r, "確認待ち", "案件 2026-0001 内容の確認");
	check(&r, "状況 2026-0001", "担当者の判断待ち 1件");
	check(&r, "案件 今日", "ありません");
	check(&r, "送信待ち", "ありません");
	check(&r, "madoguchi 何か", "読み取れませんでした");
	check(&r, "ヘルプ", "承認 123");
	r.config->operator_channel.members_only = true;
	check(&r, "確認待ち", "山田 太郎");
	check(&r, "状況 2026-0001", "つばめ");
	set_str(&r.config->reports.lang, "en");
	check(&r, "status 2026-0001", "Case 2026-0001: matching");
	check(&r, "review", "a message to be looked at");
	check(&r, "help", "approve 123");
	room_end(&r);
}

/* Many things wait: the first are listed, the others counted. */
static void
test_long_list(void **state)
{
	struct room r = {0};

	room_begin(&r, state);
	for (int i = 0; i < 40; i++)
		(void)store_event(
		    r.f->s, 0, r.d.now, "desk", "review", "山田さんから", 0, true);
	check(&r, "確認待ち", "ほか25件");
	room_end(&r);
}

static size_t
posts(struct room *r, char **newest)
{
	struct outbox_row *rows;
	size_t n, count = 0;

	rows = store_outbox_list(r->f->s, 0, NULL, &n);
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].template_name, "chat/operator_alert")) {
			size_t bytes;
			char *text = store_outbox_wire(r->f->s, rows[i].id, &bytes);

			assert_non_null(text);
			count++;
			set_str(newest, text ? text : "");
			free(text);
		}
	outbox_rows_free(rows, n);
	return count;
}

static void
test_alerts(void **state)
{
	struct room r = {0};
	struct case_row c;
	char *text = xstrdup("");
	int64_t id;

	room_begin(&r, state);
	(void)open_case(&r, "2025-0001", "closed");
	id = open_case(&r, "2026-0001", "review");
	assert_true(store_case_get(r.f->s, id, &c));
	desk_alert(&r.d, &c, "確かめてください", "%s様から", "山田");
	assert_int_equal(posts(&r, &text), 1);
	assert_non_null(strstr(text, "確かめてください（案件 2026-0001）"));
	assert_non_null(strstr(text, "承認 2026-0001"));
	assert_null(strstr(text, "山田"));
	r.config->operator_channel.members_only = true;
	desk_alert(&r.d, &c, "確かめてください", "%s様から", "山田");
	assert_int_equal(posts(&r, &text), 2);
	assert_non_null(strstr(text, "山田様から"));
	/* Broken: by mail alone. */
	store_meta_set(r.f->s, "chat.trouble.slack", "1");
	desk_alert(&r.d, &c, "確かめてください", "%s様から", "山田");
	assert_int_equal(posts(&r, &text), 2);
	assert_int_equal(store_outbox_count(
	                     r.f->s, "operator@desk.example.jp", "operator_alert", 0, 0),
	    3);
	store_meta_set(r.f->s, "chat.trouble.slack", "");
	/* Over the day's limit it waits for the summary, here as by mail. */
	r.config->limits.alerts_per_day = 3;
	desk_alert(&r.d, &c, "確かめてください", "もう一つ");
	assert_int_equal(posts(&r, &text), 2);
	desk_alert_summary(&r.d);
	assert_int_equal(posts(&r, &text), 3);
	assert_non_null(strstr(text, "まとめ"));
	case_row_free(&c);
	free(text);
	room_end(&r);
}

static void
test_numbers(void **state)
{
	struct room r = {0};
	int64_t *ids;
	size_t n;

	room_begin(&r, state);
	(void)open_case(&r, "2025-0001", "closed");
	(void)open_case(&r, "2026-0001", "closed");
	(void)open_case(&r, "2026-0002", "closed");
	ids = store_cases_numbered(r.f->s, 1, &n);
	assert_int_equal(n, 2);
	assert_true(ids[0] > ids[1]);
	free(ids);
	ids = store_cases_numbered(r.f->s, 12, &n);
	assert_int_equal(n, 0);
	free(ids);
	room_end(&r);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_answers),
	    TEST(test_long_list),
	    TEST(test_alerts),
	    TEST(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
