-- The store of madoguchi, schema version 4. Times are seconds since 1970-01-01 UTC.
-- Texts are UTF-8. Enumerations are words, so that a person with sqlite3 can read the store.

-- Small facts about the store itself.
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,          -- what
  value TEXT NOT NULL              -- its value
) STRICT;

-- Keys that sign reply tokens; the newest signs, all verify.
CREATE TABLE secret (
  id      INTEGER PRIMARY KEY,     -- key number, part of a token
  key     BLOB NOT NULL,           -- 32 random bytes
  created INTEGER NOT NULL         -- when it was made
) STRICT;

-- Where mail comes from, and how far it has been taken.
CREATE TABLE source (
  id          INTEGER PRIMARY KEY,  -- row number
  name        TEXT NOT NULL UNIQUE, -- as in the configuration
  uidvalidity INTEGER NOT NULL DEFAULT 0, -- of the mailbox the cursor belongs to (RFC 3501, 2.3.1.1)
  last_uid    INTEGER NOT NULL DEFAULT 0, -- all up to this UID are in the inbox
  checked_at  INTEGER NOT NULL DEFAULT 0, -- last complete look
  problem     TEXT                  -- why the last look failed; NULL when it did not
) STRICT;

-- Messages that could not be fetched, counted, so that one of them holds up nothing.
CREATE TABLE fetch_trouble (
  source_id   INTEGER NOT NULL REFERENCES source(id) ON DELETE CASCADE, -- where it lies
  uidvalidity INTEGER NOT NULL,     -- of the mailbox
  uid         INTEGER NOT NULL,     -- of the message
  tries       INTEGER NOT NULL,     -- failed attempts so far
  problem     TEXT NOT NULL,        -- the last failure
  PRIMARY KEY (source_id, uidvalidity, uid)
) STRICT, WITHOUT ROWID;

-- One row per message that ever came in, whatever became of it.
CREATE TABLE inbox (
  id          INTEGER PRIMARY KEY,  -- row number
  source_id   INTEGER NOT NULL REFERENCES source(id), -- where it came in
  uidvalidity INTEGER NOT NULL DEFAULT 0, -- with uid: its place at the server
  uid         INTEGER NOT NULL DEFAULT 0, -- 0 where the source has no UIDs
  place       TEXT,                 -- file name in a Maildir, event id in a chat
  dedup       BLOB NOT NULL UNIQUE, -- SHA-256 that is equal for copies of one message
  channel     TEXT NOT NULL CHECK (channel IN ('mail', 'chat')), -- how it came
  size        INTEGER NOT NULL,     -- bytes at the source
  truncated   INTEGER NOT NULL DEFAULT 0 CHECK (truncated IN (0, 1)), -- 1: only its beginning is kept
  received_at INTEGER NOT NULL,     -- when it was taken in
  marked      INTEGER NOT NULL DEFAULT 0 CHECK (marked IN (0, 1)), -- 1: flagged or moved at the source
  state       TEXT NOT NULL CHECK (state IN ('new', 'done', 'quarantine', 'dropped')), -- new: to be read; quarantine: waits for the operator
  tries       INTEGER NOT NULL DEFAULT 0, -- attempts to read it
  problem     TEXT,                 -- why it is in quarantine
  message_id  TEXT,                 -- as the sender chose it: a hint only
  from_addr   TEXT,                 -- sender's address
  subject     TEXT,                 -- decoded subject
  kind        TEXT,                 -- what the desk took it for
  decision    TEXT,                 -- auto, confirm, review, ignore
  case_id     INTEGER REFERENCES cases(id) ON DELETE SET NULL, -- the case it opened or belongs to
  reading     TEXT,                 -- what was understood, JSON
  done_at     INTEGER               -- when it was handled
) STRICT;
CREATE INDEX inbox_new ON inbox(id) WHERE state = 'new';
CREATE INDEX inbox_quarantine ON inbox(id) WHERE state = 'quarantine';
CREATE INDEX inbox_unmarked ON inbox(source_id, uid) WHERE marked = 0;
CREATE INDEX inbox_case ON inbox(case_id) WHERE case_id IS NOT NULL;
CREATE INDEX inbox_message_id ON inbox(message_id) WHERE message_id IS NOT NULL;

-- Further copies of a message, by the place where each lies, so that all are marked there.
CREATE TABLE inbox_copy (
  id          INTEGER PRIMARY KEY,  -- row number
  inbox_id    INTEGER NOT NULL REFERENCES inbox(id) ON DELETE CASCADE, -- the message it is a copy of
  source_id   INTEGER NOT NULL REFERENCES source(id), -- where it lies
  uidvalidity INTEGER NOT NULL DEFAULT 0, -- as in inbox
  uid         INTEGER NOT NULL DEFAULT 0, -- as in inbox
  place       TEXT,                 -- as in inbox
  marked      INTEGER NOT NULL DEFAULT 0 CHECK (marked IN (0, 1)) -- 1: flagged or moved at the source
) STRICT;
CREATE UNIQUE INDEX inbox_copy_place ON inbox_copy(inbox_id, source_id, uidvalidity, uid, ifnull(place, ''));
CREATE INDEX inbox_copy_unmarked ON inbox_copy(source_id, uid) WHERE marked = 0;

-- The bytes as they came; dropped by retention, the inbox row stays.
CREATE TABLE inbox_raw (
  inbox_id INTEGER PRIMARY KEY REFERENCES inbox(id) ON DELETE CASCADE, -- whose bytes
  raw      BLOB NOT NULL,           -- the message; may be only its beginning, see inbox.truncated
  bytes    INTEGER                  -- raw is one zstd frame (pack.h) of so many; NULL: it is not packed
) STRICT;

-- What is known of a chat message beside its inbox row (chat.h).
CREATE TABLE chat_message (
  inbox_id    INTEGER PRIMARY KEY REFERENCES inbox(id) ON DELETE CASCADE, -- the message
  source_id   INTEGER NOT NULL REFERENCES source(id), -- where it was written
  room        TEXT NOT NULL,        -- the provider's id of the channel; empty where there are none
  event       TEXT NOT NULL,        -- the provider's id of the message
  thread      TEXT NOT NULL,        -- the message that its thread begins with; its own id where it begins one
  reply       INTEGER NOT NULL DEFAULT 0 CHECK (reply IN (0, 1)), -- 1: written in a thread that another began
  author      TEXT NOT NULL,        -- the provider's id of who wrote it; empty unknown
  author_name TEXT,                 -- as shown; proves nothing
  author_addr TEXT,                 -- mail address that the provider vouches for; NULL none
  sent_at     INTEGER NOT NULL,     -- by the provider's clock
  version     TEXT,                 -- of the newest edit; NULL: never edited
  body        BLOB NOT NULL,        -- SHA-256 of the newest text
  deleted_at  INTEGER,              -- when the desk saw that it was taken away
  looked      INTEGER NOT NULL DEFAULT 0 CHECK (looked IN (0, 1, 2)), -- while it waits for what its writer adds: 1 nothing urgent in it, 2 to be read at once
  read_with   INTEGER REFERENCES inbox(id) ON DELETE SET NULL, -- the first of the pieces that it was read together with; NULL: itself
  UNIQUE (source_id, room, event)
) STRICT;
CREATE INDEX chat_message_sent ON chat_message(source_id, room, sent_at);
CREATE INDEX chat_message_with ON chat_message(read_with) WHERE read_with IS NOT NULL;

-- Edits and deletions, as they were seen.
CREATE TABLE chat_change (
  id       INTEGER PRIMARY KEY,     -- row number
  inbox_id INTEGER NOT NULL REFERENCES inbox(id) ON DELETE CASCADE, -- of which message
  at       INTEGER NOT NULL,        -- when the desk saw it
  kind     TEXT NOT NULL CHECK (kind IN ('edited', 'deleted')), -- what was done
  text     TEXT                     -- the text after an edit
) STRICT;
CREATE INDEX chat_change_message ON chat_change(inbox_id);

-- How far each channel, and each thread that is looked at by itself, has been read.
CREATE TABLE chat_cursor (
  source_id INTEGER NOT NULL REFERENCES source(id) ON DELETE CASCADE, -- where
  room      TEXT NOT NULL,          -- the channel
  thread    TEXT NOT NULL,          -- a thread's first message; empty: the channel itself
  cursor    TEXT NOT NULL,          -- the time before which nothing counts, a bar, the place in the provider's terms
  looked_at INTEGER NOT NULL,       -- when it was last read to its end
  PRIMARY KEY (source_id, room, thread)
) STRICT, WITHOUT ROWID;

-- The conversations of a case, each with the one person whom the desk talks to there.
CREATE TABLE chat_case (
  case_id   INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE, -- the case
  source_id INTEGER NOT NULL REFERENCES source(id), -- where
  room      TEXT NOT NULL,          -- in which channel
  thread    TEXT NOT NULL,          -- in which thread
  person_id INTEGER NOT NULL REFERENCES people(id), -- who, by the address of a chat identity
  at        INTEGER NOT NULL,       -- of the newest message from there
  PRIMARY KEY (case_id, source_id, room, thread)
) STRICT, WITHOUT ROWID;
CREATE INDEX chat_case_thread ON chat_case(source_id, room, thread);

-- Mail addresses of a chat case's person that wait to be confirmed (desk_claim.h).
CREATE TABLE chat_claim (
  case_id   INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE, -- the case
  address   TEXT NOT NULL,          -- lower case
  code      TEXT,                   -- what who reads that mailbox is to write by chat; NULL: he is to answer a mail
  inbox_id  INTEGER REFERENCES inbox(id) ON DELETE SET NULL, -- the mail from there that waits for it
  source_id INTEGER REFERENCES source(id), -- with room, thread: a conversation that becomes the case's
  room      TEXT,                   -- as in chat_case
  thread    TEXT,                   -- as in chat_case
  person_id INTEGER REFERENCES people(id), -- who wrote there
  at        INTEGER NOT NULL,       -- when it was asked
  PRIMARY KEY (case_id, address)
) STRICT, WITHOUT ROWID;

-- Letters that only mail can carry, for which the person's address is still asked.
CREATE TABLE chat_owed (
  case_id  INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE, -- the case
  template TEXT NOT NULL,           -- which text
  offer_id INTEGER NOT NULL DEFAULT 0, -- the offer it is about; 0 none
  visit_id INTEGER NOT NULL DEFAULT 0, -- the visit it is about; 0 none
  expert_id INTEGER NOT NULL DEFAULT 0, -- the expert whom it shows; 0 none
  calendar TEXT,                    -- REQUEST or CANCEL; NULL none
  extra    TEXT,                    -- further data, JSON; NULL none
  at       INTEGER NOT NULL,        -- when it was due
  PRIMARY KEY (case_id, template, offer_id, visit_id)
) STRICT, WITHOUT ROWID;

-- Everybody the desk writes to or hears from, by address.
CREATE TABLE people (
  id        INTEGER PRIMARY KEY,    -- row number
  email     TEXT NOT NULL UNIQUE,   -- lower case; of a chat identity what stands for one (chat.h)
  name      TEXT,                   -- as it is addressed
  company   TEXT,                   -- where it works
  phone     TEXT,                   -- as given
  dead      INTEGER NOT NULL DEFAULT 0 CHECK (dead IN (0, 1)), -- 1: mail to it bounced for good
  soft_bounces INTEGER NOT NULL DEFAULT 0, -- temporary failures so far
  created   INTEGER NOT NULL        -- first seen
) STRICT;

-- One consultation from first mail to last visit.
CREATE TABLE cases (
  id         INTEGER PRIMARY KEY,   -- row number
  number     TEXT NOT NULL UNIQUE,  -- 2026-0123: year of opening and a running number
  state      TEXT NOT NULL,         -- a state of the case table (case_state.c)
  lane       TEXT NOT NULL DEFAULT 'normal' CHECK (lane IN ('normal', 'incident')), -- incident: under way, everything is faster
  lang       TEXT NOT NULL CHECK (lang IN ('ja', 'en')), -- of the company's own mail
  channel    TEXT NOT NULL CHECK (channel IN ('mail', 'chat')), -- it came by
  category   TEXT,                  -- a-e
  submenu    TEXT,                  -- a1-a4
  theme      INTEGER,               -- 1-6
  urgency    TEXT NOT NULL DEFAULT 'normal' CHECK (urgency IN ('normal', 'urgent')), -- as the mail says or lets see
  confidence REAL NOT NULL DEFAULT 0, -- of the reading, 0-1
  subject    TEXT,                  -- of the first mail
  need       TEXT,                  -- the request in the sender's own words
  company    TEXT,                  -- the company that asks
  contact    TEXT,                  -- name of the contact
  phone      TEXT,                  -- of the contact
  prefecture TEXT,                  -- where the work is to be done, with 都道府県
  industry   TEXT,                  -- as understood, a name of the industry table
  employees  INTEGER,               -- how many the company has
  budget_yen INTEGER,               -- for one session of two hours
  format     TEXT CHECK (format IN ('visit', 'online', 'any')), -- wished form of the visits
  dates      TEXT NOT NULL DEFAULT '[]', -- wished days, JSON list
  unavailable TEXT NOT NULL DEFAULT '[]', -- days ruled out, JSON list
  requester_id INTEGER REFERENCES people(id), -- the company's contact; NULL until known
  referrer_id  INTEGER REFERENCES people(id), -- the agency or vendor that brought it
  expert_id    INTEGER REFERENCES experts(id), -- who accepted
  thread     TEXT,                  -- Message-ID of the first mail, for References
  opened_at  INTEGER NOT NULL,      -- first mail taken in
  updated_at INTEGER NOT NULL,      -- last change
  accepted_at INTEGER,              -- an expert said yes
  closed_at  INTEGER,               -- the case is over
  outcome    TEXT                   -- why it ended, in words
) STRICT;
CREATE INDEX cases_state ON cases(state);
CREATE INDEX cases_requester ON cases(requester_id);
CREATE INDEX cases_expert ON cases(expert_id) WHERE expert_id IS NOT NULL;
CREATE INDEX cases_opened ON cases(opened_at);
CREATE INDEX cases_busy ON cases(expert_id) WHERE expert_id IS NOT NULL AND state NOT IN ('survey', 'closed', 'withdrawn', 'no_expert');
CREATE INDEX cases_accepted ON cases(accepted_at, expert_id) WHERE accepted_at IS NOT NULL;

-- Who takes part in a case and may write into it.
CREATE TABLE case_person (
  case_id   INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE, -- the case
  person_id INTEGER NOT NULL REFERENCES people(id), -- who
  role      TEXT NOT NULL CHECK (role IN ('requester', 'referrer', 'expert', 'copy')), -- as what; copy: reads along
  PRIMARY KEY (case_id, person_id, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_person_person ON case_person(person_id);

-- The expert list (アクティブリスト), one row an expert.
CREATE TABLE experts (
  id              INTEGER PRIMARY KEY, -- row number
  registration_no TEXT NOT NULL UNIQUE, -- 登録セキスペ登録番号, six digits
  name            TEXT NOT NULL,    -- 氏名
  affiliation     TEXT,             -- 所属状況: independent or employed
  organisation    TEXT,             -- 所属先
  residence       TEXT,             -- 居住地, a prefecture
  email           TEXT NOT NULL,    -- 連絡先, lower case
  themes          INTEGER NOT NULL DEFAULT 0, -- bit n set: theme n (1-6)
  qualifications  TEXT,             -- 保有する他の資格
  industries      TEXT,             -- 得意とする業界, as published
  industry_bits   INTEGER NOT NULL DEFAULT 0, -- the same over industry.h's table
  track_record    TEXT,             -- 中小企業支援実績
  areas           TEXT NOT NULL DEFAULT '--------', -- 領域0-7: '-' none, 'o' ○, 'O' ◎
  forms           INTEGER NOT NULL DEFAULT 0, -- 支援形態: bit 0 visit, 1 online, 2 training, 3 products
  fee             TEXT,             -- 支援料金, as published
  fee_min         INTEGER,          -- yen for one session; NULL unknown
  fee_max         INTEGER,          -- NULL: no upper end
  periods         TEXT,             -- 支援期間
  prefectures     INTEGER NOT NULL DEFAULT 0, -- 支援対象地域: bit n-1 set: JIS prefecture n
  capacity        INTEGER NOT NULL DEFAULT 1, -- cases at a time
  valid_until     TEXT,             -- 登録有効期限, ISO date; NULL unknown
  pr              TEXT,             -- 自己PR
  status          TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('draft', 'active', 'suspended', 'gone')), -- draft: not yet checked; gone: no longer listed
  verified_at     INTEGER,          -- the operator checked the registration
  imported_at     INTEGER NOT NULL  -- last seen in a list
) STRICT;
CREATE INDEX experts_email ON experts(email);

-- A case put to an expert.
CREATE TABLE offers (
  id          INTEGER PRIMARY KEY,  -- row number
  case_id     INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE, -- the case
  expert_id   INTEGER NOT NULL REFERENCES experts(id), -- who is asked
  state       TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'conditional', 'lapsed', 'bounced', 'cancelled')), -- conditional: yes, if …; lapsed: no answer in time
  score       REAL NOT NULL,        -- at the time of the offer
  reasons     TEXT NOT NULL,        -- why this expert, JSON list of words
  made_at     INTEGER NOT NULL,     -- when it was put
  due_at      INTEGER NOT NULL,     -- answer expected by
  answered_at INTEGER,              -- when the answer came, or the offer ended
  answer      TEXT,                 -- the expert's reason or condition
  UNIQUE (case_id, expert_id)       -- nobody is asked twice for one case
) STRICT;
CREATE INDEX offers_open ON offers(expert_id) WHERE state IN ('open', 'conditional');
CREATE UNIQUE INDEX offers_one_accepted ON offers(case_id) WHERE state = 'accepted';
CREATE INDEX offers_expert ON offers(expert_id);
CREATE INDEX offers_answered ON offers(expert_id, max(0, CASE state WHEN 'lapsed' THEN due_at ELSE answered_at END - made_at)) WHERE state IN ('accepted', 'declined', 'conditional', 'lapsed') AND answered_at IS NOT NULL;

-- With whom an expert must not be brought together, as somebody declared it.
CREATE TABLE conflicts (
  id         INTEGER PRIMARY KEY,   -- row number
  expert_id  INTEGER NOT NULL REFERENCES experts(id) ON DELETE CASCADE, -- whose conflict
  kind       TEXT NOT NULL CHECK (kind IN ('domain', 'company', 'person')), -- what the other side is known by; person: an address or a name
  value      TEXT NOT NULL,         -- that domain, company or person, as it was declared
  contractor INTEGER NOT NULL DEFAULT 0 CHECK (contractor IN (0, 1)), -- 1: one works for the other under contract (委託先)
  said_by    TEXT NOT NULL,         -- who declared it
  said_at    INTEGER NOT NULL,      -- when
  UNIQUE (expert_id, kind, value)
) STRICT;

-- What an expert told the desk of himself, verified by the operator: it stays against a list
-- that still says what it said then.
CREATE TABLE expert_told (
  expert_id INTEGER NOT NULL REFERENCES experts(id) ON DELETE CASCADE, -- who
  field     TEXT NOT NULL,          -- of the entry; entry: all of it came by mail; status: his own wish
  listed    TEXT,                   -- what the list said then, in words
  told_at   INTEGER NOT NULL,       -- when it was taken over
  PRIMARY KEY (expert_id, field)
) STRICT, WITHOUT ROWID;

-- Letters about the end of a registration, so that each is written once.
CREATE TABLE expert_notices (
  expert_id   INTEGER NOT NULL REFERENCES experts(id) ON DELETE CASCADE, -- to whom
  valid_until TEXT NOT NULL,        -- the end it is about, ISO date
  kind        TEXT NOT NULL CHECK (kind IN ('first', 'second')), -- which of the two
  at          INTEGER NOT NULL,     -- when it was written
  outbox_id   INTEGER REFERENCES outbox(id) ON DELETE SET NULL, -- not sent once the entry says otherwise
  PRIMARY KEY (expert_id, valid_until, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX expert_notices_outbox ON expert_notices(outbox_id) WHERE outbox_id IS NOT NULL;

-- Applications for the list, and wishes about an entry, as they were read from a mail.
CREATE TABLE expert_drafts (
  id          INTEGER PRIMARY KEY,  -- row number
  at          INTEGER NOT NULL,     -- when it came
  inbox_id    INTEGER REFERENCES inbox(id), -- the mail
  event_id    INTEGER REFERENCES events(id) ON DELETE SET NULL, -- what waits for the operator because of it
  state       TEXT NOT NULL CHECK (state IN ('open', 'verified', 'rejected', 'replaced')), -- replaced: another mail of the sender took its place
  wish        TEXT NOT NULL CHECK (wish IN ('entry', 'pause', 'resume', 'remove')), -- entry: be listed, or change what is
  sender      TEXT NOT NULL,        -- address it came from, lower case
  sender_name TEXT,                 -- as the mail gives it
  lang        TEXT NOT NULL,        -- ja or en, that the mail was written in
  forged      INTEGER NOT NULL CHECK (forged IN (0, 1)), -- 1: the mail provider says it is not from there
  registration_no TEXT,             -- six digits; NULL: none was read, or entered yet
  fields      TEXT NOT NULL,        -- JSON: field of the entry → what was written
  troubles    TEXT NOT NULL,        -- JSON list: what is missing or not plausible, in words
  text        TEXT,                 -- the beginning of the mail's text
  done_at     INTEGER,              -- verified, rejected or replaced
  reason      TEXT                  -- of the refusal
) STRICT;
CREATE INDEX expert_drafts_open ON expert_drafts(sender) WHERE state = 'open';
CREATE INDEX expert_drafts_event ON expert_drafts(event_id) WHERE event_id IS NOT NULL;

-- Courses that an expert brought to an end for the desk, or a part of one. It outlives the
-- case, which may be purged.
CREATE TABLE expert_record (
  expert_id   INTEGER NOT NULL REFERENCES experts(id) ON DELETE CASCADE, -- who
  case_number TEXT NOT NULL,        -- the case
  theme       INTEGER,              -- 1-6
  industry    TEXT,                 -- of the company
  prefecture  TEXT,                 -- where it was
  visits      INTEGER NOT NULL,     -- that this expert held
  finished_on TEXT,                 -- ISO date; NULL: replaced, and the course goes on: counts for nothing yet
  PRIMARY KEY (expert_id, case_number)
) STRICT, WITHOUT ROWID;
CREATE INDEX expert_record_case ON expert_record(case_number);

-- Each time somebody was looked for: how many there were, and what kept the others out.
CREATE TABLE match_runs (
  id         INTEGER PRIMARY KEY,   -- row number
  case_id    INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE, -- for which case
  at         INTEGER NOT NULL,      -- when
  considered INTEGER NOT NULL,      -- experts on the list
  eligible   INTEGER NOT NULL,      -- of them, those that held every hard rule
  failed     TEXT NOT NULL          -- JSON: rule → [failed it alone, failed it at all]
) STRICT;
CREATE INDEX match_runs_case ON match_runs(case_id);

-- The candidates of a run with their reasons: the best ten, and of those whom one rule
-- alone kept out the thirty who would have come first.
CREATE TABLE match_candidates (
  run_id    INTEGER NOT NULL REFERENCES match_runs(id) ON DELETE CASCADE, -- the run
  rank      INTEGER NOT NULL,       -- from 1; those kept out come behind
  expert_id INTEGER NOT NULL REFERENCES experts(id) ON DELETE CASCADE, -- who
  eligible  INTEGER NOT NULL CHECK (eligible IN (0, 1)), -- 0: a hard rule kept this one out
  score     REAL NOT NULL,          -- points, 0-100
  reasons   TEXT NOT NULL,          -- in words, JSON list: soft terms, or the rule
  PRIMARY KEY (run_id, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX match_candidates_expert ON match_candidates(expert_id);

-- The visits of a course.
CREATE TABLE visits (
  id        INTEGER PRIMARY KEY,    -- row number
  case_id   INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE, -- the case
  no        INTEGER NOT NULL,       -- 1, 2, 3
  state     TEXT NOT NULL CHECK (state IN ('asked', 'proposed', 'fixed', 'held', 'reported', 'cancelled')), -- asked: no date yet; held: it took place; reported: its report is in
  starts_at INTEGER NOT NULL,       -- beginning; asked: of the first slot that was put to them
  ends_at   INTEGER NOT NULL,       -- end
  format    TEXT NOT NULL CHECK (format IN ('visit', 'online')), -- on the spot or by video
  uid       TEXT NOT NULL UNIQUE,   -- iCalendar UID, one for life
  sequence  INTEGER NOT NULL DEFAULT 0, -- iCalendar SEQUENCE, rises with each change
  confirmed INTEGER NOT NULL DEFAULT 0, -- bit 0 the company, bit 1 the expert agreed
  done_on   TEXT,                   -- ISO date, from the report
  homework  TEXT,                   -- from the report
  goal      TEXT CHECK (goal IN ('yes', 'partly', 'no')), -- from the report
  report_inbox_id INTEGER REFERENCES inbox(id), -- the mail with the report
  expert_id INTEGER REFERENCES experts(id), -- who holds it, or held it
  search    INTEGER NOT NULL DEFAULT 0, -- first round of slots of the newest search for a date
  round     INTEGER NOT NULL DEFAULT 0, -- the round of slots on the table; 0 none
  ending    INTEGER NOT NULL DEFAULT 0, -- bit 0 the company, bit 1 the expert would end the course with it
  UNIQUE (case_id, no)
) STRICT;
CREATE INDEX visits_expert ON visits(expert_id, starts_at) WHERE expert_id IS NOT NULL;

-- Slots for a visit's date, as they were put to both sides, round by round.
CREATE TABLE visit_slots (
  visit_id   INTEGER NOT NULL REFERENCES visits(id) ON DELETE CASCADE, -- the visit
  round      INTEGER NOT NULL,      -- from 1, through all searches for a date
  no         INTEGER NOT NULL,      -- as it was numbered in the letter, from 1
  starts_at  INTEGER NOT NULL,      -- beginning
  ends_at    INTEGER NOT NULL,      -- end
  company    INTEGER,               -- the company's answer: NULL none yet, 0 no, else yes, as the n-th choice
  company_at INTEGER,               -- when it was given
  expert     INTEGER,               -- the expert's, likewise
  expert_at  INTEGER,               -- when it was given
  after_mail INTEGER NOT NULL DEFAULT 0, -- the newest mail before this round's letters
  PRIMARY KEY (visit_id, round, no)
) STRICT, WITHOUT ROWID;

-- What somebody said of days for visits, newest last: the last word on a day counts.
CREATE TABLE visit_wishes (
  id        INTEGER PRIMARY KEY,    -- row number
  case_id   INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE, -- the case
  expert_id INTEGER REFERENCES experts(id), -- who said it; NULL: the company's side
  possible  INTEGER NOT NULL CHECK (possible IN (0, 1)), -- 0: cannot, 1: can or would like to
  day       TEXT NOT NULL,          -- ISO date, date-time or interval a/b
  half      INTEGER NOT NULL DEFAULT 0, -- 1 the morning alone, 2 the afternoon alone
  said_at   INTEGER NOT NULL        -- when
) STRICT;
CREATE INDEX visit_wishes_case ON visit_wishes(case_id);

-- What experts report of a visit, each time they do; the visit has what holds.
CREATE TABLE reports (
  id       INTEGER PRIMARY KEY,     -- row number
  visit_id INTEGER NOT NULL REFERENCES visits(id) ON DELETE CASCADE, -- of which visit
  inbox_id INTEGER REFERENCES inbox(id), -- the mail
  at       INTEGER NOT NULL,        -- when it came
  state    TEXT NOT NULL CHECK (state IN ('asked', 'taken', 'corrected')), -- asked: the expert is asked what is meant; corrected: a later one holds
  done_on  TEXT,                    -- ISO date on which the visit took place
  done     TEXT,                    -- what was done
  homework TEXT,                    -- until the next visit; '' none
  goal     TEXT CHECK (goal IN ('yes', 'partly', 'no')), -- reached
  remarks  TEXT,                    -- anything else
  next     TEXT NOT NULL DEFAULT '[]', -- dates named for the next visit, JSON list
  text     TEXT NOT NULL            -- the expert's own words
) STRICT;
CREATE INDEX reports_visit ON reports(visit_id);

-- What the company confirms before a visit: items of the programme (confirm).
CREATE TABLE confirmations (
  visit_id INTEGER NOT NULL REFERENCES visits(id) ON DELETE CASCADE, -- before which visit
  key      TEXT NOT NULL,           -- the item, as the programme names it
  value    TEXT NOT NULL,           -- what was said
  inbox_id INTEGER REFERENCES inbox(id), -- the mail
  at       INTEGER NOT NULL,        -- when it came
  PRIMARY KEY (visit_id, key)
) STRICT, WITHOUT ROWID;

-- What the company says when its course is over.
CREATE TABLE surveys (
  id       INTEGER PRIMARY KEY,     -- row number
  case_id  INTEGER NOT NULL UNIQUE REFERENCES cases(id) ON DELETE CASCADE, -- of which case
  inbox_id INTEGER REFERENCES inbox(id), -- the mail
  at       INTEGER NOT NULL,        -- when it came
  goal     TEXT CHECK (goal IN ('yes', 'partly', 'no')), -- reached, as the company sees it
  satisfaction INTEGER CHECK (satisfaction BETWEEN 1 AND 5), -- 5 the best
  wishes   TEXT,                    -- support wished for from here on
  comment  TEXT,                    -- anything else
  text     TEXT NOT NULL            -- the company's own words
) STRICT;

-- Everything that happened, with its reason, in words an operator understands.
CREATE TABLE events (
  id       INTEGER PRIMARY KEY,     -- row number
  at       INTEGER NOT NULL,        -- when
  case_id  INTEGER REFERENCES cases(id) ON DELETE CASCADE, -- NULL: about the desk itself
  actor    TEXT NOT NULL,           -- desk, operator, requester, referrer, expert, clock
  what     TEXT NOT NULL,           -- a short word: opened, state, offer, mail, …
  text     TEXT NOT NULL,           -- what and why
  inbox_id INTEGER,                 -- the message that caused it
  open     INTEGER NOT NULL DEFAULT 0 CHECK (open IN (0, 1)) -- 1: waits for the operator
) STRICT;
CREATE INDEX events_case ON events(case_id, id);
CREATE INDEX events_open ON events(id) WHERE open = 1;

-- Mail on its way out. The whole message is fixed here, so a retry sends the same bytes.
CREATE TABLE outbox (
  id         INTEGER PRIMARY KEY,   -- row number
  case_id    INTEGER REFERENCES cases(id) ON DELETE CASCADE, -- the case; NULL: about the desk itself
  offer_id   INTEGER REFERENCES offers(id) ON DELETE SET NULL, -- an offer's mail: not sent once the offer is over
  visit_id   INTEGER REFERENCES visits(id) ON DELETE SET NULL, -- the visit it invites to or cancels
  template   TEXT NOT NULL,         -- which text, without language
  lang       TEXT NOT NULL,         -- ja or en
  recipient  TEXT NOT NULL,         -- the one envelope recipient of this row
  subject    TEXT NOT NULL,         -- decoded, for listings
  message_id TEXT NOT NULL,         -- without angle brackets
  wire       BLOB NOT NULL,         -- the message, CRLF lines, as one zstd frame where that is shorter (pack.h)
  state      TEXT NOT NULL CHECK (state IN ('held', 'pending', 'sending', 'retry', 'sent', 'failed', 'cancelled')), -- held: waits for approve
  tries      INTEGER NOT NULL DEFAULT 0, -- times it was handed to the server
  next_at    INTEGER NOT NULL,      -- not before
  created    INTEGER NOT NULL,      -- when it was written
  done_at    INTEGER,               -- sent, failed or cancelled
  problem    TEXT,                  -- last failure
  channel    TEXT NOT NULL DEFAULT 'mail' CHECK (channel IN ('mail', 'chat')), -- chat: wire is the text alone, chat_post says where to
  UNIQUE (message_id, recipient)
) STRICT;
CREATE INDEX outbox_due ON outbox(channel, next_at, id) WHERE state IN ('pending', 'retry', 'sending');
CREATE INDEX outbox_offer ON outbox(offer_id) WHERE offer_id IS NOT NULL;
CREATE INDEX outbox_visit ON outbox(visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX outbox_case ON outbox(case_id);
CREATE INDEX outbox_held ON outbox(id) WHERE state IN ('held', 'failed');
CREATE INDEX outbox_limits ON outbox(recipient, created);

-- Where a letter by chat goes, and what became of it there.
CREATE TABLE chat_post (
  outbox_id INTEGER PRIMARY KEY REFERENCES outbox(id) ON DELETE CASCADE, -- the letter
  source_id INTEGER NOT NULL REFERENCES source(id), -- where
  room      TEXT NOT NULL,          -- in which channel
  thread    TEXT NOT NULL,          -- in which thread; empty: none
  author    TEXT NOT NULL,          -- to whom, the provider's id; empty unknown
  event     TEXT                    -- the provider's id of what was posted
) STRICT;
CREATE INDEX chat_post_source ON chat_post(source_id, outbox_id);
CREATE INDEX chat_post_event ON chat_post(source_id, event) WHERE event IS NOT NULL;

-- Who was told what of whom: one row for each person whose data a mail tells to another.
-- Whether and when it left is the mail's state. Kept as long as the case.
CREATE TABLE disclosures (
  id           INTEGER PRIMARY KEY, -- row number
  case_id      INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE, -- in which case
  outbox_id    INTEGER NOT NULL REFERENCES outbox(id), -- the mail, of one envelope recipient; never deleted before its row
  subject      TEXT NOT NULL CHECK (subject IN ('company', 'expert', 'referrer')), -- whose data
  subject_name TEXT,                -- that person, as known then
  subject_addr TEXT,                -- his address; NULL unknown
  fields       TEXT NOT NULL,       -- which data, JSON list of words (desk_disclose.c)
  recipient    TEXT NOT NULL CHECK (recipient IN ('company', 'expert', 'referrer', 'copy')), -- to whom; the address is the mail's
  recipient_name TEXT,              -- that person, as known then
  purpose      TEXT NOT NULL,       -- why, a word (desk_disclose.c)
  basis        TEXT NOT NULL CHECK (basis IN ('request', 'referral', 'acceptance', 'list')), -- on what consent; list: the terms of being listed
  consent_id   INTEGER REFERENCES inbox(id) ON DELETE SET NULL, -- the mail that carries it; NULL unknown
  consent_at   INTEGER,             -- when that was taken in
  queued_at    INTEGER NOT NULL,    -- when the mail was written
  UNIQUE (outbox_id, subject)
) STRICT;
CREATE INDEX disclosures_case ON disclosures(case_id);
CREATE INDEX disclosures_queued ON disclosures(queued_at);
CREATE INDEX disclosures_consent ON disclosures(consent_id) WHERE consent_id IS NOT NULL;

-- What is due later.
CREATE TABLE timers (
  id      INTEGER PRIMARY KEY,      -- row number
  case_id INTEGER REFERENCES cases(id) ON DELETE CASCADE, -- the case; NULL: of the desk itself
  kind    TEXT NOT NULL,            -- a row of the handler table
  ref_id  INTEGER NOT NULL DEFAULT 0, -- offer or visit it is about
  due_at  INTEGER NOT NULL,         -- when it fires
  UNIQUE (case_id, kind, ref_id)
) STRICT;
-- UNIQUE takes two NULLs for different, so the timers of the desk need this one.
CREATE UNIQUE INDEX timers_desk ON timers(kind, ref_id) WHERE case_id IS NULL;
CREATE INDEX timers_due ON timers(due_at, id);
