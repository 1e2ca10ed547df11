/*
 * Mail on its way out: one queue, from which the send process takes. See store_work.h.
 *
 * `sending` is written before the server is asked. Only one process sends, so a row found
 * in that state when the next is taken was left behind by a process that died: it may be
 * out already. Its next_at is 0, so that it comes first. One with a done_at was called
 * off while it was being sent: if it did not get out, it is not tried again.
 */
#include "pack.h"
#include "store_case.h"
#include "store_sql.h"
#include "store_work.h"

#include <stdlib.h>

int64_t
store_outbox_add(struct store *s, const struct outbox_new *m)
{
	struct buf packed = {0};
	int64_t id;

	pack_bytes(m->wire, m->wire_bytes, &packed);
	id = sql_insert(s,
	    "INSERT INTO outbox (case_id, offer_id, visit_id, template, lang, recipient,"
	    " subject, message_id, wire, state, next_at, created, channel)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, lower(?6), ?7, ?8, ?9, ?10, ?11, ?11, ?12)",
	    ID_OR_NULL(m->case_id), ID_OR_NULL(m->offer_id), ID_OR_NULL(m->visit_id),
	    TEXT(m->template_name), TEXT(m->lang), TEXT(m->recipient),
	    TEXT(m->subject ? m->subject : ""), TEXT(m->message_id),
	    BLOB(buf_str(&packed), packed.len), TEXT(m->held ? "held" : "pending"),
	    INT(m->now), TEXT(m->chat ? "chat" : "mail"));
	buf_free(&packed);
	return id;
}

/* NULL: damaged. */
static char *
col_packed(struct sql *q, size_t *n)
{
	size_t packed_n;
	char *packed = col_blob(q, &packed_n), *bytes = unpack_bytes(packed, packed_n, n);

	free(packed);
	return bytes;
}

/* --- taking --- */

#define DUE                                                                              \
	"channel = 'mail' AND state IN ('pending', 'retry', 'sending') AND next_at <= "  \
	"?1"

#define HAS_DATE "v.state IN ('proposed', 'fixed')"

/* What takes a date out of a calendar. */
#define CALLS_OFF "'visit_cancel', 'visit_off', 'visit_slots_off'"

/* Letters about a visit v that are not true any more, whatever they have waited for: each
 * a condition and what is said of it. */
#define VISIT_OVERTAKEN                                                                  \
	" WHEN m.template IN ('visit_reminder_company', 'visit_reminder_expert')"        \
	" AND NOT (" HAS_DATE " AND v.starts_at > ?1)"                                   \
	" THEN 'その訪問はもう先の予定ではありません'"                 \
	" WHEN m.template IN ('visit_invite', 'visit_update', 'visit_fixed')"            \
	" AND NOT (" HAS_DATE " AND v.ends_at > ?1)"                                     \
	" THEN 'その日程はもうありません'"                                   \
	" WHEN m.template IN (" CALLS_OFF ") AND EXISTS (SELECT 1 FROM outbox n"         \
	" WHERE n.visit_id = v.id AND n.recipient = m.recipient AND n.id > m.id"         \
	" AND n.template IN ('visit_invite', 'visit_update', 'visit_fixed')"             \
	" AND n.state IN ('held', 'pending', 'retry', 'sending', 'sent'))"               \
	" THEN '新しい日程をお知らせするため'"                             \
	" WHEN m.template IN ('visit_slots', 'visit_slots_reminder')"                    \
	" AND v.round IS NOT (SELECT max(k.round) FROM visit_slots k"                    \
	" WHERE k.visit_id = v.id AND k.after_mail < m.id)"                              \
	" THEN 'その候補日はもう伺っていません'"                          \
	" WHEN m.template IN ('report_request', 'report_reminder') AND v.state <> "      \
	"'held'"                                                                         \
	" THEN 'その回の報告はもうお待ちしていません'"

/* The row that is due first, and why it must not go after all. */
struct candidate {
	int64_t id;
	bool uncertain, found;
	char *overtaken; /* in words; NULL: it may go */
};

static struct candidate
first_due(struct store *s, int64_t now)
{
	struct sql q = sql_query(s,
	    "SELECT m.id, m.state = 'sending', CASE"
	    " WHEN p.dead = 1 AND m.template NOT IN ('operator_alert', 'digest') THEN "
	    "'この宛先は届かないことが分かっています'"
	    " WHEN m.template = 'digest' AND m.created < ?1 - 43200"
	    " THEN '古くなった定時連絡です'"
	    " WHEN m.state = 'sending' AND m.done_at IS NOT NULL THEN ifnull(m.problem, "
	    "'')"
	    " WHEN m.template IN ('offer', 'offer_incident', 'offer_reminder') AND "
	    "o.state <> 'open'"
	    " OR m.template IN ('offer_answer', 'offer_question', 'offer_delegated')"
	    " AND o.state NOT IN ('open', 'conditional')"
	    " THEN '打診はすでに終わっています（' || o.state || '）'"
	    " WHEN m.template = 'offer_reminder' AND o.answered_at IS NOT NULL"
	    " THEN '打診にはすでに返信がありました'" VISIT_OVERTAKEN
	    /* renewed, suspended, gone, or over meanwhile */
	    " WHEN m.template = 'expiry_reminder' AND NOT EXISTS (SELECT 1"
	    " FROM expert_notices x JOIN experts e ON e.id = x.expert_id"
	    " WHERE x.outbox_id = m.id AND e.status = 'active'"
	    " AND e.valid_until = x.valid_until"
	    " AND e.valid_until >= date(?1, 'unixepoch', '+9 hours'))"
	    " THEN '登録の期限か掲載の状態が変わっています' END"
	    " FROM (SELECT * FROM outbox WHERE " DUE " ORDER BY next_at, id LIMIT 1) m"
	    " LEFT JOIN people p ON p.email = m.recipient"
	    " LEFT JOIN offers o ON o.id = m.offer_id"
	    " LEFT JOIN visits v ON v.id = m.visit_id",
	    INT(now));
	struct candidate c = {.found = sql_row(&q)};

	if (c.found) {
		c.id = col_int(&q);
		c.uncertain = col_bool(&q);
		c.overtaken = col_text(&q);
	}
	sql_end(&q);
	return c;
}

/* Writes one event for each mail that the condition names. */
#define EVENTS_OF_MAILS(text, condition)                                                 \
	"INSERT INTO events (at, case_id, actor, what, text, open)"                      \
	" SELECT ?1, case_id, ?2, 'mail', recipient || " text                            \
	", 0 FROM outbox WHERE " condition

static void
cancel_overtaken(struct store *s, const struct candidate *c, int64_t now)
{
	(void)sql_run(s,
	    EVENTS_OF_MAILS(
	        "'宛のメール「' || subject || '」は送らないことにしました: ' || ?4",
	        "id = ?3"),
	    INT(now), TEXT("desk"), INT(c->id), TEXT(c->overtaken));
	(void)sql_run(s,
	    "UPDATE outbox SET state = 'cancelled', problem = ?2, done_at = ?3"
	    " WHERE id = ?1",
	    INT(c->id), TEXT(c->overtaken), INT(now));
	/* A letter that never left may be due again. */
	(void)sql_run(s, "DELETE FROM expert_notices WHERE outbox_id = ?1", INT(c->id));
}

static bool
read_mail(struct store *s, int64_t id, struct outbox_mail *out)
{
	struct sql q = sql_query(s,
	    "SELECT id, case_id, template, recipient, subject, message_id, tries, wire"
	    " FROM outbox WHERE id = ?1",
	    INT(id));
	bool found = sql_row(&q);

	if (found) {
		out->id = col_int(&q);
		out->case_id = col_int(&q);
		out->template_name = col_text(&q);
		out->recipient = col_text(&q);
		out->subject = col_text(&q);
		out->message_id = col_text(&q);
		out->tries = col_small(&q);
		out->wire = col_packed(&q, &out->wire_bytes);
	}
	sql_end(&q);
	return found;
}

static bool
take_first(struct store *s, int64_t now, struct outbox_mail *out)
{
	struct candidate c = first_due(s, now);

	while (c.found && c.overtaken && !store_failed(s)) {
		cancel_overtaken(s, &c, now);
		free(c.overtaken);
		c = first_due(s, now);
	}
	free(c.overtaken);
	if (!c.found || store_failed(s))
		return false;
	(void)sql_run(s,
	    "UPDATE outbox SET state = 'sending', tries = tries + 1, next_at = 0"
	    " WHERE id = ?1",
	    INT(c.id));
	out->uncertain = c.uncertain;
	return read_mail(s, c.id, out);
}

bool
store_outbox_take(struct store *s, int64_t now, struct outbox_mail *out)
{
	int64_t next = store_outbox_next(s);
	bool taken;

	*out = (struct outbox_mail){0};
	/* no write lock when there is nothing to do */
	if (next < 0 || next > now || !store_begin(s))
		return false;
	taken = take_first(s, now, out);
	if (store_commit(s, NULL) && taken)
		return true;
	outbox_mail_free(out);
	return false;
}

void
outbox_mail_free(struct outbox_mail *m)
{
	free(m->template_name);
	free(m->recipient);
	free(m->subject);
	free(m->message_id);
	free(m->wire);
	*m = (struct outbox_mail){0};
}

int64_t
store_outbox_next(struct store *s)
{
	return sql_number(s, -1,
	    "SELECT next_at FROM outbox WHERE channel = 'mail'"
	    " AND state IN ('pending', 'retry', 'sending') ORDER BY next_at, id LIMIT 1");
}

/* --- what became of it --- */

#define CALLED_OFF "state = 'sending' AND done_at IS NOT NULL"

void
store_outbox_sent(struct store *s, int64_t id, int64_t now)
{
	(void)sql_run(s,
	    "UPDATE outbox SET state = 'sent', problem = NULL, done_at = ?2, next_at = ?2"
	    " WHERE id = ?1",
	    INT(id), INT(now));
}

void
store_outbox_returned(struct store *s, int64_t id, const char *problem)
{
	(void)sql_run(s,
	    "UPDATE outbox SET problem = ?2 WHERE id = ?1 AND state = 'sent'", INT(id),
	    TEXT(problem));
}

void
store_outbox_retry(struct store *s, int64_t id, int64_t next_at, const char *problem)
{
	(void)sql_run(s,
	    "UPDATE outbox SET state = CASE WHEN " CALLED_OFF " THEN 'cancelled'"
	    " ELSE 'retry' END, problem = CASE WHEN " CALLED_OFF " THEN problem"
	    " ELSE ?3 END, next_at = ?2 WHERE id = ?1",
	    INT(id), INT(next_at), TEXT(problem));
}

void
store_outbox_failed(struct store *s, int64_t id, const char *problem, int64_t now)
{
	bool began = tx_begin(s);

	(void)sql_run(s,
	    "UPDATE outbox SET state = CASE WHEN " CALLED_OFF " THEN 'cancelled'"
	    " ELSE 'failed' END, problem = ?2, done_at = ?3, next_at = ?3 WHERE id = ?1",
	    INT(id), TEXT(problem), INT(now));
	(void)sql_run(s,
	    "INSERT INTO events (at, case_id, actor, what, text, open)"
	    " SELECT ?3, case_id, 'desk', 'mail', recipient || '宛のメール「' || subject"
	    " || '」を送れませんでした: ' || ?2, 1 FROM outbox WHERE id = ?1",
	    INT(id), TEXT(problem ? problem : ""), INT(now));
	tx_end(s, began);
}

/* --- the operator's and the handlers' --- */

/* The first term names the index outbox_held. */
#define HELD_OF                                                                          \
	"state IN ('held', 'failed') AND state = 'held'"                                 \
	" AND CASE WHEN ?4 = 0 THEN id = ?3 ELSE case_id = ?4 END"

int64_t
store_outbox_approve(struct store *s, int64_t case_id, int64_t id, int64_t now)
{
	bool began = tx_begin(s);
	int64_t n;

	(void)sql_run(s,
	    EVENTS_OF_MAILS(
	        "'宛のメール「' || subject || '」の送信を承認しました'", HELD_OF),
	    INT(now), TEXT("operator"), INT(id), INT(case_id));
	n = sql_change(s,
	    "UPDATE outbox SET state = 'pending', next_at = ?1"
	    " WHERE ?2 IS NOT NULL AND " HELD_OF,
	    INT(now), TEXT("operator"), INT(id), INT(case_id));
	tx_end(s, began);
	return store_failed(s) ? 0 : n;
}

/* True whatever becomes of the case: what is said to the operators, and what ended
 * something for its reader. The end of a case calls them not off. */
#define STAYS_TRUE                                                                       \
	"'operator_alert', 'complaint_receipt', 'offer_closed', 'offer_declined',"       \
	" 'offer_late', 'offer_recalled', 'expert_released', 'expert_replaced',"         \
	" 'withdrawn_expert', 'closed_expert', 'chat/operator_alert',"                   \
	" 'chat/operator_answer'"

/* The rows of any of the three by their indexes, then those that fit all that are given.
 * What takes a visit out of a calendar leaves whatever else happens: unless a newer date
 * has taken its place (VISIT_OVERTAKEN), its reader would travel in vain. */
#define MAIL_OF(states)                                                                  \
	"id IN (SELECT id FROM outbox WHERE case_id = ?3"                                \
	" UNION SELECT id FROM outbox WHERE offer_id = ?4"                               \
	" UNION SELECT id FROM outbox WHERE visit_id = ?5)"                              \
	" AND +state IN (" states ")"                                                    \
	" AND (?3 = 0 OR case_id = ?3) AND (?4 = 0 OR offer_id = ?4)"                    \
	" AND (?5 = 0 OR visit_id = ?5)"                                                 \
	" AND template NOT IN (" CALLS_OFF ")"                                           \
	" AND (?4 <> 0 OR ?5 <> 0 OR template NOT IN (" STAYS_TRUE "))"

#define NOT_LEFT MAIL_OF("'held', 'pending', 'retry', 'failed'")

int64_t
store_outbox_cancel(struct store *s, int64_t case_id, int64_t offer_id, int64_t visit_id,
    const char *why, int64_t now)
{
	bool began;
	int64_t n;

	if (!case_id && !offer_id && !visit_id)
		return 0;
	began = tx_begin(s);
	(void)sql_run(s,
	    EVENTS_OF_MAILS(
	        "'宛のメール「' || subject || '」は送らないことにしました: ' || ?6",
	        NOT_LEFT),
	    INT(now), TEXT("desk"), INT(case_id), INT(offer_id), INT(visit_id),
	    TEXT(why ? why : ""));
	n = sql_change(s,
	    "UPDATE outbox SET state = 'cancelled', problem = ?6, done_at = ?1"
	    " WHERE ?2 IS NOT NULL AND " NOT_LEFT,
	    INT(now), TEXT("desk"), INT(case_id), INT(offer_id), INT(visit_id),
	    TEXT(why));
	(void)sql_run(s,
	    "UPDATE outbox SET done_at = ?1, problem = ?6"
	    " WHERE ?2 IS NOT NULL AND " MAIL_OF("'sending'"),
	    INT(now), TEXT("desk"), INT(case_id), INT(offer_id), INT(visit_id),
	    TEXT(why));
	tx_end(s, began);
	return store_failed(s) ? 0 : n;
}

void
store_outbox_drop(struct store *s, int64_t id, const char *why, int64_t now)
{
	bool began = tx_begin(s);

	cancel_overtaken(
	    s, &(struct candidate){.id = id, .overtaken = (char *)(uintptr_t)why}, now);
	tx_end(s, began);
}

bool
store_outbox_again(struct store *s, int64_t id, int64_t now)
{
	bool began = tx_begin(s);
	int64_t n;

	(void)sql_run(s,
	    EVENTS_OF_MAILS("'宛のメール「' || subject || '」をもう一度送ります'",
	        "id = ?3 AND state = 'failed'"),
	    INT(now), TEXT("operator"), INT(id));
	/* What store_outbox_failed told the operator. */
	(void)sql_run(s,
	    "UPDATE events SET open = 0 WHERE open = 1 AND what = 'mail' AND EXISTS ("
	    "SELECT 1 FROM outbox m WHERE m.id = ?1 AND m.case_id IS events.case_id"
	    " AND events.at = m.done_at AND events.text = m.recipient || '宛のメール「'"
	    " || m.subject || '」を送れませんでした: ' || ifnull(m.problem, ''))",
	    INT(id));
	n = sql_change(s,
	    "UPDATE outbox SET state = 'pending', tries = 0, next_at = ?2, done_at = NULL"
	    " WHERE id = ?1 AND state = 'failed'",
	    INT(id), INT(now));
	tx_end(s, began);
	return n > 0 && !store_failed(s);
}

/* --- listings --- */

#define OUTBOX_ROWS                                                                      \
	"SELECT id, case_id, offer_id, visit_id, created, next_at, done_at, template,"   \
	" lang, recipient, subject, message_id, state, problem, tries FROM outbox"

static void
read_row(struct sql *q, struct outbox_row *row)
{
	row->id = col_int(q);
	row->case_id = col_int(q);
	row->offer_id = col_int(q);
	row->visit_id = col_int(q);
	row->created = col_int(q);
	row->next_at = col_int(q);
	row->done_at = col_int(q);
	row->template_name = col_text(q);
	row->lang = col_text(q);
	row->recipient = col_text(q);
	row->subject = col_text(q);
	row->message_id = col_text(q);
	row->state = col_text(q);
	row->problem = col_text(q);
	row->tries = col_small(q);
}

/* What waits for a person is few, and has an index of its own (outbox_held), which serves
 * a query that says so in the index's words. */
static struct sql
query_rows(struct store *s, int64_t case_id, const char *state)
{
	if (case_id)
		return sql_query(s,
		    OUTBOX_ROWS " WHERE case_id = ?1 AND (?2 IS NULL OR state = ?2)"
		                " ORDER BY id",
		    INT(case_id), TEXT(state));
	if (str_eq(state, "held") || str_eq(state, "failed"))
		return sql_query(s,
		    OUTBOX_ROWS
		    " WHERE state IN ('held', 'failed') AND state = ?1 ORDER BY id",
		    TEXT(state));
	return sql_query(
	    s, OUTBOX_ROWS " WHERE ?1 IS NULL OR state = ?1 ORDER BY id", TEXT(state));
}

static struct outbox_row *
read_rows(struct sql q, size_t *n)
{
	struct outbox_row *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		read_row(&q, &rows[*n]);
	}
	return rows;
}

struct outbox_row *
store_outbox_list(struct store *s, int64_t case_id, const char *state, size_t *n)
{
	struct sql q = query_rows(s, case_id, state);

	return read_rows(q, n);
}

int64_t
store_outbox_last(struct store *s)
{
	return sql_number(s, 0, "SELECT ifnull(MAX(id), 0) FROM outbox");
}

struct outbox_row *
store_outbox_after(struct store *s, int64_t id, size_t *n)
{
	return read_rows(
	    sql_query(s, OUTBOX_ROWS " WHERE id > ?1 ORDER BY id", INT(id)), n);
}

static bool
one_row(struct sql q, struct outbox_row *out)
{
	bool found = sql_row(&q);

	*out = (struct outbox_row){0};
	if (found)
		read_row(&q, out);
	sql_end(&q);
	return found;
}

bool
store_outbox_get(struct store *s, int64_t id, struct outbox_row *out)
{
	return one_row(sql_query(s, OUTBOX_ROWS " WHERE id = ?1", INT(id)), out);
}

bool
store_outbox_by_message_id(
    struct store *s, const char *message_id, struct outbox_row *out)
{
	return one_row(
	    sql_query(s, OUTBOX_ROWS " WHERE message_id = ?1 ORDER BY id LIMIT 1",
	        TEXT(message_id)),
	    out);
}

char *
store_outbox_wire(struct store *s, int64_t id, size_t *n)
{
	struct sql q = sql_query(s, "SELECT wire FROM outbox WHERE id = ?1", INT(id));
	char *wire = NULL;

	*n = 0;
	if (sql_row(&q))
		wire = col_packed(&q, n);
	sql_end(&q);
	return wire;
}

void
outbox_row_free(struct outbox_row *row)
{
	free(row->template_name);
	free(row->lang);
	free(row->recipient);
	free(row->subject);
	free(row->message_id);
	free(row->state);
	free(row->problem);
	*row = (struct outbox_row){0};
}

void
outbox_rows_free(struct outbox_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		outbox_row_free(&rows[i]);
	free(rows);
}

int64_t
store_outbox_count(struct store *s, const char *recipient, const char *template_name,
    int64_t case_id, int64_t since)
{
	return sql_number(s, 0,
	    "SELECT count(*) FROM outbox WHERE recipient = lower(?1) AND created >= ?4"
	    " AND (?2 IS NULL OR template = ?2) AND (?3 = 0 OR case_id = ?3)"
	    " AND state <> 'cancelled'",
	    TEXT(recipient), TEXT(template_name), INT(case_id), INT(since));
}

int64_t
store_outbox_waiting(struct store *s)
{
	return sql_number(
	    s, 0, "SELECT count(*) FROM outbox WHERE state IN ('held', 'failed')");
}
