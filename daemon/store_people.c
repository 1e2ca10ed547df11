/* Everybody the desk writes to or hears from, by address. See store_case.h. */
#include "store_case.h"
#include "store_sql.h"

#include <stdlib.h>

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

void
store_person_dead(struct store *s, const char *email)
{
	(void)sql_run(
	    s, "UPDATE people SET dead = 1 WHERE email = lower(?1)", TEXT(email));
}

void
store_person_soft_bounce(struct store *s, const char *email)
{
	(void)sql_run(s,
	    "UPDATE people SET soft_bounces = soft_bounces + 1 WHERE email = lower(?1)",
	    TEXT(email));
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
