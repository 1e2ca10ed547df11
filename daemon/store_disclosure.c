/* Disclosures and the consents behind them. See store_disclosure.h. */
#include "store_disclosure.h"

#include "store_sql.h"

#include <stdlib.h>

void
store_disclosure_add(struct store *s, const struct disclosure *d)
{
	char *fields = list_json(&d->fields);

	(void)sql_run(s,
	    "INSERT INTO disclosures (case_id, outbox_id, subject, subject_name,"
	    " subject_addr, fields, recipient, recipient_name, purpose, basis,"
	    " consent_id, consent_at, queued_at)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
	    INT(d->case_id), INT(d->outbox_id), TEXT(d->subject), TEXT(d->subject_name),
	    TEXT(d->subject_addr), TEXT(fields), TEXT(d->recipient),
	    TEXT(d->recipient_name), TEXT(d->purpose), TEXT(d->basis),
	    ID_OR_NULL(d->consent_id), ID_OR_NULL(d->consent_at), INT(d->queued_at));
	free(fields);
}

static void
read_row(struct sql *q, struct disclosure *d)
{
	d->id = col_int(q);
	d->case_id = col_int(q);
	d->outbox_id = col_int(q);
	d->subject = col_text(q);
	d->subject_name = col_text(q);
	d->subject_addr = col_text(q);
	col_list(q, &d->fields);
	d->recipient = col_text(q);
	d->recipient_name = col_text(q);
	d->purpose = col_text(q);
	d->basis = col_text(q);
	d->consent_id = col_int(q);
	d->consent_at = col_int(q);
	d->queued_at = col_int(q);
	d->case_number = col_text(q);
	d->recipient_addr = col_text(q);
	d->template_name = col_text(q);
	d->message_id = col_text(q);
	d->mail_state = col_text(q);
	d->problem = col_text(q);
	d->sent_at = col_int(q);
}

struct disclosure *
store_disclosure_list(
    struct store *s, int64_t case_id, int64_t from, int64_t to, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT d.id, d.case_id, d.outbox_id, d.subject, d.subject_name,"
	    " d.subject_addr, d.fields, d.recipient, d.recipient_name, d.purpose,"
	    " d.basis, d.consent_id, d.consent_at, d.queued_at, c.number, m.recipient,"
	    " m.template, m.message_id, m.state, m.problem,"
	    " CASE WHEN m.state = 'sent' THEN m.done_at END"
	    " FROM disclosures d JOIN outbox m ON m.id = d.outbox_id"
	    " JOIN cases c ON c.id = d.case_id"
	    " WHERE (?1 = 0 OR d.case_id = ?1) AND d.queued_at >= ?2"
	    " AND (?3 = 0 OR d.queued_at < ?3) ORDER BY d.id",
	    INT(case_id), INT(from), INT(to));
	struct disclosure *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		read_row(&q, &rows[*n]);
	}
	return rows;
}

void
disclosure_free(struct disclosure *d)
{
	free(d->subject);
	free(d->subject_name);
	free(d->subject_addr);
	strlist_free(&d->fields);
	free(d->recipient);
	free(d->recipient_name);
	free(d->purpose);
	free(d->basis);
	free(d->case_number);
	free(d->recipient_addr);
	free(d->template_name);
	free(d->message_id);
	free(d->mail_state);
	free(d->problem);
	*d = (struct disclosure){0};
}

void
disclosures_free(struct disclosure *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		disclosure_free(&rows[i]);
	free(rows);
}

/* --- consents --- */

static struct consent
one_consent(struct sql q)
{
	struct consent c = {0};

	if (sql_row(&q)) {
		c.inbox_id = col_int(&q);
		c.at = col_int(&q);
	}
	sql_end(&q);
	return c;
}

struct consent
store_consent(struct store *s, int64_t inbox_id)
{
	return one_consent(sql_query(
	    s, "SELECT id, received_at FROM inbox WHERE id = ?1", INT(inbox_id)));
}

struct consent
store_consent_first(struct store *s, int64_t case_id)
{
	return one_consent(sql_query(s,
	    "SELECT id, received_at FROM inbox WHERE case_id = ?1 ORDER BY id LIMIT 1",
	    INT(case_id)));
}

struct consent
store_consent_accepted(struct store *s, int64_t case_id, const char *addr, int64_t at)
{
	return one_consent(sql_query(s,
	    "SELECT id, received_at FROM inbox WHERE case_id = ?1"
	    " AND lower(from_addr) = lower(?2) AND kind = 'expert_accept'"
	    " AND done_at <= ?3 ORDER BY id DESC LIMIT 1",
	    INT(case_id), TEXT(addr), INT(at)));
}
