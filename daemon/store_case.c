/* People, cases, who takes part in them, and events. See store_case.h. */
#include "store_case.h"

#include "clock.h"
#include "store_sql.h"

#include <stdlib.h>

/* --- people --- */

int64_t
store_person(struct store *s, const char *email, const char *name, const char *company,
    const char *phone, int64_t now)
{
	/* what is known already stays: the first mail of a person is the best source */
	return sql_number(s, 0,
	    "INSERT INTO people (email, name, company, phone, created)"
	    " VALUES (lower(?1), nullif(?2, ''), nullif(?3, ''), nullif(?4, ''), ?5)"
	    " ON CONFLICT (email) DO UPDATE SET name = ifnull(name, excluded.name),"
	    " company = ifnull(company, excluded.company),"
	    " phone = ifnull(phone, excluded.phone)"
	    " RETURNING id",
	    TEXT(email), TEXT(name), TEXT(company), TEXT(phone), INT(now));
}

static bool
read_person(struct sql q, struct person *out)
{
	bool found = sql_row(&q);

	*out = (struct person){0};
	if (found) {
		out->id = col_int(&q);
		out->email = col_text(&q);
		out->name = col_text(&q);
		out->company = col_text(&q);
		out->phone = col_text(&q);
		out->dead = col_bool(&q);
		out->soft_bounces = col_small(&q);
	}
	sql_end(&q);
	return found;
}

#define PERSON_ROWS                                                                      \
	"SELECT id, email, name, company, phone, dead, soft_bounces FROM people"

bool
store_person_get(struct store *s, int64_t id, struct person *out)
{
	return read_person(sql_query(s, PERSON_ROWS " WHERE id = ?1", INT(id)), out);
}

bool
store_person_find(struct store *s, const char *email, struct person *out)
{
	return read_person(
	    sql_query(s, PERSON_ROWS " WHERE email = lower(?1)", TEXT(email)), out);
}

/* Whoever keeps the expert list in memory is to load it again. */
static void
note_expert_address(struct store *s, const char *email)
{
	(void)sql_run(s,
	    "INSERT INTO meta (key, value) SELECT 'experts_version', '1'"
	    " WHERE EXISTS (SELECT 1 FROM experts WHERE email = lower(?1))"
	    " ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1",
	    TEXT(email));
}

void
store_person_dead(struct store *s, const char *email, int64_t now)
{
	(void)sql_run(s,
	    "INSERT INTO people (email, dead, created) VALUES (lower(?1), 1, ?2) "
	    "ON CONFLICT (email) DO UPDATE SET dead = 1",
	    TEXT(email), INT(now));
	note_expert_address(s, email);
}

void
store_person_alive(struct store *s, const char *email)
{
	if (sql_change(s,
	        "UPDATE people SET dead = 0, soft_bounces = 0"
	        " WHERE email = lower(?1) AND (dead = 1 OR soft_bounces > 0)",
	        TEXT(email)) > 0)
		note_expert_address(s, email);
}

void
store_person_soft_bounce(struct store *s, const char *email, int64_t now)
{
	(void)sql_run(s,
	    "INSERT INTO people (email, soft_bounces, created) "
	    "VALUES (lower(?1), 1, ?2) "
	    "ON CONFLICT (email) DO UPDATE SET soft_bounces = soft_bounces + 1",
	    TEXT(email), INT(now));
}

void
person_free(struct person *p)
{
	free(p->email);
	free(p->name);
	free(p->company);
	free(p->phone);
	*p = (struct person){0};
}

/* --- cases --- */

void
case_row_init(struct case_row *c)
{
	*c = (struct case_row){.lang = "ja", .employees = -1, .budget_yen = -1};
}

void
case_row_free(struct case_row *c)
{
	free(c->number);
	free(c->state);
	free(c->submenu);
	free(c->subject);
	free(c->need);
	free(c->company);
	free(c->contact);
	free(c->phone);
	free(c->prefecture);
	free(c->industry);
	free(c->format);
	free(c->thread);
	free(c->outcome);
	strlist_free(&c->dates);
	strlist_free(&c->unavailable);
	case_row_init(c);
}

void
case_rows_free(struct case_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		case_row_free(&rows[i]);
	free(rows);
}

/* The counter of a year only grows, so that the number of a deleted case never comes
 * back. */
static char *
next_number(struct store *s, int64_t opened_at)
{
	int year = civil_from_time(opened_at).year;
	char *key = xasprintf("case_number_%04d", year), *number = NULL;
	int64_t n;

	do {
		free(number);
		n = sql_number(s, 0,
		    "INSERT INTO meta (key, value) VALUES (?1, '1')"
		    " ON CONFLICT (key) DO UPDATE"
		    " SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)"
		    " RETURNING CAST(value AS INTEGER)",
		    TEXT(key));
		number = xasprintf("%04d-%04lld", year, (long long)n);
		/* taken only where somebody wrote into the store by hand */
	} while (sql_number(s, 0, "SELECT 1 FROM cases WHERE number = ?1", TEXT(number)));
	free(key);
	return number;
}

/* The columns that store_case_update writes, in the order of CASE_VALUES. */
#define CASE_COLUMNS                                                                     \
	"state, lane, lang, channel, category, submenu, theme, urgency, confidence,"     \
	" subject, need, company, contact, phone, prefecture, industry, employees,"      \
	" budget_yen, format, dates, unavailable, requester_id, referrer_id, expert_id," \
	" thread, updated_at, accepted_at, closed_at, outcome"

/* ?1 and ?2 are left to the statement. */
#define CASE_PARAMETERS                                                                  \
	"?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,"  \
	" ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31"

#define CASE_VALUES(c, x)                                                                \
	TEXT((c)->state), TEXT((c)->incident ? "incident" : "normal"), TEXT((c)->lang),  \
	    TEXT((c)->chat ? "chat" : "mail"), TEXT((x)->category), TEXT((c)->submenu),  \
	    ID_OR_NULL((c)->theme), TEXT((c)->urgent ? "urgent" : "normal"),             \
	    REAL((c)->confidence), TEXT((c)->subject), TEXT((c)->need),                  \
	    TEXT((c)->company), TEXT((c)->contact), TEXT((c)->phone),                    \
	    TEXT((c)->prefecture), TEXT((c)->industry), INT_OR_NULL((c)->employees, -1), \
	    INT_OR_NULL((c)->budget_yen, -1), TEXT((c)->format), TEXT((x)->dates),       \
	    TEXT((x)->unavailable), ID_OR_NULL((c)->requester_id),                       \
	    ID_OR_NULL((c)->referrer_id), ID_OR_NULL((c)->expert_id), TEXT((c)->thread), \
	    INT((c)->updated_at), ID_OR_NULL((c)->accepted_at),                          \
	    ID_OR_NULL((c)->closed_at), TEXT((c)->outcome)

/* What is written otherwise than it stands in the struct. */
struct case_texts {
	const char *category;
	char letter[2];
	char *dates, *unavailable;
};

static void
texts_make(const struct case_row *c, struct case_texts *x)
{
	x->letter[0] = c->category;
	x->letter[1] = '\0';
	x->category = c->category ? x->letter : NULL;
	x->dates = list_json(&c->dates);
	x->unavailable = list_json(&c->unavailable);
}

static void
texts_free(struct case_texts *x)
{
	free(x->dates);
	free(x->unavailable);
}

void
store_case_add(struct store *s, struct case_row *c)
{
	bool began = tx_begin(s);
	struct case_texts x;

	free(c->number);
	c->number = next_number(s, c->opened_at);
	if (!c->updated_at)
		c->updated_at = c->opened_at;
	texts_make(c, &x);
	c->id = sql_insert(s,
	    "INSERT INTO cases (number, opened_at, " CASE_COLUMNS ")"
	    " VALUES (?1, ?2, " CASE_PARAMETERS ")",
	    TEXT(c->number), INT(c->opened_at), CASE_VALUES(c, &x));
	texts_free(&x);
	tx_end(s, began);
}

void
store_case_update(struct store *s, const struct case_row *c)
{
	struct case_texts x;

	texts_make(c, &x);
	(void)sql_run(s,
	    "UPDATE cases SET (" CASE_COLUMNS ") = (" CASE_PARAMETERS ")"
	    " WHERE id = ?1 AND number = ?2",
	    INT(c->id), TEXT(c->number), CASE_VALUES(c, &x));
	texts_free(&x);
}

#define CASE_ROWS "SELECT id, number, opened_at, " CASE_COLUMNS " FROM cases"

static bool
col_is(struct sql *q, const char *word)
{
	char *text = col_text(q);
	bool same = str_eq(text, word);

	free(text);
	return same;
}

static char
col_letter(struct sql *q)
{
	char text[2];

	col_text_into(q, text, sizeof(text));
	return text[0];
}

static void
read_wishes(struct sql *q, struct case_row *c)
{
	c->subject = col_text(q);
	c->need = col_text(q);
	c->company = col_text(q);
	c->contact = col_text(q);
	c->phone = col_text(q);
	c->prefecture = col_text(q);
	c->industry = col_text(q);
	c->employees = (int)col_int_or(q, -1);
	c->budget_yen = col_int_or(q, -1);
	c->format = col_text(q);
	col_list(q, &c->dates);
	col_list(q, &c->unavailable);
}

static void
read_case(struct sql *q, struct case_row *c)
{
	case_row_init(c);
	c->id = col_int(q);
	c->number = col_text(q);
	c->opened_at = col_int(q);
	c->state = col_text(q);
	c->incident = col_is(q, "incident");
	col_text_into(q, c->lang, sizeof(c->lang));
	c->chat = col_is(q, "chat");
	c->category = col_letter(q);
	c->submenu = col_text(q);
	c->theme = col_small(q);
	c->urgent = col_is(q, "urgent");
	c->confidence = col_real(q);
	read_wishes(q, c);
	c->requester_id = col_int(q);
	c->referrer_id = col_int(q);
	c->expert_id = col_int(q);
	c->thread = col_text(q);
	c->updated_at = col_int(q);
	c->accepted_at = col_int(q);
	c->closed_at = col_int(q);
	c->outcome = col_text(q);
}

static bool
one_case(struct sql q, struct case_row *out)
{
	bool found = sql_row(&q);

	case_row_init(out);
	if (found)
		read_case(&q, out);
	sql_end(&q);
	return found;
}

bool
store_case_get(struct store *s, int64_t id, struct case_row *out)
{
	return one_case(sql_query(s, CASE_ROWS " WHERE id = ?1", INT(id)), out);
}

bool
store_case_find(struct store *s, const char *number, struct case_row *out)
{
	char *end = NULL;
	int64_t id;

	if (one_case(sql_query(s, CASE_ROWS " WHERE number = ?1", TEXT(number)), out))
		return true;
	id = strtoll(number, &end, 10);
	return *number >= '0' && *number <= '9' && !*end && store_case_get(s, id, out);
}

struct case_row *
store_case_list(struct store *s, const char *state, size_t *n)
{
	struct sql q =
	    state ? sql_query(s, CASE_ROWS " WHERE state = ?1 ORDER BY id", TEXT(state))
	          : sql_query(s, CASE_ROWS " ORDER BY id");
	struct case_row *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		read_case(&q, &rows[*n]);
	}
	return rows;
}

/* --- who takes part --- */

void
store_case_person(struct store *s, int64_t case_id, int64_t person_id, const char *role)
{
	(void)sql_run(s,
	    "INSERT INTO case_person (case_id, person_id, role) VALUES (?1, ?2, ?3)"
	    " ON CONFLICT DO NOTHING",
	    INT(case_id), INT(person_id), TEXT(role));
}

void
store_case_role_remove(struct store *s, int64_t case_id, const char *role)
{
	(void)sql_run(s, "DELETE FROM case_person WHERE case_id = ?1 AND role = ?2",
	    INT(case_id), TEXT(role));
}

int64_t *
store_case_people(struct store *s, int64_t case_id, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT DISTINCT person_id FROM case_person"
	    " WHERE case_id = ?1 AND role <> 'expert' ORDER BY person_id",
	    INT(case_id));
	int64_t *ids = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		ids = rows_grow(ids, *n, sizeof(*ids));
		ids[*n] = col_int(&q);
	}
	return ids;
}

bool
store_case_has_person(struct store *s, int64_t case_id, const char *email, char **role)
{
	/* with several roles the one that may do most comes first */
	struct sql q = sql_query(s,
	    "SELECT r.role FROM case_person r JOIN people p ON p.id = r.person_id"
	    " WHERE r.case_id = ?1 AND p.email = lower(?2)"
	    " ORDER BY r.role = 'requester' DESC, r.role = 'expert' DESC,"
	    " r.role = 'referrer' DESC LIMIT 1",
	    INT(case_id), TEXT(email));
	bool found = sql_row(&q);

	if (role)
		*role = found ? col_text(&q) : NULL;
	sql_end(&q);
	return found;
}

size_t
store_case_open_of(struct store *s, const char *email, int64_t *ids, size_t limit)
{
	struct sql q = sql_query(s,
	    "SELECT DISTINCT c.id FROM people p"
	    " JOIN case_person r ON r.person_id = p.id JOIN cases c ON c.id = r.case_id"
	    " WHERE p.email = lower(?1)"
	    " AND c.state NOT IN ('closed', 'withdrawn', 'no_expert')"
	    " ORDER BY c.id DESC LIMIT ?2",
	    TEXT(email), INT(limit));
	size_t n = 0;

	while (sql_row(&q))
		ids[n++] = col_int(&q);
	return n;
}

/* --- events --- */

int64_t
store_event(struct store *s, int64_t case_id, int64_t at, const char *actor,
    const char *what, const char *text, int64_t inbox_id, bool open)
{
	return sql_insert(s,
	    "INSERT INTO events (case_id, at, actor, what, text, inbox_id, open)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	    ID_OR_NULL(case_id), INT(at), TEXT(actor), TEXT(what), TEXT(text),
	    ID_OR_NULL(inbox_id), INT(open));
}

#define EVENT_ROWS "SELECT id, at, case_id, inbox_id, actor, what, text, open FROM events"

static void
read_event(struct sql *q, struct event_row *e)
{
	e->id = col_int(q);
	e->at = col_int(q);
	e->case_id = col_int(q);
	e->inbox_id = col_int(q);
	e->actor = col_text(q);
	e->what = col_text(q);
	e->text = col_text(q);
	e->open = col_bool(q);
}

static struct event_row *
read_events(struct sql q, size_t *n)
{
	struct event_row *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		read_event(&q, &rows[*n]);
	}
	return rows;
}

bool
store_event_get(struct store *s, int64_t id, struct event_row *out)
{
	struct sql q = sql_query(s, EVENT_ROWS " WHERE id = ?1", INT(id));
	bool found = sql_row(&q);

	*out = (struct event_row){0};
	if (found)
		read_event(&q, out);
	sql_end(&q);
	return found;
}

struct event_row *
store_event_list(struct store *s, int64_t case_id, size_t *n)
{
	return read_events(sql_query(s, EVENT_ROWS " WHERE case_id IS ?1 ORDER BY id",
	                       ID_OR_NULL(case_id)),
	    n);
}

struct event_row *
store_event_open(struct store *s, size_t *n)
{
	return read_events(sql_query(s, EVENT_ROWS " WHERE open = 1 ORDER BY id"), n);
}

int64_t
store_event_close(struct store *s, int64_t id, int64_t case_id)
{
	if (id)
		return sql_change(
		    s, "UPDATE events SET open = 0 WHERE id = ?1 AND open = 1", INT(id));
	return sql_change(s,
	    "UPDATE events SET open = 0 WHERE case_id IS ?1 AND open = 1",
	    ID_OR_NULL(case_id));
}

int64_t
store_event_close_of(struct store *s, int64_t inbox_id)
{
	return sql_change(s,
	    "UPDATE events SET open = 0 WHERE open = 1 AND inbox_id = ?1", INT(inbox_id));
}

void
event_row_free(struct event_row *row)
{
	free(row->actor);
	free(row->what);
	free(row->text);
	*row = (struct event_row){0};
}

void
event_rows_free(struct event_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		event_row_free(&rows[i]);
	free(rows);
}
