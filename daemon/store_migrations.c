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

/* Reports as they came, and the answers to the survey. */
static const char to_3_reports[] =
    "CREATE TABLE reports (\n"
    "  id       INTEGER PRIMARY KEY,\n"
    "  visit_id INTEGER NOT NULL REFERENCES visits(id) ON DELETE CASCADE,\n"
    "  inbox_id INTEGER REFERENCES inbox(id),\n"
    "  at       INTEGER NOT NULL,\n"
    "  state    TEXT NOT NULL CHECK (state IN ('asked', 'taken', 'corrected')),\n"
    "  done_on  TEXT,\n"
    "  done     TEXT,\n"
    "  homework TEXT,\n"
    "  goal     TEXT CHECK (goal IN ('yes', 'partly', 'no')),\n"
    "  remarks  TEXT,\n"
    "  next     TEXT NOT NULL DEFAULT '[]',\n"
    "  text     TEXT NOT NULL\n"
    ") STRICT;\n"
    "CREATE INDEX reports_visit ON reports(visit_id);\n"
    "CREATE TABLE confirmations (\n"
    "  visit_id INTEGER NOT NULL REFERENCES visits(id) ON DELETE CASCADE,\n"
    "  key      TEXT NOT NULL,\n"
    "  value    TEXT NOT NULL,\n"
    "  inbox_id INTEGER REFERENCES inbox(id),\n"
    "  at       INTEGER NOT NULL,\n"
    "  PRIMARY KEY (visit_id, key)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE TABLE surveys (\n"
    "  id       INTEGER PRIMARY KEY,\n"
    "  case_id  INTEGER NOT NULL UNIQUE REFERENCES cases(id) ON DELETE CASCADE,\n"
    "  inbox_id INTEGER REFERENCES inbox(id),\n"
    "  at       INTEGER NOT NULL,\n"
    "  goal     TEXT CHECK (goal IN ('yes', 'partly', 'no')),\n"
    "  satisfaction INTEGER CHECK (satisfaction BETWEEN 1 AND 5),\n"
    "  wishes   TEXT,\n"
    "  comment  TEXT,\n"
    "  text     TEXT NOT NULL\n"
    ") STRICT;\n";

static const struct migration migrations[] = {
    {.from = 1, .sql = to_2},
    {.from = 2, .sql = to_3_reports},
};

const struct migration *
store_migrations(size_t *n)
{
	*n = ARRAY_LEN(migrations);
	return migrations;
}
