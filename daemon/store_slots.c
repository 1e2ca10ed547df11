/* Slots and wishes for visits. See store_slots.h. */
#include "store_slots.h"

#include "store_sql.h"

#include <stdlib.h>

void
store_slots_add(struct store *s, struct slot *slots, size_t n, int64_t visit_id,
    int round, int64_t now)
{
	int64_t mail = sql_number(s, 0, "SELECT max(id) FROM outbox");

	for (size_t i = 0; i < n; i++) {
		struct slot *k = &slots[i];

		k->visit_id = visit_id;
		k->round = round;
		k->no = (int)i + 1;
		for (int side = 0; side < SLOT_SIDES; side++)
			k->answered_at[side] = k->answer[side] == SLOT_OPEN ? 0 : now;
		(void)sql_run(s,
		    "INSERT INTO visit_slots (visit_id, round, no, starts_at, ends_at,"
		    " company, company_at, expert, expert_at, after_mail)"
		    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
		    INT(visit_id), INT(round), INT(k->no), INT(k->starts_at),
		    INT(k->ends_at), INT_OR_NULL(k->answer[SLOT_COMPANY], SLOT_OPEN),
		    ID_OR_NULL(k->answered_at[SLOT_COMPANY]),
		    INT_OR_NULL(k->answer[SLOT_EXPERT], SLOT_OPEN),
		    ID_OR_NULL(k->answered_at[SLOT_EXPERT]), INT(mail));
	}
}

void
store_slot_answer(struct store *s, const struct slot *slot, enum slot_side side,
    int answer, int64_t now)
{
	if (side == SLOT_COMPANY)
		(void)sql_run(s,
		    "UPDATE visit_slots SET company = ?4, company_at = ?5"
		    " WHERE visit_id = ?1 AND round = ?2 AND no = ?3",
		    INT(slot->visit_id), INT(slot->round), INT(slot->no),
		    INT_OR_NULL(answer, SLOT_OPEN), INT(now));
	else
		(void)sql_run(s,
		    "UPDATE visit_slots SET expert = ?4, expert_at = ?5"
		    " WHERE visit_id = ?1 AND round = ?2 AND no = ?3",
		    INT(slot->visit_id), INT(slot->round), INT(slot->no),
		    INT_OR_NULL(answer, SLOT_OPEN), INT(now));
}

struct slot *
store_slots(struct store *s, int64_t visit_id, int round, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT visit_id, round, no, starts_at, ends_at, company, expert, company_at,"
	    " expert_at FROM visit_slots WHERE visit_id = ?1 AND (?2 = 0 OR round = ?2)"
	    " ORDER BY round, no",
	    INT(visit_id), INT(round));
	struct slot *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		struct slot *k;

		rows = rows_grow(rows, *n, sizeof(*rows));
		k = &rows[*n];
		k->visit_id = col_int(&q);
		k->round = col_small(&q);
		k->no = col_small(&q);
		k->starts_at = col_int(&q);
		k->ends_at = col_int(&q);
		for (int side = 0; side < SLOT_SIDES; side++)
			k->answer[side] = (int)col_int_or(&q, SLOT_OPEN);
		for (int side = 0; side < SLOT_SIDES; side++)
			k->answered_at[side] = col_int(&q);
	}
	return rows;
}

int
store_slots_last(struct store *s, int64_t visit_id)
{
	return (int)sql_number(s, 0,
	    "SELECT max(round) FROM visit_slots WHERE visit_id = ?1", INT(visit_id));
}

int
store_slots_round_of(struct store *s, int64_t visit_id, int64_t outbox_id)
{
	return (int)sql_number(s, 0,
	    "SELECT max(round) FROM visit_slots WHERE visit_id = ?1 AND after_mail < ?2",
	    INT(visit_id), INT(outbox_id));
}

bool
store_visit_searched(struct store *s, int64_t case_id, struct visit *out)
{
	int64_t id = sql_number(s, 0,
	    "SELECT id FROM visits WHERE case_id = ?1 AND round > 0 ORDER BY no LIMIT 1",
	    INT(case_id));

	*out = (struct visit){0};
	return id && store_visit_get(s, id, out);
}

/* Visits of the expert, or of any case of the company. */
#define OF_EITHER                                                                        \
	"v.id IN (SELECT id FROM visits WHERE expert_id = ?1 UNION SELECT x.id"          \
	" FROM cases own JOIN cases c ON c.requester_id = own.requester_id"              \
	" JOIN visits x ON x.case_id = c.id WHERE own.id = ?5) AND v.id <> ?2"

struct taken *
store_taken(struct store *s, int64_t expert_id, int64_t case_id, int64_t but,
    int64_t from, int64_t to, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT starts_at, ends_at, 1 FROM visits v WHERE " OF_EITHER
	    " AND state IN ('proposed', 'fixed', 'held', 'reported')"
	    " AND ends_at > ?3 AND starts_at < ?4"
	    " UNION ALL SELECT k.starts_at, k.ends_at, 0 FROM visits v"
	    " JOIN visit_slots k ON k.visit_id = v.id AND k.round = v.round"
	    " WHERE " OF_EITHER " AND v.round > 0"
	    " AND ifnull(k.company, 1) <> 0 AND ifnull(k.expert, 1) <> 0"
	    " AND k.ends_at > ?3 AND k.starts_at < ?4 ORDER BY 1",
	    INT(expert_id), INT(but), INT(from), INT(to), INT(case_id));
	struct taken *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n].starts_at = col_int(&q);
		rows[*n].ends_at = col_int(&q);
		rows[*n].fixed = col_bool(&q);
	}
	return rows;
}

/* --- what was said of days --- */

void
store_wish_add(struct store *s, int64_t case_id, int64_t expert_id, const struct wish *w,
    int64_t now)
{
	(void)sql_run(s,
	    "INSERT INTO visit_wishes (case_id, expert_id, possible, day, half, said_at)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	    INT(case_id), ID_OR_NULL(expert_id), INT(w->possible), TEXT(w->day),
	    INT(w->half), INT(now));
}

/* More than anybody says of one case; hostile mail must not make planning slow. */
enum { WISHES_MAX = 400 };

struct wish *
store_wishes(struct store *s, int64_t case_id, int64_t expert_id, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT expert_id IS NOT NULL, possible, day, half FROM (SELECT * FROM"
	    " visit_wishes WHERE case_id = ?1 AND (expert_id IS NULL OR expert_id = ?2)"
	    " ORDER BY id DESC LIMIT ?3) ORDER BY id",
	    INT(case_id), INT(expert_id), INT(WISHES_MAX));
	struct wish *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n].side = col_bool(&q) ? SLOT_EXPERT : SLOT_COMPANY;
		rows[*n].possible = col_bool(&q);
		rows[*n].day = col_text(&q);
		rows[*n].half = col_small(&q);
	}
	return rows;
}

void
wishes_free(struct wish *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(rows[i].day);
	free(rows);
}
