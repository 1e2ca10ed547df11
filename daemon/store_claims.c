/* Addresses that wait to be confirmed. See store_claims.h. */
#include "store_claims.h"

#include "store_sql.h"

#include <stdlib.h>

void
store_claim_set(struct store *s, const struct claim *c, int64_t now)
{
	(void)sql_run(s,
	    "INSERT INTO chat_claim (case_id, address, code, inbox_id, source_id, room,"
	    " thread, person_id, at)"
	    " VALUES (?1, lower(?2), ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
	    " ON CONFLICT (case_id, address) DO UPDATE SET code = ?3, inbox_id = ?4,"
	    " source_id = ?5, room = ?6, thread = ?7, person_id = ?8, at = ?9",
	    INT(c->case_id), TEXT(c->address), TEXT(c->code), ID_OR_NULL(c->inbox_id),
	    ID_OR_NULL(c->source_id), TEXT(c->room), TEXT(c->thread),
	    ID_OR_NULL(c->person_id), INT(now));
}

bool
store_claim_get(struct store *s, int64_t case_id, const char *address, const char *code,
    int64_t since, struct claim *out)
{
	struct sql q = sql_query(s,
	    "SELECT case_id, address, code, inbox_id, source_id, room, thread, person_id"
	    " FROM chat_claim WHERE case_id = ?1 AND (?2 IS NULL OR address = lower(?2))"
	    " AND (?3 IS NULL OR code = lower(?3)) AND at >= ?4 LIMIT 1",
	    INT(case_id), TEXT(address), TEXT(code), INT(since));
	bool found = sql_row(&q);

	*out = (struct claim){0};
	if (found) {
		out->case_id = col_int(&q);
		out->address = col_text(&q);
		out->code = col_text(&q);
		out->inbox_id = col_int(&q);
		out->source_id = col_int(&q);
		out->room = col_text(&q);
		out->thread = col_text(&q);
		out->person_id = col_int(&q);
	}
	sql_end(&q);
	return found;
}

void
store_claim_remove(struct store *s, int64_t case_id, const char *address)
{
	(void)sql_run(s,
	    "DELETE FROM chat_claim WHERE case_id = ?1 AND address = lower(?2)",
	    INT(case_id), TEXT(address));
}

size_t
store_claim_count(struct store *s, int64_t case_id)
{
	return (size_t)sql_number(
	    s, 0, "SELECT count(*) FROM chat_claim WHERE case_id = ?1", INT(case_id));
}

void
claim_free(struct claim *c)
{
	free(c->address);
	free(c->code);
	free(c->room);
	free(c->thread);
	*c = (struct claim){0};
}

bool
store_claim_foreign(struct store *s, const char *address, int64_t person_id)
{
	return sql_number(s, 0,
	           "SELECT EXISTS (SELECT 1 FROM experts WHERE email = lower(?1))"
	           " OR EXISTS (SELECT 1 FROM case_person cp"
	           " JOIN people p ON p.id = cp.person_id WHERE p.email = lower(?1)"
	           " AND cp.case_id NOT IN"
	           " (SELECT case_id FROM case_person WHERE person_id = ?2))"
	           " OR EXISTS (SELECT 1 FROM inbox WHERE lower(from_addr) = lower(?1)"
	           " AND case_id IS NOT NULL AND case_id NOT IN"
	           " (SELECT case_id FROM case_person WHERE person_id = ?2))",
	           TEXT(address), INT(person_id)) != 0;
}

void
store_claim_reread(struct store *s, int64_t inbox_id)
{
	(void)sql_run(s,
	    "UPDATE inbox SET state = 'new', tries = 0, done_at = NULL"
	    " WHERE (id = ?1 OR id IN"
	    " (SELECT inbox_id FROM chat_message WHERE read_with = ?1))"
	    " AND state = 'done' AND case_id IS NULL",
	    INT(inbox_id));
}
