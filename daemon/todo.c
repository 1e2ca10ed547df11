/* What an operator may do about something that waits. See todo.h. */
#include "todo.h"

#include "buf.h"
#include "case_state.h"
#include "store_expert.h"
#include "store_inbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a row of the table asks of the situation; all of its bits. */
enum {
	OF_CASE = 1 << 0, /* the event is about a case */
	NO_CASE = 1 << 1, /* or about none */
	MESSAGE = 1 << 2, /* a message brought it about */
	REVIEW = 1 << 3,  /* the case is in review */
	NOBODY = 1 << 4,  /* the case is in no_expert */
	ASKED = 1 << 5,   /* the writer is an expert who was asked and has not accepted */
	ENGAGED = 1 << 6, /* the writer is the expert of the case */
	OTHERS = 1 << 7,  /* the writer is neither */
	RUNNING = 1 << 8, /* the case has an expert */
	OPEN_CASE = 1 << 9, /* it has not ended */
	NO_MESSAGE = 1 << 10,
	OF_VISIT = 1 << 11, /* it is about one visit (its text begins with 第1回) */
};

/* {case}, {event}, {expert} and {visit} are filled in. what NULL: any event. */
static const struct {
	const char *what;
	unsigned asks;
	const char *command, *why;
} table[] = {
    {NULL, MESSAGE, "review show e{event}", "本文と読み取りをすべて見る"},
    {"list", 0, "experts drafts", "名簿への申し出を見る（verify-draft、reject-draft）"},
    {"batch", OF_CASE, "match --batch", "待っている案件をまとめて打診する"},
    {NULL, OF_CASE | REVIEW, "case approve {case}", "読み取ったとおりに進める"},
    {NULL, OF_CASE | REVIEW | MESSAGE,
        "review case e{event} --category 区分 --theme 番号 --prefecture 都道府県",
        "読み取りを正して進める"},
    {"question", OF_CASE, "case answer {case} '回答の文'", "専門家の質問に答える"},
    {"question", OF_CASE | ASKED, "case decline {case} {expert} '理由'",
        "条件が合わないので、次の方に打診する"},
    {"review", OF_CASE | MESSAGE | ASKED, "case accept {case} {expert}",
        "承諾として扱い、紹介する"},
    {"review", OF_CASE | MESSAGE | ASKED, "case decline {case} {expert} '理由'",
        "辞退として扱い、次の方に打診する"},
    {"review", OF_CASE | MESSAGE | ENGAGED, "case replace {case} --why '理由'",
        "続けられない場合。別の専門家を探す"},
    {"review", OF_CASE | MESSAGE | OPEN_CASE | OTHERS, "review as e{event} 種類",
        "種類（日程、報告、取下げ、追加連絡など）を決めて扱い直す"},
    {"withdraw_check", OF_CASE | OPEN_CASE, "case withdraw {case} --why '理由'",
        "本人に確かめた。取り下げる"},
    {"followup", OF_CASE | MESSAGE, "review case e{event}", "別の案件として受け付ける"},
    {NULL, NO_CASE | MESSAGE,
        "review case e{event} --category 区分 --theme 番号 --prefecture 都道府県",
        "相談として受け付け、案件にする"},
    {NULL, NO_CASE | MESSAGE, "review attach e{event} 案件番号", "案件に付けて読み直す"},
    {"nobody", OF_CASE | NOBODY, "match --case {case}", "誰がなぜ外れるかを見る"},
    {"nobody", OF_CASE | NOBODY, "case assign {case} 登録番号 --despite '理由'",
        "条件の外の方に打診する"},
    {NULL, OF_CASE | RUNNING | OF_VISIT,
        "case move {case} --visit {visit} --at 2026-12-01T13:30",
        "電話などで決めた日時を入れ、招待を送る"},
    {NULL, OF_CASE | RUNNING | OF_VISIT, "case ask {case} --visit {visit}",
        "新しい候補日を双方に送る"},
    {"visit", OF_CASE | RUNNING, "case replace {case} --why '理由'", "別の専門家を探す"},
    {"report_late", OF_CASE | RUNNING, "case show {case}", "専門家の連絡先を見る"},
    {"mail", 0, "outbox --state failed",
        "送れなかったメールを見る（review send で再送）"},
    {"expert", OF_CASE, "case assign {case} 登録番号", "この方に打診する"},
    {"offer", OF_CASE, "case show {case}", "打診の状況を見る"},
    {"contact", OF_CASE, "case show {case}", "紹介元に連絡先を尋ねる"},
    {"dates", OF_CASE, "case show {case}", "希望日を相談者に確かめる"},
    {"nobody", OF_CASE | NOBODY, "case close {case} --why '理由'",
        "案件を終え、関係者に知らせる"},
    {NULL, MESSAGE, "review ignore e{event}", "何もしない（記録は残る）"},
    {NULL, NO_MESSAGE, "review done e{event}", "対応済みにする"},
};

struct scene {
	const struct event_row *event;
	unsigned holds; /* bits as above */
	char *number, *expert;
	int visit; /* 0: about none */
};

static void
find_writer(struct store *s, int64_t now, struct scene *sc, const struct case_row *c)
{
	struct inbox_row row = {0};
	struct offer o;
	struct expert e;
	bool asked = false;

	if (store_inbox_get(s, sc->event->inbox_id, &row) && row.from_addr &&
	    store_offer_of_email(s, c->id, row.from_addr, &o)) {
		asked = store_expert_get(s, o.expert_id, now, &e);
		offer_free(&o);
	}
	store_inbox_row_free(&row);
	sc->holds |= !asked ? OTHERS : c->expert_id == e.id ? ENGAGED : ASKED;
	if (!asked)
		return;
	sc->expert = xstrdup(e.registration_no);
	expert_free(&e);
}

/* Other events may have come about while a message was handled, but are not about it. */
static bool
is_of_message(const struct event_row *e)
{
	static const char *const kinds[] = {"review", "unclear", "followup",
	    "withdraw_check", "question", "contact", "dates", "list", "quarantine"};

	for (size_t i = 0; e->inbox_id && i < ARRAY_LEN(kinds); i++)
		if (str_eq(kinds[i], e->what))
			return true;
	return false;
}

static void
look(struct store *s, int64_t now, struct scene *sc)
{
	struct case_row c;

	sc->holds |= is_of_message(sc->event) ? MESSAGE : NO_MESSAGE;
	if (!sc->event->case_id || !store_case_get(s, sc->event->case_id, &c)) {
		sc->holds |= NO_CASE;
		return;
	}
	sc->number = xstrdup(c.number);
	if (sscanf(sc->event->text ? sc->event->text : "", "第%3d回", &sc->visit) != 1)
		sc->visit = 0;
	if (sc->visit > 0 && !str_eq(sc->event->what, "report_late"))
		sc->holds |= OF_VISIT;
	sc->holds |= OF_CASE | (str_eq(c.state, "review") ? REVIEW : 0u) |
	             (str_eq(c.state, "no_expert") ? NOBODY : 0u) |
	             (c.expert_id ? RUNNING : 0u) |
	             (case_state_open(c.state) ? OPEN_CASE : 0u);
	if (sc->event->inbox_id)
		find_writer(s, now, sc, &c);
	case_row_free(&c);
}

static void
put_name(struct buf *out, const struct scene *sc, const char *name, size_t n)
{
	if (strncmp(name, "case", n) == 0)
		buf_adds(out, sc->number ? sc->number : "案件番号");
	else if (strncmp(name, "event", n) == 0)
		buf_addf(out, "%lld", (long long)sc->event->id);
	else if (strncmp(name, "visit", n) == 0)
		buf_addf(out, "%d", sc->visit);
	else
		buf_adds(out, sc->expert ? sc->expert : "登録番号");
}

static char *
filled(const struct scene *sc, const char *command)
{
	struct buf out = {0};

	buf_adds(&out, "madoguchi ");
	for (const char *p = command; *p;) {
		size_t n = *p == '{' ? strcspn(p, "}") : 0;

		if (n && p[n]) {
			put_name(&out, sc, p + 1, n - 1);
			p += n + 1;
		} else {
			buf_addc(&out, *p++);
		}
	}
	return buf_steal(&out);
}

static void
add(struct todo **rows, size_t *n, char *command, const char *why)
{
	*rows = xreallocarray(*rows, *n + 1, sizeof(**rows));
	(*rows)[(*n)++] = (struct todo){command, why};
}

struct todo *
todo_event(struct store *s, int64_t now, const struct event_row *event, size_t *n)
{
	struct scene sc = {.event = event};
	struct todo *rows = NULL;

	*n = 0;
	look(s, now, &sc);
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if ((!table[i].what || str_eq(table[i].what, event->what)) &&
		    (sc.holds & table[i].asks) == table[i].asks)
			add(&rows, n, filled(&sc, table[i].command), table[i].why);
	free(sc.number);
	free(sc.expert);
	return rows;
}

struct todo *
todo_mail(const char *state, int64_t outbox_id, const char *case_number, size_t *n)
{
	long long id = (long long)outbox_id;
	bool failed = str_eq(state, "failed");
	struct todo *rows = NULL;

	*n = 0;
	add(&rows, n, xasprintf("madoguchi outbox show %lld", id), "送られる文面を見る");
	if (!failed && case_number)
		add(&rows, n, xasprintf("madoguchi case approve %s", case_number),
		    "この案件の承認待ちをまとめて送る");
	add(&rows, n, xasprintf("madoguchi review send o%lld", id),
	    failed ? "もう一度送る" : "この1通を送る");
	return rows;
}

struct todo *
todo_quarantine(int64_t inbox_id, size_t *n)
{
	long long id = (long long)inbox_id;
	struct todo *rows = NULL;

	*n = 0;
	add(&rows, n, xasprintf("madoguchi review show m%lld", id),
	    "届いたままの形で見る");
	add(&rows, n, xasprintf("madoguchi review retry m%lld", id), "もう一度読む");
	add(&rows, n, xasprintf("madoguchi review drop m%lld", id), "読むのをやめる");
	return rows;
}

void
todos_free(struct todo *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(rows[i].command);
	free(rows);
}
