/* See store_retention.h. */
#include "store_retention.h"

#include "store_inbox.h"
#include "store_sql.h"

/* Days, work done, homework and goals of the visits stay: they are the course's record.
 */
static int64_t
drop_reports(struct store *s, int64_t before)
{
	return sql_change(s,
	    "UPDATE reports SET text = '', remarks = NULL"
	    " WHERE (text <> '' OR remarks IS NOT NULL) AND visit_id IN ("
	    "SELECT v.id FROM visits v JOIN cases c ON c.id = v.case_id"
	    " WHERE c.closed_at < ?1)",
	    INT(before));
}

static int64_t
drop_surveys(struct store *s, int64_t before)
{
	return sql_change(s,
	    "UPDATE surveys SET text = '', wishes = NULL, comment = NULL"
	    " WHERE (text <> '' OR wishes IS NOT NULL OR comment IS NOT NULL)"
	    " AND case_id IN (SELECT id FROM cases WHERE closed_at < ?1)",
	    INT(before));
}

static int64_t
drop_applications(struct store *s, int64_t before)
{
	return sql_change(s,
	    "UPDATE expert_drafts SET text = NULL"
	    " WHERE text IS NOT NULL AND done_at < ?1",
	    INT(before));
}

struct retention_done
store_retention(struct store *s, int64_t closed_before)
{
	return (struct retention_done){.raw = store_inbox_drop_raw(s, closed_before),
	    .words = drop_reports(s, closed_before) + drop_surveys(s, closed_before) +
	             drop_applications(s, closed_before)};
}
