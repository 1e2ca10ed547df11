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

/* What experts told the desk, letters about the end of a registration, drafts of entries,
 * and the desk's own record of their courses. */
static const char to_3_list[] =
    "CREATE TABLE expert_told (\n"
    "  expert_id INTEGER NOT NULL REFERENCES experts(id) ON DELETE CASCADE,\n"
    "  field     TEXT NOT NULL,\n"
    "  listed    TEXT,\n"
    "  told_at   INTEGER NOT NULL,\n"
    "  PRIMARY KEY (expert_id, field)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE TABLE expert_notices (\n"
    "  expert_id   INTEGER NOT NULL REFERENCES experts(id) ON DELETE CASCADE,\n"
    "  valid_until TEXT NOT NULL,\n"
    "  kind        TEXT NOT NULL CHECK (kind IN ('first', 'second')),\n"
    "  at          INTEGER NOT NULL,\n"
    "  outbox_id   INTEGER REFERENCES outbox(id) ON DELETE SET NULL,\n"
    "  PRIMARY KEY (expert_id, valid_until, kind)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE INDEX expert_notices_outbox ON expert_notices(outbox_id) WHERE outbox_id IS "
    "NOT NULL;\n"
    "CREATE TABLE expert_drafts (\n"
    "  id          INTEGER PRIMARY KEY,\n"
    "  at          INTEGER NOT NULL,\n"
    "  inbox_id    INTEGER REFERENCES inbox(id),\n"
    "  event_id    INTEGER REFERENCES events(id) ON DELETE SET NULL,\n"
    "  state       TEXT NOT NULL CHECK (state IN ('open', 'verified', 'rejected', "
    "'replaced')),\n"
    "  wish        TEXT NOT NULL CHECK (wish IN ('entry', 'pause', 'resume', "
    "'remove')),\n"
    "  sender      TEXT NOT NULL,\n"
    "  sender_name TEXT,\n"
    "  lang        TEXT NOT NULL,\n"
    "  forged      INTEGER NOT NULL CHECK (forged IN (0, 1)),\n"
    "  registration_no TEXT,\n"
    "  fields      TEXT NOT NULL,\n"
    "  troubles    TEXT NOT NULL,\n"
    "  text        TEXT,\n"
    "  done_at     INTEGER,\n"
    "  reason      TEXT\n"
    ") STRICT;\n"
    "CREATE INDEX expert_drafts_open ON expert_drafts(sender) WHERE state = 'open';\n"
    "CREATE INDEX expert_drafts_event ON expert_drafts(event_id) WHERE event_id IS NOT "
    "NULL;\n"
    "CREATE TABLE expert_record (\n"
    "  expert_id   INTEGER NOT NULL REFERENCES experts(id) ON DELETE CASCADE,\n"
    "  case_number TEXT NOT NULL,\n"
    "  theme       INTEGER,\n"
    "  industry    TEXT,\n"
    "  prefecture  TEXT,\n"
    "  visits      INTEGER NOT NULL,\n"
    "  finished_on TEXT,\n"
    "  PRIMARY KEY (expert_id, case_number)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE INDEX expert_record_case ON expert_record(case_number);\n";

/* Who was told what of whom. */
static const char to_3_disclosures[] =
    "CREATE TABLE disclosures (\n"
    "  id           INTEGER PRIMARY KEY,\n"
    "  case_id      INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,\n"
    "  outbox_id    INTEGER NOT NULL REFERENCES outbox(id),\n"
    "  subject      TEXT NOT NULL CHECK (subject IN ('company', 'expert', 'referrer')),\n"
    "  subject_name TEXT,\n"
    "  subject_addr TEXT,\n"
    "  fields       TEXT NOT NULL,\n"
    "  recipient    TEXT NOT NULL CHECK (recipient IN ('company', 'expert', 'referrer', "
    "'copy')),\n"
    "  recipient_name TEXT,\n"
    "  purpose      TEXT NOT NULL,\n"
    "  basis        TEXT NOT NULL CHECK (basis IN ('request', 'referral', 'acceptance', "
    "'list')),\n"
    "  consent_id   INTEGER REFERENCES inbox(id) ON DELETE SET NULL,\n"
    "  consent_at   INTEGER,\n"
    "  queued_at    INTEGER NOT NULL,\n"
    "  UNIQUE (outbox_id, subject)\n"
    ") STRICT;\n"
    "CREATE INDEX disclosures_case ON disclosures(case_id);\n"
    "CREATE INDEX disclosures_queued ON disclosures(queued_at);\n"
    "CREATE INDEX disclosures_consent ON disclosures(consent_id) WHERE consent_id IS NOT "
    "NULL;\n";

static const struct migration migrations[] = {
    {.from = 1, .sql = to_2},
    {.from = 2, .sql = to_3_list},
    {.from = 2, .sql = to_3_disclosures},
};

const struct migration *
store_migrations(size_t *n)
{
	*n = ARRAY_LEN(migrations);
	return migrations;
}
