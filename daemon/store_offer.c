/* Cases put to experts. See store_expert.h. */
#include "store_expert.h"
#include "store_sql.h"

#include <stdlib.h>

int64_t
store_offer_add(struct store *s, const struct offer *o)
{
	return sql_insert(s,
	    "INSERT INTO offers (case_id, expert_id, state, score, reasons, made_at,"
	    " due_at, answered_at, answer)"
	    " VALUES (?1, ?2, ifnull(?3, 'open'), ?4, ifnull(?5, '[]'), ?6, ?7, ?8, ?9)"
	    " ON CONFLICT (case_id, expert_id) DO NOTHING",
	    INT(o->case_id), INT(o->expert_id), TEXT(o->state), REAL(o->score),
	    TEXT(o->reasons), INT(o->made_at), INT(o->due_at), ID_OR_NULL(o->answered_at),
	    TEXT(o->answer));
}

#define OFFER_ROWS                                                                       \
	"SELECT o.id, o.case_id, o.expert_id, o.state, o.score, o.reasons, o.made_at,"   \
	" o.due_at, o.answered_at, o.answer FROM offers o"

static void
read_offer(struct sql *q, struct offer *o)
{
	o->id = col_int(q);
	o->case_id = col_int(q);
	o->expert_id = col_int(q);
	o->state = col_text(q);
	o->score = col_real(q);
	o->reasons = col_text(q);
	o->made_at = col_int(q);
	o->due_at = col_int(q);
	o->answered_at = col_int(q);
	o->answer = col_text(q);
}

static bool
one_offer(struct sql q, struct offer *out)
{
	bool found = sql_row(&q);

	*out = (struct offer){0};
	if (found)
		read_offer(&q, out);
	sql_end(&q);
	return found;
}

bool
store_offer_get(struct store *s, int64_t id, struct offer *out)
{
	return one_offer(sql_query(s, OFFER_ROWS " WHERE o.id = ?1", INT(id)), out);
}

bool
store_offer_current(struct store *s, int64_t case_id, struct offer *out)
{
	return one_offer(
	    sql_query(s,
	        OFFER_ROWS " WHERE o.case_id = ?1 AND o.state IN ('open', 'conditional')"
	                   " ORDER BY o.id DESC LIMIT 1",
	        INT(case_id)),
	    out);
}

bool
store_offer_of_email(
    struct store *s, int64_t case_id, const char *email, struct offer *out)
{
	return one_offer(sql_query(s,
	                     OFFER_ROWS " JOIN experts e ON e.id = o.expert_id"
	                                " WHERE o.case_id = ?1 AND e.email = lower(?2)"
	                                " ORDER BY o.id DESC LIMIT 1",
	                     INT(case_id), TEXT(email)),
	    out);
}

struct offer *
store_offer_list(struct store *s, int64_t case_id, size_t *n)
{
	struct sql q =
	    sql_query(s, OFFER_ROWS " WHERE o.case_id = ?1 ORDER BY o.id", INT(case_id));
	struct offer *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		read_offer(&q, &rows[*n]);
	}
	return rows;
}

void
store_offer_answer(
    struct store *s, int64_t id, const char *state, const char *answer, int64_t now)
{
	(void)sql_run(s,
	    "UPDATE offers SET state = ?2, answer = ?3, answered_at = ?4 WHERE id = ?1",
	    INT(id), TEXT(state), TEXT(answer), INT(now));
}

void
offer_free(struct offer *o)
{
	free(o->state);
	free(o->reasons);
	free(o->answer);
	*o = (struct offer){0};
}

void
offers_free(struct offer *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		offer_free(&rows[i]);
	free(rows);
}

int64_t *
store_offer_asked(struct store *s, int64_t case_id, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT expert_id FROM offers WHERE case_id = ?1 ORDER BY id", INT(case_id));
	int64_t *ids = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		ids = rows_grow(ids, *n, sizeof(*ids));
		ids[*n] = col_int(&q);
	}
	return ids;
}
