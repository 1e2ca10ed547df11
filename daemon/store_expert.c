/* The expert list, and the cases put to experts. See store_expert.h. */
#include "store_expert.h"

#include "clock.h"
#include "store_sql.h"

#include <stdlib.h>
#include <string.h>

enum { YEAR_SEC = 365 * 86400 };

void
expert_init(struct expert *e)
{
	*e = (struct expert){.fee_min = -1, .fee_max = -1, .capacity = 1};
	memset(e->areas, '-', sizeof(e->areas) - 1);
}

/* The texts of e, one after the other. */
#define TEXTS_OF(e)                                                                      \
	{                                                                                \
		&(e)->registration_no, &(e)->name, &(e)->affiliation,                    \
		    &(e)->organisation, &(e)->residence, &(e)->email,                    \
		    &(e)->qualifications, &(e)->industries, &(e)->track_record,          \
		    &(e)->fee, &(e)->periods, &(e)->valid_until, &(e)->pr, &(e)->status  \
	}

void
expert_free(struct expert *e)
{
	char **const texts[] = TEXTS_OF(e);

	for (size_t i = 0; i < ARRAY_LEN(texts) && !e->block; i++)
		free(*texts[i]);
	free(e->block);
	expert_init(e);
}

/* At 23,000 experts the allocator's share of fourteen texts each is as much as the texts.
 */
void
expert_pack(struct expert *e)
{
	char **const texts[] = TEXTS_OF(e);
	size_t bytes = 0, at = 0;
	char *block;

	if (e->block)
		return;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		bytes += *texts[i] ? strlen(*texts[i]) + 1 : 0;
	block = xcalloc(1, bytes + 1);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		size_t n = *texts[i] ? strlen(*texts[i]) + 1 : 0;

		if (!n)
			continue;
		memcpy(block + at, *texts[i], n);
		free(*texts[i]);
		*texts[i] = block + at;
		at += n;
	}
	e->block = block;
}

void
expert_unpack(struct expert *e)
{
	char **const texts[] = TEXTS_OF(e);

	if (!e->block)
		return;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = xstrdup_null(*texts[i]);
	free(e->block);
	e->block = NULL;
}

static void
make_brief(struct expert *e)
{
	char **const spared[] = {
	    &e->affiliation, &e->industries, &e->fee, &e->periods, &e->pr};

	for (size_t i = 0; i < ARRAY_LEN(spared); i++)
		set_str(spared[i], NULL);
}

void
experts_free(struct expert *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		expert_free(&rows[i]);
	free(rows);
}

/* --- writing --- */

/* What a list says about an expert. */
#define LISTED                                                                           \
	"name, affiliation, organisation, residence, email, themes, qualifications,"     \
	" industries, industry_bits, track_record, areas, forms, fee, fee_min, fee_max," \
	" periods, prefectures, capacity, valid_until, pr"

#define LISTED_PARAMETERS                                                                \
	"?4, ?5, ?6, ?7, lower(?8), ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"    \
	" ?19, ?20, ?21, ?22, ?23"

/* The first three are left to the statement. 47 prefectures fit in 64 signed bits. */
#define LISTED_VALUES(e)                                                                 \
	TEXT((e)->name ? (e)->name : ""), TEXT((e)->affiliation),                        \
	    TEXT((e)->organisation), TEXT((e)->residence),                               \
	    TEXT((e)->email ? (e)->email : ""), INT((e)->themes),                        \
	    TEXT((e)->qualifications), TEXT((e)->industries), INT((e)->industry_bits),   \
	    TEXT((e)->track_record), TEXT((e)->areas), INT((e)->forms), TEXT((e)->fee),  \
	    INT_OR_NULL((e)->fee_min, -1), INT_OR_NULL((e)->fee_max, -1),                \
	    TEXT((e)->periods), INT((e)->prefectures), INT((e)->capacity),               \
	    TEXT((e)->valid_until), TEXT((e)->pr)

static int64_t
insert_expert(struct store *s, const struct expert *e, int64_t now)
{
	return sql_insert(s,
	    "INSERT INTO experts (registration_no, imported_at, status, " LISTED ")"
	    " VALUES (?1, ?2, ifnull(?3, 'active'), " LISTED_PARAMETERS ")",
	    TEXT(e->registration_no), INT(now), TEXT(e->status), LISTED_VALUES(e));
}

/* Whether anything changed. */
static bool
update_expert(struct store *s, int64_t id, const struct expert *e, int64_t now)
{
	bool changed =
	    sql_change(s,
	        "UPDATE experts SET (" LISTED ") = (" LISTED_PARAMETERS ")"
	        " WHERE id = ?1 AND (" LISTED ") IS NOT (" LISTED_PARAMETERS ")",
	        INT(id), TEXT(NULL), TEXT(NULL), LISTED_VALUES(e)) > 0;

	(void)sql_run(
	    s, "UPDATE experts SET imported_at = ?2 WHERE id = ?1", INT(id), INT(now));
	return changed;
}

int64_t
store_expert_put(struct store *s, const struct expert *e, int64_t now, int *changed)
{
	bool began = tx_begin(s);
	int64_t id = sql_number(s, 0, "SELECT id FROM experts WHERE registration_no = ?1",
	    TEXT(e->registration_no));
	int what = 1;

	if (id)
		what = update_expert(s, id, e, now) ? 2 : 0;
	else
		id = insert_expert(s, e, now);
	tx_end(s, began);
	if (changed)
		*changed = what;
	return id;
}

void
store_expert_status(struct store *s, int64_t id, const char *status)
{
	(void)sql_run(
	    s, "UPDATE experts SET status = ?2 WHERE id = ?1", INT(id), TEXT(status));
}

void
store_expert_verified(struct store *s, int64_t id, int64_t now)
{
	(void)sql_run(
	    s, "UPDATE experts SET verified_at = ?2 WHERE id = ?1", INT(id), INT(now));
}

/* --- reading --- */

/* A course that is over is no load, whether or not its survey is answered. */
#define CASE_NOT_OVER  "state NOT IN ('survey', 'closed', 'withdrawn', 'no_expert')"
#define OFFER_NOT_OVER "state IN ('open', 'conditional')"

#define EXPERT_COLUMNS "id, registration_no, verified_at, status, " LISTED

static void
read_listed(struct sql *q, struct expert *e)
{
	e->name = col_text(q);
	e->affiliation = col_text(q);
	e->organisation = col_text(q);
	e->residence = col_text(q);
	e->email = col_text(q);
	e->themes = (unsigned)col_int(q);
	e->qualifications = col_text(q);
	e->industries = col_text(q);
	e->industry_bits = (unsigned)col_int(q);
	e->track_record = col_text(q);
	col_text_into(q, e->areas, sizeof(e->areas));
	e->forms = (unsigned)col_int(q);
	e->fee = col_text(q);
	e->fee_min = col_int_or(q, -1);
	e->fee_max = col_int_or(q, -1);
	e->periods = col_text(q);
	e->prefectures = (uint64_t)col_int(q);
	e->capacity = col_small(q);
	e->valid_until = col_text(q);
	e->pr = col_text(q);
}

static void
read_expert(struct sql *q, struct expert *e)
{
	expert_init(e);
	e->id = col_int(q);
	e->registration_no = col_text(q);
	e->verified_at = col_int(q);
	e->status = col_text(q);
	read_listed(q, e);
	e->load = col_small(q);
	e->recent = col_small(q);
	e->answers = col_small(q);
	e->response_sec = col_small(q);
	e->unreachable = col_bool(q);
	e->finished = col_small(q);
	e->finished_themes = (unsigned)col_int(q);
}

/* Whole days, so that a list loaded in the morning says the same in the evening. */
static int64_t
year_ago(int64_t now)
{
	struct civil day = civil_from_time(now);
	int64_t morning;

	day.hour = day.minute = day.second = 0;
	morning = civil_to_time(&day);
	return morning - YEAR_SEC;
}

/* How long an offer took: to the answer, or all the time there was. */
/* As the index offers_answered has them. */
#define ANSWERED_OFFER                                                                   \
	"state IN ('accepted', 'declined', 'conditional', 'lapsed')"                     \
	" AND answered_at IS NOT NULL"
#define OFFER_TOOK                                                                       \
	"max(0, CASE state WHEN 'lapsed' THEN due_at ELSE answered_at END - made_at)"

/* Each theme once, so that their sum is the bits. */
#define FINISHED    "finished_on IS NOT NULL"
#define THEMES_DONE "sum(DISTINCT 1 << ifnull(theme, 0))"

/* One expert; the figures are looked up for this row alone. */
#define ONE_EXPERT                                                                       \
	"SELECT " EXPERT_COLUMNS ", (SELECT count(*) FROM cases c"                       \
	" WHERE c.expert_id = e.id AND c." CASE_NOT_OVER ")"                             \
	" + (SELECT count(*) FROM offers o"                                              \
	" WHERE o.expert_id = e.id AND o." OFFER_NOT_OVER "),"                           \
	" (SELECT count(*) FROM cases c WHERE c.expert_id = e.id"                        \
	" AND c.accepted_at > ?2),"                                                      \
	" (SELECT count(*) FROM offers o WHERE o.expert_id = e.id AND " ANSWERED_OFFER   \
	"), (SELECT CAST(avg(" OFFER_TOOK ") AS INTEGER) FROM offers o"                  \
	" WHERE o.expert_id = e.id AND " ANSWERED_OFFER "),"                             \
	" EXISTS (SELECT 1 FROM people p WHERE p.email = e.email AND p.dead = 1),"       \
	" (SELECT count(*) FROM expert_record r WHERE r.expert_id = e.id AND " FINISHED  \
	"), (SELECT " THEMES_DONE " FROM expert_record r WHERE r.expert_id = e.id"       \
	" AND " FINISHED ")"                                                             \
	" FROM experts e"

static bool
one_expert(struct sql q, struct expert *out)
{
	bool found = sql_row(&q);

	expert_init(out);
	if (found)
		read_expert(&q, out);
	sql_end(&q);
	return found;
}

bool
store_expert_get(struct store *s, int64_t id, int64_t now, struct expert *out)
{
	return one_expert(
	    sql_query(s, ONE_EXPERT " WHERE e.id = ?1", INT(id), INT(year_ago(now))),
	    out);
}

bool
store_expert_find(
    struct store *s, const char *registration_no, int64_t now, struct expert *out)
{
	return one_expert(sql_query(s, ONE_EXPERT " WHERE e.registration_no = ?1",
	                      TEXT(registration_no), INT(year_ago(now))),
	    out);
}

bool
store_expert_by_email(struct store *s, const char *email, int64_t now, struct expert *out)
{
	return one_expert(sql_query(s,
	                      ONE_EXPERT " WHERE e.email = lower(?1)"
	                                 " AND e.status = 'active' ORDER BY e.id LIMIT 1",
	                      TEXT(email), INT(year_ago(now))),
	    out);
}

/* The whole list: each figure is counted once over all experts and then joined. */
static struct expert *
read_list(struct store *s, int64_t now, bool brief, size_t *n)
{
	struct sql q = sql_query(s,
	    "WITH busy(expert_id, n) AS MATERIALIZED (SELECT expert_id, count(*) FROM ("
	    "SELECT expert_id FROM cases WHERE expert_id IS NOT NULL AND " CASE_NOT_OVER
	    " UNION ALL SELECT expert_id FROM offers WHERE " OFFER_NOT_OVER
	    ") GROUP BY expert_id),"
	    " recent(expert_id, n) AS MATERIALIZED (SELECT expert_id, count(*) FROM cases"
	    " WHERE expert_id IS NOT NULL AND accepted_at > ?1"
	    " GROUP BY expert_id),"
	    " answers(expert_id, n, took) AS MATERIALIZED (SELECT expert_id, count(*),"
	    " CAST(avg(" OFFER_TOOK ") AS INTEGER) FROM offers WHERE " ANSWERED_OFFER
	    " GROUP BY expert_id),"
	    " done(expert_id, n, bits) AS MATERIALIZED (SELECT expert_id, count(*),"
	    " " THEMES_DONE " FROM expert_record WHERE " FINISHED " GROUP BY expert_id)"
	    " SELECT " EXPERT_COLUMNS ", ifnull(busy.n, 0), ifnull(recent.n, 0),"
	    " ifnull(answers.n, 0), answers.took,"
	    " e.email IN (SELECT email FROM people WHERE dead = 1),"
	    " ifnull(done.n, 0), done.bits"
	    " FROM experts e LEFT JOIN busy ON busy.expert_id = e.id"
	    " LEFT JOIN recent ON recent.expert_id = e.id"
	    " LEFT JOIN answers ON answers.expert_id = e.id"
	    " LEFT JOIN done ON done.expert_id = e.id ORDER BY registration_no",
	    INT(year_ago(now)));
	/* Room is made at once: grown, the array would leave holes as large as itself. */
	size_t room = 1 + (size_t)sql_number(s, 0, "SELECT count(*) FROM experts");
	struct expert *rows = xcalloc(room, sizeof(*rows));

	for (*n = 0; sql_row(&q); (*n)++) {
		if (*n == room)
			rows = xreallocarray(rows, room *= 2, sizeof(*rows));
		read_expert(&q, &rows[*n]);
		if (brief)
			make_brief(&rows[*n]);
		expert_pack(&rows[*n]);
	}
	return rows;
}

struct expert *
store_expert_list(struct store *s, int64_t now, size_t *n)
{
	return read_list(s, now, false, n);
}

struct expert *
store_expert_list_brief(struct store *s, int64_t now, size_t *n)
{
	return read_list(s, now, true, n);
}

/* --- offers --- */

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
store_offer_due(struct store *s, int64_t id, int64_t due_at)
{
	(void)sql_run(
	    s, "UPDATE offers SET due_at = ?2 WHERE id = ?1", INT(id), INT(due_at));
}

size_t
store_offer_open_of(struct store *s, const char *email, int64_t *case_ids, size_t limit)
{
	struct sql q = sql_query(s,
	    "SELECT o.case_id FROM offers o JOIN experts e ON e.id = o.expert_id"
	    " WHERE e.email = lower(?1) AND o.state IN ('open', 'conditional')"
	    " ORDER BY o.id DESC LIMIT ?2",
	    TEXT(email), INT(limit));
	size_t n = 0;

	while (sql_row(&q))
		case_ids[n++] = col_int(&q);
	return n;
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
