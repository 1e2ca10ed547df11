/* The lists of the operators' channel: what waits, today's cases, mail on its way. See
 * oproom_say.h. */
#include "oproom_say.h"

#include "chat.h"
#include "clock.h"
#include "desk_disclose.h"
#include "excerpt.h"
#include "store_inbox.h"
#include "store_oproom.h"

#include <stdlib.h>

enum { TEXT_CHARS = 80, QUARANTINE_MOST = 200 };

const char *
op_word(const struct op_say *o, const char *ja, const char *en)
{
	return o->english ? en : ja;
}

const char *
op_state(const struct op_say *o, const char *state)
{
	return o->english ? state : case_state_label(state);
}

char *
op_time(const struct op_say *o, int64_t t)
{
	return o->english ? civil_en_datetime(t) : civil_ja_datetime(t);
}

/* --- letters --- */

static const char *
receiver(const struct op_say *o, const struct outbox_row *row)
{
	static const struct {
		const char *role, *ja, *en;
	} roles[] = {{"requester", "相談者", "the requester"},
	    {"referrer", "紹介元", "the agency"}, {"copy", "同報先", "somebody in copy"},
	    {"expert", "専門家", "the expert"}};
	const char *words = op_word(o, "その他の方", "somebody else");
	char *role = NULL;

	if (row->offer_id)
		return op_word(o, "専門家", "the expert");
	if (strlist_has(&o->d->config->desk.operators, row->recipient))
		return op_word(o, "担当者", "the operators");
	if (row->case_id &&
	    store_case_has_person(o->d->store, row->case_id, row->recipient, &role))
		for (size_t i = 0; i < ARRAY_LEN(roles); i++)
			if (str_eq(roles[i].role, role))
				words = op_word(o, roles[i].ja, roles[i].en);
	free(role);
	return words;
}

void
op_add_mail(struct op_say *o, const struct outbox_row *row)
{
	const char *purpose = disclosure_purpose(row->template_name);
	const char *what = purpose ? purpose : "other";

	OP_ADD(o, "%s宛「%s」（o%lld）", "%s: %s (o%lld)", receiver(o, row),
	    o->english             ? what
	    : str_eq(what, "desk") ? "通知"
	                           : disclosure_label(what),
	    (long long)row->id);
	if (o->names)
		OP_ADD(o, " %s %s", " %s %s", row->recipient, row->subject);
}

static void
add_number(struct op_say *o, int64_t case_id)
{
	struct case_row c;

	if (!case_id || !store_case_get(o->d->store, case_id, &c))
		return;
	OP_ADD(o, "案件 %s ", "case %s ", c.number);
	case_row_free(&c);
}

/* --- 確認待ち --- */

struct list {
	struct op_say *o;
	size_t n; /* items so far; those behind OP_LINES_MOST are counted alone */
};

static bool
room(struct list *l)
{
	return l->n++ < OP_LINES_MOST;
}

static void
add_words(struct op_say *o, const char *text)
{
	char *first = o->names ? excerpt_first(text, TEXT_CHARS) : NULL;

	if (first)
		OP_ADD(o, ": %s", ": %s", first);
	free(first);
	buf_addc(&o->b, '\n');
}

static const char *
event_label(const struct op_say *o, const char *what)
{
	static const struct {
		const char *what, *ja, *en;
	} labels[] = {
	    {"alert_held", "まとめて知らせる通知", "an alert of the next summary"},
	    {"alert_held_urgent", "まとめて知らせる通知（インシデント）",
	        "an alert of the next summary (incident)"},
	    {"chat", "チャットの発言", "something said by chat"},
	    {"chat_gap", "読めていないおそれのある発言", "messages that may be lost"},
	    {"chat_trouble", "チャットの異常", "trouble with a chat"},
	    {"complaint", "苦情", "a complaint"},
	    {"mail", "送れなかったメール", "a mail that was not sent"},
	    {"nobody", "専門家が見つからない", "no expert found"},
	    {"question", "専門家からの質問", "an expert's question"},
	    {"quarantine", "読めないメール", "an unreadable message"},
	    {"report_late", "届かない報告", "a report that is overdue"},
	    {"review", "内容の確認", "a message to be looked at"},
	    {"send_trouble", "送信サーバーの異常", "trouble with the mail server"},
	    {"source_failing", "受信元の異常", "trouble with a source"},
	    {"unclear", "内容の確認", "a request to be looked at"},
	    {"visit", "訪問の日程", "the date of a visit"},
	};

	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (str_eq(labels[i].what, what))
			return op_word(o, labels[i].ja, labels[i].en);
	return op_word(o, "要対応", "something to be decided");
}

static void
list_quarantine(struct list *l)
{
	size_t n;
	struct inbox_row *rows =
	    store_inbox_list(l->o->d->store, "quarantine", 0, QUARANTINE_MOST, &n);

	for (size_t i = 0; i < n; i++) {
		if (!room(l))
			continue;
		OP_ADD(l->o, "・m%lld 読めないメール", "- m%lld an unreadable message",
		    (long long)rows[i].id);
		add_words(l->o, rows[i].problem);
	}
	store_inbox_rows_free(rows, n);
}

static void
list_events(struct list *l)
{
	size_t n;
	struct event_row *rows = store_event_open(l->o->d->store, &n);

	for (size_t i = 0; i < n; i++) {
		if (!room(l))
			continue;
		OP_ADD(l->o, "・e%lld ", "- e%lld ", (long long)rows[i].id);
		add_number(l->o, rows[i].case_id);
		buf_adds(&l->o->b, event_label(l->o, rows[i].what));
		add_words(l->o, rows[i].text);
	}
	event_rows_free(rows, n);
}

static void
list_mails(struct list *l, const char *state, const char *ja, const char *en)
{
	size_t n;
	struct outbox_row *rows = store_outbox_list(l->o->d->store, 0, state, &n);

	for (size_t i = 0; i < n; i++) {
		if (!room(l))
			continue;
		OP_ADD(l->o, "・%s ", "- %s ", op_word(l->o, ja, en));
		add_number(l->o, rows[i].case_id);
		op_add_mail(l->o, &rows[i]);
		buf_addc(&l->o->b, '\n');
	}
	outbox_rows_free(rows, n);
}

static void
list_sources(struct list *l)
{
	size_t n;
	struct source_status *rows = store_source_status(l->o->d->store, &n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].problem && room(l))
			OP_ADD(l->o, "・受信元の異常 %s: %s\n",
			    "- trouble with source %s: %s\n", rows[i].name,
			    rows[i].problem);
	store_source_status_free(rows, n);
}

/* What has no room is said to be there. */
static void
end_list(struct list *l, const char *ja, const char *en)
{
	if (l->n > OP_LINES_MOST)
		OP_ADD(l->o, "ほか%zu件\n", "%zu more\n", l->n - OP_LINES_MOST);
	if (!l->n)
		OP_ADD(l->o, "%s\n", "%s\n", op_word(l->o, ja, en));
}

void
op_review(struct op_say *o)
{
	struct list l = {.o = o};

	list_quarantine(&l);
	list_events(&l);
	list_mails(&l, "held", "承認待ち", "held");
	list_mails(&l, "failed", "送信失敗", "failed");
	list_sources(&l);
	end_list(
	    &l, "担当者を待っているものはありません", "nothing waits for an operator");
}

/* --- 案件 今日 --- */

void
op_cases(struct op_say *o)
{
	struct civil day = civil_from_time(o->d->now);
	struct list l = {.o = o};
	struct case_row c;
	int64_t *ids;
	size_t n;

	day.hour = day.minute = day.second = 0;
	ids = store_cases_since(o->d->store, civil_to_time(&day), &n);
	for (size_t i = 0; i < n; i++) {
		if (!room(&l) || !store_case_get(o->d->store, ids[i], &c))
			continue;
		day = civil_from_time(c.opened_at);
		OP_ADD(o, "・%s %d:%02d %s%s", "- %s %d:%02d %s%s", c.number, day.hour,
		    day.minute, op_state(o, c.state),
		    c.incident ? op_word(o, "（インシデント）", " (incident)") : "");
		if (c.prefecture)
			OP_ADD(o, " %s", " %s", c.prefecture);
		if (o->names && c.company)
			OP_ADD(o, " %s", " %s", c.company);
		buf_addc(&o->b, '\n');
		case_row_free(&c);
	}
	free(ids);
	end_list(&l, "今日受け付けた案件はありません", "no case came in today");
}

/* --- 送信待ち --- */

void
op_outbox(struct op_say *o)
{
	static const struct {
		const char *state, *ja, *en;
	} states[] = {{"held", "承認待ち", "held"}, {"pending", "送信待ち", "on its way"},
	    {"sending", "送信中", "being sent"},
	    {"retry", "再送待ち", "to be tried again"}, {"failed", "送信失敗", "failed"}};
	char *own = oproom_recipient(o->d->config);
	struct list l = {.o = o};

	for (size_t s = 0; s < ARRAY_LEN(states); s++) {
		size_t n;
		struct outbox_row *rows =
		    store_outbox_list(o->d->store, 0, states[s].state, &n);

		for (size_t i = 0; i < n; i++) {
			if (str_eq(rows[i].recipient, own) || !room(&l))
				continue;
			OP_ADD(
			    o, "・%s ", "- %s ", op_word(o, states[s].ja, states[s].en));
			add_number(o, rows[i].case_id);
			op_add_mail(o, &rows[i]);
			buf_addc(&o->b, '\n');
		}
		outbox_rows_free(rows, n);
	}
	free(own);
	end_list(&l, "承認待ち・送信待ちのメールはありません",
	    "no mail is held or on its way");
}
