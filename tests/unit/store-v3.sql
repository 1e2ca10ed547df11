-- A store of schema version 3, as it was left by the story decline-next; raw mails, letters and the key shortened.
BEGIN TRANSACTION;
CREATE TABLE case_person (
  case_id   INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE, -- the case
  person_id INTEGER NOT NULL REFERENCES people(id), -- who
  role      TEXT NOT NULL CHECK (role IN ('requester', 'referrer', 'expert', 'copy')), -- as what; copy: reads along
  PRIMARY KEY (case_id, person_id, role)
) STRICT, WITHOUT ROWID;
INSERT INTO "case_person" VALUES(1,1,'requester');
INSERT INTO "case_person" VALUES(1,2,'expert');
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
INSERT INTO "cases" VALUES(1,'2026-0001','accepted','normal','ja','mail','c',NULL,5,'normal',8.4551457746438918317e-01,'従業員向けのセキュリティ研修をお願いしたい','株式会社つばめ精機の山田と申します。大阪府東大阪市で金属部品を製造しております。
従業員は45名です。

最近、不審なメールが増えており、従業員向けの情報セキュリティ研修を
実施していただける専門家をご紹介ください。
訪問での実施を希望します。予算は1回あたり4万円程度です。
6月10日（水）か6月11日（木）の午後が都合がよいです。

どうぞよろしくお願いいたします。','株式会社つばめ精機','山田 太郎','06-0123-4567','大阪府','製造',45,40000,'visit','["2026-06-10","2026-06-11"]','[]',1,NULL,2,'req1@tsubame-seiki.example.co.jp',1780275901,1780275903,1780275903,NULL,NULL);
CREATE TABLE confirmations (
  visit_id INTEGER NOT NULL REFERENCES visits(id) ON DELETE CASCADE, -- before which visit
  key      TEXT NOT NULL,           -- the item, as the programme names it
  value    TEXT NOT NULL,           -- what was said
  inbox_id INTEGER REFERENCES inbox(id), -- the mail
  at       INTEGER NOT NULL,        -- when it came
  PRIMARY KEY (visit_id, key)
) STRICT, WITHOUT ROWID;
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
INSERT INTO "disclosures" VALUES(1,1,5,'expert','中村 恵','second@experts.example.jp','["company","name","mail","registration","profile","words"]','company','山田 太郎','introduction','acceptance',3,1780275902,1780275903);
INSERT INTO "disclosures" VALUES(2,1,6,'company','株式会社つばめ精機　山田 太郎','yamada@tsubame-seiki.example.co.jp','["company","name","mail","phone","request","facts"]','expert','中村 恵','introduction','request',1,1780275901,1780275903);
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
INSERT INTO "events" VALUES(1,1780275901,NULL,'operator','list','専門家リストを取り込みました: 新規3名、変更0名、変更なし0名、一覧にない0名（うち掲載終了0名）、再掲載0名、取り込めない行0',NULL,0);
INSERT INTO "events" VALUES(2,1780275901,1,'sender','opened','案件2026-0001として受け付けました: 企業からの相談: 「大阪府東大阪市」「万円程度」「従業員」という語、区分c: 「研修」「従業員向」「希望」という語',1,0);
INSERT INTO "events" VALUES(3,1780275901,1,'sender','state','受付 → 専門家選定中: 企業からの相談: 「大阪府東大阪市」「万円程度」「従業員」という語、区分c: 「研修」「従業員向」「希望」という語',1,0);
INSERT INTO "events" VALUES(4,1780275901,1,'sender','mail','yamada@tsubame-seiki.example.co.jp宛のメールを送信待ちに入れました: ご相談を受け付けました。専門家をお探しします [案件 2026-0001]',1,0);
INSERT INTO "events" VALUES(5,1780275901,1,'sender','state','専門家選定中 → 打診中: 専門家に打診',1,0);
INSERT INTO "events" VALUES(6,1780275901,1,'sender','offer','大川 進氏（登録番号900001）に打診: 82.1点（業種: 製造を得意とする（20.8／20.8点）、料金: 予算内（上限40000円）（18.9／18.9点）、得意領域: 相談に関わる1領域のうち◎0 ○0（0.0／11.3点）、資格: CISSP（3.8／7.5点）、実績: 研修 多数（相談に合う）（11.3／11.3点）、近さ: 大阪府に居住（13.2／13.2点）、応答: 打診への返答の記録なし（下限を適用）（2.8／5.7点）、負荷: 担当・打診中0件（上限3件）、この一年の担当0件（11.3／11.3点））',1,0);
INSERT INTO "events" VALUES(7,1780275901,1,'sender','mail','first@experts.example.jp宛のメールを送信待ちに入れました: 支援のご依頼：大阪府「従業員向け情報セキュリティ教育」 [案件 2026-0001]',1,0);
INSERT INTO "events" VALUES(8,1780275902,1,'asked','offer','大川 進氏が辞退: 申し訳ありませんが、今回は業務多忙のため辞退いたします',2,0);
INSERT INTO "events" VALUES(9,1780275902,1,'asked','mail','first@experts.example.jp宛のメールを送信待ちに入れました: 辞退のご連絡を承りました [案件 2026-0001]',2,0);
INSERT INTO "events" VALUES(10,1780275902,1,'asked','state','打診中 → 専門家選定中: 辞退のため次の候補へ',2,0);
INSERT INTO "events" VALUES(11,1780275902,1,'asked','state','専門家選定中 → 打診中: 専門家に打診',2,0);
INSERT INTO "events" VALUES(12,1780275902,1,'asked','offer','中村 恵氏（登録番号900002）に打診: 61.1点（業種: 得意とする業種が異なる（0.0／20.8点）、料金: 予算内（上限40000円）（18.9／18.9点）、得意領域: 相談に関わる1領域のうち◎0 ○0（0.0／11.3点）、資格: ITコーディネータ（相談に合う）（7.5／7.5点）、実績: セミナー講師（相談に合う）（11.3／11.3点）、近さ: 隣の兵庫県に居住（9.2／13.2点）、応答: 打診への返答の記録なし（下限を適用）（2.8／5.7点）、負荷: 担当・打診中0件（上限2件）、この一年の担当0件（11.3／11.3点））',2,0);
INSERT INTO "events" VALUES(13,1780275902,1,'asked','mail','second@experts.example.jp宛のメールを送信待ちに入れました: 支援のご依頼：大阪府「従業員向け情報セキュリティ教育」 [案件 2026-0001]',2,0);
INSERT INTO "events" VALUES(14,1780275903,1,'asked','state','打診中 → 引受済み: 専門家が引き受けました',3,0);
INSERT INTO "events" VALUES(15,1780275903,1,'asked','mail','yamada@tsubame-seiki.example.co.jp宛のメールを送信待ちに入れました: 専門家（中村 恵 様）をご紹介します。候補日を別途お送りします [案件 2026-0001]',3,0);
INSERT INTO "events" VALUES(16,1780275903,1,'asked','mail','second@experts.example.jp宛のメールを送信待ちに入れました: お引き受けありがとうございます。企業の連絡先と日程のご案内 [案件 2026-0001]',3,0);
INSERT INTO "events" VALUES(17,1780275903,1,'asked','visit','第1回の候補日（1回目）: 2026年6月10日（水）13:30、2026年6月11日（木）13:30、2026年6月8日（月）9:30',3,0);
INSERT INTO "events" VALUES(18,1780275903,1,'asked','mail','yamada@tsubame-seiki.example.co.jp宛のメールを送信待ちに入れました: 第1回の候補日のご確認 [案件 2026-0001]',3,0);
INSERT INTO "events" VALUES(19,1780275903,1,'asked','mail','second@experts.example.jp宛のメールを送信待ちに入れました: 第1回の候補日のご確認 [案件 2026-0001]',3,0);
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
CREATE TABLE expert_notices (
  expert_id   INTEGER NOT NULL REFERENCES experts(id) ON DELETE CASCADE, -- to whom
  valid_until TEXT NOT NULL,        -- the end it is about, ISO date
  kind        TEXT NOT NULL CHECK (kind IN ('first', 'second')), -- which of the two
  at          INTEGER NOT NULL,     -- when it was written
  outbox_id   INTEGER REFERENCES outbox(id) ON DELETE SET NULL, -- not sent once the entry says otherwise
  PRIMARY KEY (expert_id, valid_until, kind)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE expert_told (
  expert_id INTEGER NOT NULL REFERENCES experts(id) ON DELETE CASCADE, -- who
  field     TEXT NOT NULL,          -- of the entry; entry: all of it came by mail; status: his own wish
  listed    TEXT,                   -- what the list said then, in words
  told_at   INTEGER NOT NULL,       -- when it was taken over
  PRIMARY KEY (expert_id, field)
) STRICT, WITHOUT ROWID;
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
INSERT INTO "experts" VALUES(1,'900001','大川 進','independent',NULL,'大阪府','first@experts.example.jp',50,'CISSP','製造業、運輸業',129,'研修 多数','OOoo---o',7,'30,000円以上～40,000円未満',30000,40000,'スポット、３か月～半年',234881024,3,'2029-03-31','現場の言葉で説明します。','active',NULL,1780275901);
INSERT INTO "experts" VALUES(2,'900002','中村 恵','employed','株式会社南港システム','兵庫県','second@experts.example.jp',34,'ITコーディネータ','小売業',16,'セミナー講師','oo------',5,'30,000円以上～40,000円未満',30000,40000,'スポット',201326592,2,'2029-03-31','丁寧に伴走します。','active',NULL,1780275901);
INSERT INTO "experts" VALUES(3,'900003','小林 実','independent',NULL,'東京都','third@experts.example.jp',12,'公認システム監査人','情報通信業',64,'クラウド監査','o-O-----',3,'40,000円以上',40000,NULL,'３か月～半年',13312,2,'2029-03-31','クラウドが専門です。','active',NULL,1780275901);
CREATE TABLE fetch_trouble (
  source_id   INTEGER NOT NULL REFERENCES source(id) ON DELETE CASCADE, -- where it lies
  uidvalidity INTEGER NOT NULL,     -- of the mailbox
  uid         INTEGER NOT NULL,     -- of the message
  tries       INTEGER NOT NULL,     -- failed attempts so far
  problem     TEXT NOT NULL,        -- the last failure
  PRIMARY KEY (source_id, uidvalidity, uid)
) STRICT, WITHOUT ROWID;
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
INSERT INTO "inbox" VALUES(1,1,0,0,'1795476018.707173.1015b40727f8468facafbc1e2eb5bacd.test',X'486932BEEF53D45DBD5FC638DCB03D53EA80499025DE88629A296FAF4EE2FCC7','mail',1027,0,1780275901,1,'done',1,NULL,'req1@tsubame-seiki.example.co.jp','yamada@tsubame-seiki.example.co.jp','従業員向けのセキュリティ研修をお願いしたい','request','auto',1,'{"kind":"request","category":"c","submenu":null,"secondary":["a"],"theme":5,"urgency":"normal","confidence":0.84599999999999997,"decision":"auto","slots":{"company":"株式会社つばめ精機","contact":"山田 太郎","prefecture":"大阪府","industry":"製造","employees":45,"budget_yen":40000,"format":"visit","dates":["2026-06-10","2026-06-11"],"phone":"06-0123-4567","requester_email":"yamada@tsubame-seiki.example.co.jp"},"why":["企業からの相談: 「大阪府東大阪市」「万円程度」「従業員」という語","区分c: 「研修」「従業員向」「希望」という語"],"lang":"ja","unavailable":[],"date_conflicts":[]}',1780275901);
INSERT INTO "inbox" VALUES(2,1,0,0,'1795476019.184823.c39647f6dd6d4ca38df281e345c93bb9.test',X'F2A381208D6FDDECBADB3A0CBEF6E99830019AC08C0303BDF7F93FB9EC139241','mail',3542,0,1780275902,1,'done',1,NULL,'a5827d148fae4b268b880e38870ae00e@experts.example.jp','first@experts.example.jp','Re: 支援のご依頼：大阪府「従業員向け情報セキュリティ教育」 [案件 2026-0001]','expert_decline','auto',1,'{"kind":"expert_decline","category":null,"submenu":null,"secondary":[],"theme":null,"urgency":"normal","confidence":0.99399999999999999,"decision":"auto","slots":{"company":null,"contact":null,"prefecture":"大阪府","industry":null,"employees":null,"budget_yen":null,"format":null,"dates":[],"phone":null,"requester_email":"first@experts.example.jp"},"why":["専門家の辞退: 「今回」「業務多忙」「辞退」という語","辞退: 「辞退」という語"],"lang":"ja","unavailable":[],"date_conflicts":[],"reply":{"kind":"expert_decline","choice":null,"dates":[],"unavailable":[],"format":null,"condition":null,"reason":"申し訳ありませんが、今回は業務多忙のため辞退いたします","report":null,"ambiguous":false}}',1780275902);
INSERT INTO "inbox" VALUES(3,1,0,0,'1795476019.800953.03ae22c32a0740a98c1ed0acb28d98b5.test',X'51FBFD2BAE1237324C9009158599CCA14684998B60AB14070B0199FE54AD6105','mail',3429,0,1780275902,1,'done',1,NULL,'8238d5e84ed84c51ab5c33404ec7ee4d@experts.example.jp','second@experts.example.jp','Re: 支援のご依頼：大阪府「従業員向け情報セキュリティ教育」 [案件 2026-0001]','expert_accept','auto',1,'{"kind":"expert_accept","category":null,"submenu":null,"secondary":[],"theme":null,"urgency":"normal","confidence":0.999,"decision":"auto","slots":{"company":null,"contact":null,"prefecture":"大阪府","industry":null,"employees":null,"budget_yen":null,"format":null,"dates":[],"phone":null,"requester_email":"second@experts.example.jp"},"why":["専門家の承諾: 「案件」「教育」「支援」という語","承諾: 「お引き受けします」という語"],"lang":"ja","unavailable":[],"date_conflicts":[],"reply":{"kind":"expert_accept","choice":null,"dates":[],"unavailable":[],"format":null,"condition":null,"reason":null,"report":null,"ambiguous":false}}',1780275903);
CREATE TABLE inbox_copy (
  id          INTEGER PRIMARY KEY,  -- row number
  inbox_id    INTEGER NOT NULL REFERENCES inbox(id) ON DELETE CASCADE, -- the message it is a copy of
  source_id   INTEGER NOT NULL REFERENCES source(id), -- where it lies
  uidvalidity INTEGER NOT NULL DEFAULT 0, -- as in inbox
  uid         INTEGER NOT NULL DEFAULT 0, -- as in inbox
  place       TEXT,                 -- as in inbox
  marked      INTEGER NOT NULL DEFAULT 0 CHECK (marked IN (0, 1)) -- 1: flagged or moved at the source
) STRICT;
CREATE TABLE inbox_raw (
  inbox_id INTEGER PRIMARY KEY REFERENCES inbox(id) ON DELETE CASCADE, -- whose bytes
  raw      BLOB NOT NULL            -- the message; may be only its beginning, see inbox.truncated
) STRICT;
INSERT INTO "inbox_raw" VALUES(1,X'46726F6D3A20E5B1B1E794B020E5A4AAE9838E203C79616D6164614074737562616D652D7365696B692E6578616D706C652E636F2E6A703E0D0A546F3A20736F7564616E406465736B2E6578616D706C652E6A700D0A5375626A6563743A20E5BE93E6A5ADE593A1E59091E38191E381AEE382BBE382ADE383A5E383AAE38386E382A3E7A094E4BFAEE38292E3818AE9A198E38184E38197E3819FE381840D0A446174653A204D6F6E2C203031204A756E20323032362031303A30303A3030202B303930300D0A4D');
INSERT INTO "inbox_raw" VALUES(2,X'46726F6D3A20666972737440657870657274732E6578616D706C652E6A700D0A546F3A203D3F7574662D383F623F356F4F463561437834344B3734344B7434344F6C34344F7134344F4734344B6A35357534364B75483536715435592B6A3F3D0D0A203C736F7564616E2B6F312E6B312E65313738333034343030302E7465376F363335726F6E377169327A653266697A406465736B2E6578616D706C652E6A703E0D0A5375626A6563743A2052653A203D3F7574662D383F623F35705376356F2B303434477534');
INSERT INTO "inbox_raw" VALUES(3,X'46726F6D3A207365636F6E6440657870657274732E6578616D706C652E6A700D0A546F3A203D3F7574662D383F623F356F4F463561437834344B3734344B7434344F6C34344F7134344F4734344B6A35357534364B75483536715435592B6A3F3D0D0A203C736F7564616E2B6F322E6B312E65313738333034343030302E6D64686673337A3734746A67636B696C6F657872406465736B2E6578616D706C652E6A703E0D0A5375626A6563743A2052653A203D3F7574662D383F623F35705376356F2B3034344775');
CREATE TABLE match_candidates (
  run_id    INTEGER NOT NULL REFERENCES match_runs(id) ON DELETE CASCADE, -- the run
  rank      INTEGER NOT NULL,       -- from 1; those kept out come behind
  expert_id INTEGER NOT NULL REFERENCES experts(id) ON DELETE CASCADE, -- who
  eligible  INTEGER NOT NULL CHECK (eligible IN (0, 1)), -- 0: a hard rule kept this one out
  score     REAL NOT NULL,          -- points, 0-100
  reasons   TEXT NOT NULL,          -- in words, JSON list: soft terms, or the rule
  PRIMARY KEY (run_id, rank)
) STRICT, WITHOUT ROWID;
INSERT INTO "match_candidates" VALUES(1,1,1,1,82.08,'["業種: 製造を得意とする（20.8／20.8点）","料金: 予算内（上限40000円）（18.9／18.9点）","得意領域: 相談に関わる1領域のうち◎0 ○0（0.0／11.3点）","資格: CISSP（3.8／7.5点）","実績: 研修 多数（相談に合う）（11.3／11.3点）","近さ: 大阪府に居住（13.2／13.2点）","応答: 打診への返答の記録なし（下限を適用）（2.8／5.7点）","負荷: 担当・打診中0件（上限3件）、この一年の担当0件（11.3／11.3点）"]');
INSERT INTO "match_candidates" VALUES(1,2,2,1,61.13,'["業種: 得意とする業種が異なる（0.0／20.8点）","料金: 予算内（上限40000円）（18.9／18.9点）","得意領域: 相談に関わる1領域のうち◎0 ○0（0.0／11.3点）","資格: ITコーディネータ（相談に合う）（7.5／7.5点）","実績: セミナー講師（相談に合う）（11.3／11.3点）","近さ: 隣の兵庫県に居住（9.2／13.2点）","応答: 打診への返答の記録なし（下限を適用）（2.8／5.7点）","負荷: 担当・打診中0件（上限2件）、この一年の担当0件（11.3／11.3点）"]');
INSERT INTO "match_candidates" VALUES(2,1,2,1,61.13,'["業種: 得意とする業種が異なる（0.0／20.8点）","料金: 予算内（上限40000円）（18.9／18.9点）","得意領域: 相談に関わる1領域のうち◎0 ○0（0.0／11.3点）","資格: ITコーディネータ（相談に合う）（7.5／7.5点）","実績: セミナー講師（相談に合う）（11.3／11.3点）","近さ: 隣の兵庫県に居住（9.2／13.2点）","応答: 打診への返答の記録なし（下限を適用）（2.8／5.7点）","負荷: 担当・打診中0件（上限2件）、この一年の担当0件（11.3／11.3点）"]');
INSERT INTO "match_candidates" VALUES(2,2,1,0,84.91,'["× 打診済み: この案件で既に打診したか連絡不能"]');
CREATE TABLE match_runs (
  id         INTEGER PRIMARY KEY,   -- row number
  case_id    INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE, -- for which case
  at         INTEGER NOT NULL,      -- when
  considered INTEGER NOT NULL,      -- experts on the list
  eligible   INTEGER NOT NULL,      -- of them, those that held every hard rule
  failed     TEXT NOT NULL          -- JSON: rule → [failed it alone, failed it at all]
) STRICT;
INSERT INTO "match_runs" VALUES(1,1,1780275901,3,2,'{"テーマ":[0,1],"支援形態":[0,1],"地域":[0,1]}');
INSERT INTO "match_runs" VALUES(2,1,1780275902,3,1,'{"テーマ":[0,1],"支援形態":[0,1],"地域":[0,1],"打診済み":[1,1]}');
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,          -- what
  value TEXT NOT NULL              -- its value
) STRICT;
INSERT INTO "meta" VALUES('timer_try','');
INSERT INTO "meta" VALUES('retention_day','2026-06-01');
INSERT INTO "meta" VALUES('experts_version','1');
INSERT INTO "meta" VALUES('case_number_2026','1');
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
INSERT INTO "offers" VALUES(1,1,1,'declined',82.08,'["業種: 製造を得意とする（20.8／20.8点）","料金: 予算内（上限40000円）（18.9／18.9点）","得意領域: 相談に関わる1領域のうち◎0 ○0（0.0／11.3点）","資格: CISSP（3.8／7.5点）","実績: 研修 多数（相談に合う）（11.3／11.3点）","近さ: 大阪府に居住（13.2／13.2点）","応答: 打診への返答の記録なし（下限を適用）（2.8／5.7点）","負荷: 担当・打診中0件（上限3件）、この一年の担当0件（11.3／11.3点）"]',1780275901,1780452000,1780275902,'申し訳ありませんが、今回は業務多忙のため辞退いたします');
INSERT INTO "offers" VALUES(2,1,2,'accepted',61.13,'["業種: 得意とする業種が異なる（0.0／20.8点）","料金: 予算内（上限40000円）（18.9／18.9点）","得意領域: 相談に関わる1領域のうち◎0 ○0（0.0／11.3点）","資格: ITコーディネータ（相談に合う）（7.5／7.5点）","実績: セミナー講師（相談に合う）（11.3／11.3点）","近さ: 隣の兵庫県に居住（9.2／13.2点）","応答: 打診への返答の記録なし（下限を適用）（2.8／5.7点）","負荷: 担当・打診中0件（上限2件）、この一年の担当0件（11.3／11.3点）"]',1780275902,1780452000,1780275903,NULL);
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
  wire       BLOB NOT NULL,         -- the message, CRLF lines
  state      TEXT NOT NULL CHECK (state IN ('held', 'pending', 'sending', 'retry', 'sent', 'failed', 'cancelled')), -- held: waits for approve
  tries      INTEGER NOT NULL DEFAULT 0, -- times it was handed to the server
  next_at    INTEGER NOT NULL,      -- not before
  created    INTEGER NOT NULL,      -- when it was written
  done_at    INTEGER,               -- sent, failed or cancelled
  problem    TEXT,                  -- last failure
  UNIQUE (message_id, recipient)
) STRICT;
INSERT INTO "outbox" VALUES(1,1,NULL,NULL,'ack','ja','yamada@tsubame-seiki.example.co.jp','ご相談を受け付けました。専門家をお探しします [案件 2026-0001]','2026-0001.6a1cdabd.grkki2djqyndr742@desk.example.jp',X'446174653A204D6F6E2C2031204A756E20323032362031303A30353A3031202B303930300D0A46726F6D3A203D3F5554462D383F423F356F4F463561437834344B3734344B7434344F6C34344F7134344F4734344B6A35357534364B75483536715435592B6A3F3D0D0A203C736F7564616E406465736B2E','sent',1,1780275902,1780275901,1780275902,NULL);
INSERT INTO "outbox" VALUES(2,1,1,NULL,'offer','ja','first@experts.example.jp','支援のご依頼：大阪府「従業員向け情報セキュリティ教育」 [案件 2026-0001]','2026-0001.6a1cdabd.vduhvmi7yg46lfsh@desk.example.jp',X'446174653A204D6F6E2C2031204A756E20323032362031303A30353A3031202B303930300D0A46726F6D3A203D3F5554462D383F423F356F4F463561437834344B3734344B7434344F6C34344F7134344F4734344B6A35357534364B75483536715435592B6A3F3D0D0A203C736F7564616E406465736B2E','sent',1,1780275902,1780275901,1780275902,NULL);
INSERT INTO "outbox" VALUES(3,1,NULL,NULL,'offer_declined','ja','first@experts.example.jp','辞退のご連絡を承りました [案件 2026-0001]','2026-0001.6a1cdabe.bsce46tbt66k6puo@desk.example.jp',X'446174653A204D6F6E2C2031204A756E20323032362031303A30353A3032202B303930300D0A46726F6D3A203D3F5554462D383F423F356F4F463561437834344B3734344B7434344F6C34344F7134344F4734344B6A35357534364B75483536715435592B6A3F3D0D0A203C736F7564616E406465736B2E','sent',1,1780275902,1780275902,1780275902,NULL);
INSERT INTO "outbox" VALUES(4,1,2,NULL,'offer','ja','second@experts.example.jp','支援のご依頼：大阪府「従業員向け情報セキュリティ教育」 [案件 2026-0001]','2026-0001.6a1cdabe.rg533ccnwzopysnp@desk.example.jp',X'446174653A204D6F6E2C2031204A756E20323032362031303A30353A3032202B303930300D0A46726F6D3A203D3F5554462D383F423F356F4F463561437834344B3734344B7434344F6C34344F7134344F4734344B6A35357534364B75483536715435592B6A3F3D0D0A203C736F7564616E406465736B2E','sent',1,1780275902,1780275902,1780275902,NULL);
INSERT INTO "outbox" VALUES(5,1,NULL,NULL,'intro_company','ja','yamada@tsubame-seiki.example.co.jp','専門家（中村 恵 様）をご紹介します。候補日を別途お送りします [案件 2026-0001]','2026-0001.6a1cdabf.kcx6aquiduawo4ce@desk.example.jp',X'446174653A204D6F6E2C2031204A756E20323032362031303A30353A3033202B303930300D0A46726F6D3A203D3F5554462D383F423F356F4F463561437834344B3734344B7434344F6C34344F7134344F4734344B6A35357534364B75483536715435592B6A3F3D0D0A203C736F7564616E406465736B2E','sent',1,1780275903,1780275903,1780275903,NULL);
INSERT INTO "outbox" VALUES(6,1,NULL,NULL,'intro_expert','ja','second@experts.example.jp','お引き受けありがとうございます。企業の連絡先と日程のご案内 [案件 2026-0001]','2026-0001.6a1cdabf.qvikecgst3kckgt6@desk.example.jp',X'446174653A204D6F6E2C2031204A756E20323032362031303A30353A3033202B303930300D0A46726F6D3A203D3F5554462D383F423F356F4F463561437834344B3734344B7434344F6C34344F7134344F4734344B6A35357534364B75483536715435592B6A3F3D0D0A203C736F7564616E406465736B2E','sent',1,1780275903,1780275903,1780275903,NULL);
INSERT INTO "outbox" VALUES(7,1,NULL,1,'visit_slots','ja','yamada@tsubame-seiki.example.co.jp','第1回の候補日のご確認 [案件 2026-0001]','2026-0001.6a1cdabf.tikx7lsle44nms4t@desk.example.jp',X'446174653A204D6F6E2C2031204A756E20323032362031303A30353A3033202B303930300D0A46726F6D3A203D3F5554462D383F423F356F4F463561437834344B3734344B7434344F6C34344F7134344F4734344B6A35357534364B75483536715435592B6A3F3D0D0A203C736F7564616E406465736B2E','sent',1,1780275903,1780275903,1780275903,NULL);
INSERT INTO "outbox" VALUES(8,1,NULL,1,'visit_slots','ja','second@experts.example.jp','第1回の候補日のご確認 [案件 2026-0001]','2026-0001.6a1cdabf.rhlvq7lhd5kdiyaq@desk.example.jp',X'446174653A204D6F6E2C2031204A756E20323032362031303A30353A3033202B303930300D0A46726F6D3A203D3F5554462D383F423F356F4F463561437834344B3734344B7434344F6C34344F7134344F4734344B6A35357534364B75483536715435592B6A3F3D0D0A203C736F7564616E406465736B2E','sent',1,1780275903,1780275903,1780275903,NULL);
CREATE TABLE people (
  id        INTEGER PRIMARY KEY,    -- row number
  email     TEXT NOT NULL UNIQUE,   -- lower case
  name      TEXT,                   -- as it is addressed
  company   TEXT,                   -- where it works
  phone     TEXT,                   -- as given
  dead      INTEGER NOT NULL DEFAULT 0 CHECK (dead IN (0, 1)), -- 1: mail to it bounced for good
  soft_bounces INTEGER NOT NULL DEFAULT 0, -- temporary failures so far
  created   INTEGER NOT NULL        -- first seen
) STRICT;
INSERT INTO "people" VALUES(1,'yamada@tsubame-seiki.example.co.jp','山田 太郎',NULL,NULL,0,0,1780275901);
INSERT INTO "people" VALUES(2,'second@experts.example.jp','中村 恵','株式会社南港システム',NULL,0,0,1780275903);
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
CREATE TABLE secret (
  id      INTEGER PRIMARY KEY,     -- key number, part of a token
  key     BLOB NOT NULL,           -- 32 random bytes
  created INTEGER NOT NULL         -- when it was made
) STRICT;
INSERT INTO "secret" VALUES(1,X'0000000000000000000000000000000000000000000000000000000000000000',1780275901);
CREATE TABLE source (
  id          INTEGER PRIMARY KEY,  -- row number
  name        TEXT NOT NULL UNIQUE, -- as in the configuration
  uidvalidity INTEGER NOT NULL DEFAULT 0, -- of the mailbox the cursor belongs to (RFC 3501, 2.3.1.1)
  last_uid    INTEGER NOT NULL DEFAULT 0, -- all up to this UID are in the inbox
  checked_at  INTEGER NOT NULL DEFAULT 0, -- last complete look
  problem     TEXT                  -- why the last look failed; NULL when it did not
) STRICT;
INSERT INTO "source" VALUES(1,'inbox',0,0,1780275902,NULL);
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
CREATE TABLE timers (
  id      INTEGER PRIMARY KEY,      -- row number
  case_id INTEGER REFERENCES cases(id) ON DELETE CASCADE, -- the case; NULL: of the desk itself
  kind    TEXT NOT NULL,            -- a row of the handler table
  ref_id  INTEGER NOT NULL DEFAULT 0, -- offer or visit it is about
  due_at  INTEGER NOT NULL,         -- when it fires
  UNIQUE (case_id, kind, ref_id)
) STRICT;
INSERT INTO "timers" VALUES(1,NULL,'expiry_check',0,1780358400);
INSERT INTO "timers" VALUES(2,1,'slots_remind',1,1780473600);
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
INSERT INTO "visit_slots" VALUES(1,1,1,1781065800,1781076600,NULL,NULL,NULL,NULL,6);
INSERT INTO "visit_slots" VALUES(1,1,2,1781152200,1781163000,NULL,NULL,NULL,NULL,6);
INSERT INTO "visit_slots" VALUES(1,1,3,1780878600,1780889400,NULL,NULL,NULL,NULL,6);
CREATE TABLE visit_wishes (
  id        INTEGER PRIMARY KEY,    -- row number
  case_id   INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE, -- the case
  expert_id INTEGER REFERENCES experts(id), -- who said it; NULL: the company's side
  possible  INTEGER NOT NULL CHECK (possible IN (0, 1)), -- 0: cannot, 1: can or would like to
  day       TEXT NOT NULL,          -- ISO date, date-time or interval a/b
  half      INTEGER NOT NULL DEFAULT 0, -- 1 the morning alone, 2 the afternoon alone
  said_at   INTEGER NOT NULL        -- when
) STRICT;
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
INSERT INTO "visits" VALUES(1,1,1,'asked',1781065800,1781076600,'visit','case-2026-0001-1-4ajywxlqa3wsnp5i@desk.example.jp',0,0,NULL,NULL,NULL,NULL,2,1,1,0);
CREATE INDEX inbox_new ON inbox(id) WHERE state = 'new';
CREATE INDEX inbox_quarantine ON inbox(id) WHERE state = 'quarantine';
CREATE INDEX inbox_unmarked ON inbox(source_id, uid) WHERE marked = 0;
CREATE INDEX inbox_case ON inbox(case_id) WHERE case_id IS NOT NULL;
CREATE INDEX inbox_message_id ON inbox(message_id) WHERE message_id IS NOT NULL;
CREATE UNIQUE INDEX inbox_copy_place ON inbox_copy(inbox_id, source_id, uidvalidity, uid, ifnull(place, ''));
CREATE INDEX inbox_copy_unmarked ON inbox_copy(source_id, uid) WHERE marked = 0;
CREATE INDEX cases_state ON cases(state);
CREATE INDEX cases_requester ON cases(requester_id);
CREATE INDEX cases_expert ON cases(expert_id) WHERE expert_id IS NOT NULL;
CREATE INDEX cases_opened ON cases(opened_at);
CREATE INDEX case_person_person ON case_person(person_id);
CREATE INDEX experts_email ON experts(email);
CREATE INDEX offers_open ON offers(expert_id) WHERE state IN ('open', 'conditional');
CREATE UNIQUE INDEX offers_one_accepted ON offers(case_id) WHERE state = 'accepted';
CREATE INDEX offers_expert ON offers(expert_id);
CREATE INDEX expert_notices_outbox ON expert_notices(outbox_id) WHERE outbox_id IS NOT NULL;
CREATE INDEX expert_drafts_open ON expert_drafts(sender) WHERE state = 'open';
CREATE INDEX expert_drafts_event ON expert_drafts(event_id) WHERE event_id IS NOT NULL;
CREATE INDEX expert_record_case ON expert_record(case_number);
CREATE INDEX match_runs_case ON match_runs(case_id);
CREATE INDEX match_candidates_expert ON match_candidates(expert_id);
CREATE INDEX visits_expert ON visits(expert_id, starts_at) WHERE expert_id IS NOT NULL;
CREATE INDEX visit_wishes_case ON visit_wishes(case_id);
CREATE INDEX reports_visit ON reports(visit_id);
CREATE INDEX events_case ON events(case_id, id);
CREATE INDEX events_open ON events(id) WHERE open = 1;
CREATE INDEX outbox_due ON outbox(next_at, id) WHERE state IN ('pending', 'retry', 'sending');
CREATE INDEX outbox_offer ON outbox(offer_id) WHERE offer_id IS NOT NULL;
CREATE INDEX outbox_visit ON outbox(visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX outbox_case ON outbox(case_id);
CREATE INDEX outbox_held ON outbox(id) WHERE state IN ('held', 'failed');
CREATE INDEX outbox_limits ON outbox(recipient, created);
CREATE INDEX disclosures_case ON disclosures(case_id);
CREATE INDEX disclosures_queued ON disclosures(queued_at);
CREATE INDEX disclosures_consent ON disclosures(consent_id) WHERE consent_id IS NOT NULL;
CREATE UNIQUE INDEX timers_desk ON timers(kind, ref_id) WHERE case_id IS NULL;
CREATE INDEX timers_due ON timers(due_at, id);
COMMIT;
PRAGMA application_id=1296320323;
PRAGMA user_version=3;
