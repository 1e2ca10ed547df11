/* The ways from one schema version to the next. See store_migrations.h. */
#include "store_migrations.h"

/* Conflicts that were declared, and the candidates of each search. */
static const char to_2[] =
    "CREATE INDEX offers_expert ON offers(expert_id);\n"
    "CREATE TABLE conflicts (\n"
    "  id         INTEGER PRIMARY KEY,\n"
    "  expert_id  INTEGER NOT NULL REFERENCES experts(id) ON DELETE CASCADE,\n"
    "  kind       TEXT NOT NULL CHECK (kind IN ('domain', 'company', 'person')),\n"
    "  value      TEXT NOT NULL,\n"
    "  contractor INTEGER NOT NULL DEFAULT 0 CHECK (contractor IN (0, 1)),\n"
    "  said_by    TEXT NOT NULL,\n"
    "  said_at    INTEGER NOT NULL,\n"
    "  UNIQUE (expert_id, kind, value)\n"
    ") STRICT;\n"
    "CREATE TABLE match_runs (\n"
    "  id         INTEGER PRIMARY KEY,\n"
    "  case_id    INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,\n"
    "  at         INTEGER NOT NULL,\n"
    "  considered INTEGER NOT NULL,\n"
    "  eligible   INTEGER NOT NULL,\n"
    "  failed     TEXT NOT NULL\n"
    ") STRICT;\n"
    "CREATE INDEX match_runs_case ON match_runs(case_id);\n"
    "CREATE TABLE match_candidates (\n"
    "  run_id    INTEGER NOT NULL REFERENCES match_runs(id) ON DELETE CASCADE,\n"
    "  rank      INTEGER NOT NULL,\n"
    "  expert_id INTEGER NOT NULL REFERENCES experts(id) ON DELETE CASCADE,\n"
    "  eligible  INTEGER NOT NULL CHECK (eligible IN (0, 1)),\n"
    "  score     REAL NOT NULL,\n"
    "  reasons   TEXT NOT NULL,\n"
    "  PRIMARY KEY (run_id, rank)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE INDEX match_candidates_expert ON match_candidates(expert_id);\n";

/* Dates of visits asked by slots. A CHECK list cannot be changed in place, so the visits
 * move into a new table; dropping the old one would take them out of the mails that are
 * about them (ON DELETE SET NULL). Has to run before any other change of visits. */
static const char to_3_slots[] =
    "CREATE TABLE visit_mails AS SELECT id, visit_id FROM outbox"
    " WHERE visit_id IS NOT NULL;\n"
    "CREATE TABLE visits_3 (\n"
    "  id        INTEGER PRIMARY KEY,\n"
    "  case_id   INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,\n"
    "  no        INTEGER NOT NULL,\n"
    "  state     TEXT NOT NULL CHECK (state IN ('asked', 'proposed', 'fixed', 'held',"
    " 'reported', 'cancelled')),\n"
    "  starts_at INTEGER NOT NULL,\n"
    "  ends_at   INTEGER NOT NULL,\n"
    "  format    TEXT NOT NULL CHECK (format IN ('visit', 'online')),\n"
    "  uid       TEXT NOT NULL UNIQUE,\n"
    "  sequence  INTEGER NOT NULL DEFAULT 0,\n"
    "  confirmed INTEGER NOT NULL DEFAULT 0,\n"
    "  done_on   TEXT,\n"
    "  homework  TEXT,\n"
    "  goal      TEXT CHECK (goal IN ('yes', 'partly', 'no')),\n"
    "  report_inbox_id INTEGER REFERENCES inbox(id),\n"
    "  expert_id INTEGER REFERENCES experts(id),\n"
    "  search    INTEGER NOT NULL DEFAULT 0,\n"
    "  round     INTEGER NOT NULL DEFAULT 0,\n"
    "  ending    INTEGER NOT NULL DEFAULT 0,\n"
    "  UNIQUE (case_id, no)\n"
    ") STRICT;\n"
    "INSERT INTO visits_3 (id, case_id, no, state, starts_at, ends_at, format, uid,"
    " sequence, confirmed, done_on, homework, goal, report_inbox_id, expert_id)"
    " SELECT v.id, v.case_id, v.no, v.state, v.starts_at, v.ends_at, v.format, v.uid,"
    " v.sequence, v.confirmed, v.done_on, v.homework, v.goal, v.report_inbox_id,"
    " c.expert_id FROM visits v JOIN cases c ON c.id = v.case_id;\n"
    "DROP TABLE visits;\n"
    "ALTER TABLE visits_3 RENAME TO visits;\n"
    "UPDATE outbox SET visit_id = (SELECT m.visit_id FROM visit_mails m"
    " WHERE m.id = outbox.id) WHERE id IN (SELECT id FROM visit_mails);\n"
    "DROP TABLE visit_mails;\n"
    "CREATE INDEX visits_expert ON visits(expert_id, starts_at)"
    " WHERE expert_id IS NOT NULL;\n"
    "CREATE TABLE visit_slots (\n"
    "  visit_id   INTEGER NOT NULL REFERENCES visits(id) ON DELETE CASCADE,\n"
    "  round      INTEGER NOT NULL,\n"
    "  no         INTEGER NOT NULL,\n"
    "  starts_at  INTEGER NOT NULL,\n"
    "  ends_at    INTEGER NOT NULL,\n"
    "  company    INTEGER,\n"
    "  company_at INTEGER,\n"
    "  expert     INTEGER,\n"
    "  expert_at  INTEGER,\n"
    "  after_mail INTEGER NOT NULL DEFAULT 0,\n"
    "  PRIMARY KEY (visit_id, round, no)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE TABLE visit_wishes (\n"
    "  id        INTEGER PRIMARY KEY,\n"
    "  case_id   INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,\n"
    "  expert_id INTEGER REFERENCES experts(id),\n"
    "  possible  INTEGER NOT NULL CHECK (possible IN (0, 1)),\n"
    "  day       TEXT NOT NULL,\n"
    "  half      INTEGER NOT NULL DEFAULT 0,\n"
    "  said_at   INTEGER NOT NULL\n"
    ") STRICT;\n"
    "CREATE INDEX visit_wishes_case ON visit_wishes(case_id);\n";

static const struct migration migrations[] = {
    {.from = 1, .sql = to_2},
    {.from = 2, .sql = to_3_slots},
};

const struct migration *
store_migrations(size_t *n)
{
	*n = ARRAY_LEN(migrations);
	return migrations;
}
