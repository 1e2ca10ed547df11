/*
 * The table of settings. A new setting is one field in config.h, one row here and one
 * paragraph in conf/madoguchi.conf. See config_table.h.
 */
#include "config_table.h"

#include "buf.h"
#include "log.h"
#include "nearest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const tls_words[] = {"tls", "starttls", "none", NULL};
static const char *const auth_words[] = {"none", "password", "xoauth2", NULL};
static const char *const source_words[] = {"imap", "maildir", "slack", "mattermost",
    "chatwork", "queue", "lineworks", "teams", "incoming", "ejabberd", NULL};
static const char *const sink_words[] = {"smtp", "maildir", NULL};
static const char *const first_words[] = {"all", "new", NULL};
static const char *const grant_words[] = {
    "refresh_token", "client_credentials", "jwt", NULL};
static const char *const agree_words[] = {"keep", "auto", NULL};
static const char *const propose_words[] = {"next", "all", NULL};
static const char *const plain_words[] = {"private", "any", NULL};
static const char *const report_words[] = {"ja", "en", NULL};
static const char *const level_words[] = {"error", "warn", "info", "debug", NULL};

_Static_assert(sizeof(enum tls_mode) == sizeof(int), "choices are stored as int");

#define IN_CONFIG(field) offsetof(struct config, field)
#define IN_SOURCE(field) offsetof(struct config_source, field)
#define IN_OAUTH(field)  offsetof(struct config_oauth, field)
#define IN_WORDS(t, g, n, off, def_, help_)                                              \
	{                                                                                \
		.group = g, .name = n, .type = t, .offset = off, .def = def_,            \
		.help = help_                                                            \
	}
#define TEXT(g, n, off, def, help)   IN_WORDS(SETTING_TEXT, g, n, off, def, help)
#define FILE_(g, n, off, def, help)  IN_WORDS(SETTING_PATH, g, n, off, def, help)
#define SECRET(g, n, off, def, help) IN_WORDS(SETTING_SECRET, g, n, off, def, help)
#define BOOL(g, n, off, def, help)   IN_WORDS(SETTING_BOOL, g, n, off, def, help)
#define LIST(g, n, off, def, help)   IN_WORDS(SETTING_LIST, g, n, off, def, help)
#define NUMBER(t, g, n, off, def_, lo, hi, help_)                                        \
	{                                                                                \
		.group = g, .name = n, .type = t, .offset = off, .def = def_, .min = lo, \
		.max = hi, .help = help_                                                 \
	}
#define INT(g, n, off, def, lo, hi, help)                                                \
	NUMBER(SETTING_INT, g, n, off, def, lo, hi, help)
#define REAL(g, n, off, def, lo, hi, help)                                               \
	NUMBER(SETTING_REAL, g, n, off, def, lo, hi, help)
#define ONE_OF(t, g, n, off, def_, words, help_)                                         \
	{                                                                                \
		.group = g, .name = n, .type = t, .offset = off, .def = def_,            \
		.choices = words, .help = help_                                          \
	}
#define CHOICE(g, n, off, def, words, help)                                              \
	ONE_OF(SETTING_CHOICE, g, n, off, def, words, help)

/* The same ten rows for each way to reach a server. */
#define SERVER(g, IN)                                                                    \
	TEXT(g, "host", IN(server.host), NULL, "the server's name"),                     \
	    INT(g, "port", IN(server.port), "0", 0, 65535, "0: the usual port for tls"), \
	    CHOICE(g, "tls", IN(server.tls), "tls", tls_words,                           \
	        "encryption of the connection"),                                         \
	    FILE_(g, "ca_file", IN(server.ca_file), NULL,                                \
	        "certificates to trust, in PEM; without it the system's"),               \
	    CHOICE(g, "auth", IN(server.auth), NULL, auth_words,                         \
	        "how to log in; without it as password_file or oauth says"),             \
	    TEXT(g, "user", IN(server.user), NULL, "the login name"),                    \
	    SECRET(g, "password_file", IN(server.password_file), NULL,                   \
	        "the file that holds the password"),                                     \
	    TEXT(g, "oauth", IN(server.oauth), NULL, "name of an entry of oauth"),       \
	    INT(g, "timeout_sec", IN(server.timeout_sec), "30", 1, 600,                  \
	        "seconds until a silent server is given up")

#define IN_SINK(field) offsetof(struct config, sink.field)

static const struct setting table[] = {
    TEXT("desk", "address", IN_CONFIG(desk.address), NULL, "the desk's mail address"),
    TEXT("desk", "name_ja", IN_CONFIG(desk.name_ja), "情報セキュリティ相談窓口",
        "the desk's name in Japanese mails"),
    TEXT("desk", "name_en", IN_CONFIG(desk.name_en),
        "Information Security Consultation Desk", "the desk's name in English mails"),
    TEXT("desk", "organisation_ja", IN_CONFIG(desk.organisation_ja), NULL,
        "who runs the desk"),
    TEXT("desk", "organisation_en", IN_CONFIG(desk.organisation_en), NULL,
        "who runs the desk, in English"),
    TEXT("desk", "phone", IN_CONFIG(desk.phone), NULL,
        "the telephone number in signatures"),
    TEXT("desk", "hours_ja", IN_CONFIG(desk.hours_ja), "平日 9:00-17:00",
        "business hours as mails print them"),
    TEXT("desk", "hours_en", IN_CONFIG(desk.hours_en), "Monday to Friday, 9:00-17:00 JST",
        "the same in English"),
    LIST("desk", "operators", IN_CONFIG(desk.operators), NULL,
        "mail addresses that get alerts"),
    BOOL("desk", "plus_addressing", IN_CONFIG(desk.plus_addressing), "true",
        "replies come back to address+token@domain"),

    TEXT("operator_channel", "source", IN_CONFIG(operator_channel.source), NULL,
        "the chat of sources that has the operators' channel; without it there is none"),
    TEXT("operator_channel", "room", IN_CONFIG(operator_channel.room), NULL,
        "the channel's id"),
    LIST("operator_channel", "users", IN_CONFIG(operator_channel.users), NULL,
        "the provider's ids of who may give commands there"),
    BOOL("operator_channel", "members_only", IN_CONFIG(operator_channel.members_only),
        "false", "nobody but operators reads it: what is written there may name people"),
    INT("operator_channel", "silent_hours", IN_CONFIG(operator_channel.silent_hours),
        "18", 0, 1000, "business hours without mail that are told; 0: never"),

    TEXT("sources", "name", IN_SOURCE(name), NULL, "a unique name that never changes"),
    CHOICE("sources", "kind", IN_SOURCE(kind), "imap", source_words, "what it is"),
    SERVER("sources", IN_SOURCE),
    TEXT("sources", "mailbox", IN_SOURCE(mailbox), "INBOX", "the mailbox that is read"),
    TEXT("sources", "move_to", IN_SOURCE(move_to), NULL,
        "the mailbox that mail is moved to once it is in the store"),
    BOOL("sources", "mark_seen", IN_SOURCE(mark_seen), "true",
        "mark mail as read once it is in the store"),
    INT("sources", "poll_sec", IN_SOURCE(poll_sec), "60", 1, 86400,
        "seconds between two looks where the server does not announce mail"),
    INT("sources", "idle_refresh_sec", IN_SOURCE(idle_refresh_sec), "240", 1, 1740,
        "seconds after which waiting (IDLE) is begun anew"),
    INT("sources", "batch", IN_SOURCE(batch), "100", 1, 1000,
        "messages asked for at a time"),
    CHOICE("sources", "first_start", IN_SOURCE(first_start), "all", first_words,
        "what to do with mail that was there before the first start"),
    FILE_("sources", "path", IN_SOURCE(path), NULL, "the folder of a maildir"),
    TEXT("sources", "authserv_id", IN_SOURCE(authserv_id), NULL,
        "the server whose Authentication-Results headers count"),
    TEXT("sources", "url", IN_SOURCE(url), NULL,
        "chat: the address of the interface; without it the provider's"),
    TEXT("sources", "post_url", IN_SOURCE(post_url), NULL,
        "queue: the address that answers are posted to"),
    SECRET("sources", "token_file", IN_SOURCE(token_file), NULL,
        "chat: the file that holds the token, the password or the secret address"),
    LIST("sources", "rooms", IN_SOURCE(rooms), NULL, "chat: channels that are read"),
    LIST("sources", "private_rooms", IN_SOURCE(private_rooms), NULL,
        "chat: channels that nobody reads but the desk and the one who asks"),
    BOOL("sources", "public", IN_SOURCE(public_rooms), "true",
        "chat: others read along in rooms"),
    TEXT("sources", "own_id", IN_SOURCE(own_id), NULL,
        "chat: the desk's own user; without it the provider is asked"),
    INT("sources", "page_kib", IN_SOURCE(page_kib), "4096", 64, 65536,
        "chat: KiB of one answer at most"),
    INT("sources", "requests_per_minute", IN_SOURCE(requests_per_minute), "0", 0, 100000,
        "chat: questions a minute at most; 0: as many as the provider allows"),
    TEXT("sources", "agency", IN_SOURCE(agency), NULL,
        "chat: the agency that refers cases here: its name, or name <address>"),
    LIST("sources", "agency_rooms", IN_SOURCE(agency_rooms), NULL,
        "chat: the same for single channels: channel=name, or channel=name <address>"),
    INT("sources", "quiet_sec", IN_SOURCE(quiet_sec), "-1", -1, 600,
        "chat: chat.quiet_sec for this source alone; -1: as there"),
    BOOL("sources", "poll", IN_SOURCE(poll), "true",
        "chat: it is looked at, and not only told of by deliveries"),
    TEXT("sources", "hook", IN_SOURCE(hook), NULL,
        "chat: the path that its deliveries come to"),
    SECRET("sources", "secret_file", IN_SOURCE(secret_file), NULL,
        "chat: the file that holds what deliveries are signed with"),

    TEXT("hooks", "listen", IN_CONFIG(hooks.listen), "127.0.0.1:8464",
        "address and port that deliveries come to"),
    FILE_("hooks", "tls_cert_file", IN_CONFIG(hooks.tls_cert_file), NULL,
        "certificate and chain, in PEM; without it plain HTTP, on loopback only"),
    FILE_("hooks", "tls_key_file", IN_CONFIG(hooks.tls_key_file), NULL,
        "the certificate's key, in PEM"),
    INT("hooks", "connections", IN_CONFIG(hooks.connections), "256", 8, 4096,
        "connections at the same time"),
    INT("hooks", "address_connections", IN_CONFIG(hooks.address_connections), "32", 1,
        4096, "the same from one address, unless deliveries come by loopback"),
    INT("hooks", "request_sec", IN_CONFIG(hooks.request_sec), "10", 1, 60,
        "seconds until a delivery must have come in whole"),

    TEXT("oauth", "name", IN_OAUTH(name), NULL, "the name that servers refer to"),
    TEXT("oauth", "token_url", IN_OAUTH(token_url), NULL, "where tokens are given out"),
    ONE_OF(SETTING_WORD, "oauth", "grant", IN_OAUTH(grant), "refresh_token", grant_words,
        "how a token is asked for"),
    TEXT("oauth", "client_id", IN_OAUTH(client_id), NULL, "the registered client"),
    SECRET("oauth", "client_secret_file", IN_OAUTH(client_secret_file), NULL,
        "the file that holds the client's secret"),
    SECRET("oauth", "refresh_token_file", IN_OAUTH(refresh_token_file), NULL,
        "the file that holds the first refresh token"),
    TEXT("oauth", "scope", IN_OAUTH(scope), NULL, "what the token is asked for"),
    TEXT("oauth", "subject", IN_OAUTH(subject), NULL, "jwt: the service account"),
    SECRET("oauth", "key_file", IN_OAUTH(key_file), NULL,
        "jwt: the file that holds its private key"),
    FILE_("oauth", "ca_file", IN_OAUTH(ca_file), NULL,
        "certificates to trust, in PEM; without it the system's"),

    CHOICE("sink", "kind", IN_CONFIG(sink.kind), "smtp", sink_words, "how mail leaves"),
    SERVER("sink", IN_SINK),
    FILE_("sink", "path", IN_CONFIG(sink.path), NULL, "the folder of a maildir"),
    TEXT("sink", "hello", IN_CONFIG(sink.hello), NULL,
        "the name said in EHLO; without it the domain of desk.address"),
    INT("sink", "rate_per_minute", IN_CONFIG(sink.rate_per_minute), "600", 0, 100000,
        "mails a minute at most; 0: no limit"),
    INT("sink", "max_tries", IN_CONFIG(sink.max_tries), "12", 1, 1000,
        "attempts until a mail has failed"),
    INT("sink", "retry_first_sec", IN_CONFIG(sink.retry_first_sec), "60", 1, 86400,
        "seconds until the second attempt, doubled each time"),
    INT("sink", "retry_max_sec", IN_CONFIG(sink.retry_max_sec), "14400", 1, 604800,
        "seconds between two attempts at most"),

    INT("chat", "quiet_sec", IN_CONFIG(chat.quiet_sec), "90", 0, 600,
        "pieces that one person writes within so many seconds are one message"),

    BOOL("supervised", "all", IN_CONFIG(supervised.all), "true",
        "every mail waits for the operator's approval"),
    LIST("supervised", "templates", IN_CONFIG(supervised.templates), NULL,
        "templates whose mails wait when all is false"),

    INT("limits", "max_message_kib", IN_CONFIG(limits.max_message_kib), "10240", 1,
        1048576, "larger messages are cut and set aside"),
    INT("limits", "acks_per_sender_day", IN_CONFIG(limits.acks_per_sender_day), "5", 0,
        10000, "acknowledgements to one address in 24 hours"),
    INT("limits", "alerts_per_day", IN_CONFIG(limits.alerts_per_day), "20", 1, 10000,
        "single alerts to an operator in 24 hours, incidents twice as many; the others "
        "come in summaries"),
    INT("limits", "mails_per_case_day", IN_CONFIG(limits.mails_per_case_day), "20", 1,
        10000, "mails to one recipient about one case in 24 hours"),
    INT("limits", "read_seconds", IN_CONFIG(limits.read_seconds), "5", 1, 600,
        "seconds for reading one message"),
    INT("limits", "read_memory_mib", IN_CONFIG(limits.read_memory_mib), "256", 32, 65536,
        "memory for reading one message"),
    INT("limits", "tries", IN_CONFIG(limits.tries), "3", 1, 100,
        "attempts until a message is set aside"),

    REAL("decide", "auto_min", IN_CONFIG(decide.auto_min), "0.85", 0, 1,
        "confidence from which the desk goes on by itself"),
    REAL("decide", "review_max", IN_CONFIG(decide.review_max), "0.35", 0, 1,
        "confidence below which the operator decides"),

    TEXT("second_opinion", "url", IN_CONFIG(second.url), NULL,
        "the server that is asked; without it none is"),
    TEXT("second_opinion", "model", IN_CONFIG(second.model), NULL,
        "the model's name as the server knows it"),
    SECRET("second_opinion", "api_key_file", IN_CONFIG(second.api_key_file), NULL,
        "the file that holds the key; without it none is sent"),
    FILE_("second_opinion", "ca_file", IN_CONFIG(second.ca_file), NULL,
        "certificates to trust, in PEM; without it the system's"),
    INT("second_opinion", "timeout_seconds", IN_CONFIG(second.timeout_seconds), "5", 1,
        60, "seconds until a question is given up"),
    CHOICE("second_opinion", "agree", IN_CONFIG(second.agree), "keep", agree_words,
        "what follows when both opinions are the same"),
    CHOICE("second_opinion", "plain_http", IN_CONFIG(second.plain_http), "private",
        plain_words, "which addresses may be spoken to without TLS"),

    INT("match", "reply_business_hours", IN_CONFIG(match.reply_business_hours), "16", 1,
        1000, "business hours that an expert has to answer an offer"),
    INT("match", "incident_reply_business_hours",
        IN_CONFIG(match.incident_reply_business_hours), "2", 1, 1000,
        "the same while an incident is under way"),
    INT("match", "remind_business_hours", IN_CONFIG(match.remind_business_hours), "4", 0,
        1000, "business hours before an offer's deadline at which it is called to mind"),
    INT("match", "offers_at_once", IN_CONFIG(match.offers_at_once), "1", 1, 10,
        "experts who are asked at the same time; the first who accepts has the case"),
    INT("match", "incident_offers_at_once", IN_CONFIG(match.incident_offers_at_once), "2",
        1, 10, "the same while an incident is under way"),
    INT("match", "max_offers", IN_CONFIG(match.max_offers), "8", 1, 1000,
        "experts asked until the operator is"),
    INT("match", "token_days", IN_CONFIG(match.token_days), "30", 1, 365,
        "days behind an offer's deadline after which no answer changes anything"),
    BOOL("match", "wait_for_batch", IN_CONFIG(match.wait_for_batch), "false",
        "new cases wait for `match --batch` instead of being offered at once"),
    REAL("match", "w_industry", IN_CONFIG(match.w_industry), "22", 0, 1000,
        "weight of knowing the company's industry"),
    REAL("match", "w_price", IN_CONFIG(match.w_price), "20", 0, 1000,
        "weight of a fee within the budget"),
    REAL("match", "w_areas", IN_CONFIG(match.w_areas), "12", 0, 1000,
        "weight of the areas of skill"),
    REAL("match", "w_qualification", IN_CONFIG(match.w_qualification), "8", 0, 1000,
        "weight of other qualifications"),
    REAL("match", "w_record", IN_CONFIG(match.w_record), "12", 0, 1000,
        "weight of the record with small companies"),
    REAL("match", "w_near", IN_CONFIG(match.w_near), "14", 0, 1000,
        "weight of living near the company"),
    REAL("match", "w_response", IN_CONFIG(match.w_response), "6", 0, 1000,
        "weight of answering offers soon"),
    REAL("match", "w_load", IN_CONFIG(match.w_load), "12", 0, 1000,
        "weight of sharing the work fairly"),
    REAL("match", "newcomer_floor", IN_CONFIG(match.newcomer_floor), "0.5", 0, 1,
        "least share of the points for experience, without a case in a year"),

    INT("list", "remind_days", IN_CONFIG(list.remind_days), "60", 0, 365,
        "days before a registration ends on which its expert is reminded; 0: never"),
    INT("list", "remind_again_days", IN_CONFIG(list.remind_again_days), "14", 0, 365,
        "the same for a second time; 0: never"),

    INT("visits", "count", IN_CONFIG(visits.count), "3", 1, 12, "visits of a course"),
    INT("visits", "first_after_days_min", IN_CONFIG(visits.first_after_days_min), "7", 0,
        365, "days from acceptance to the first visit, at least"),
    INT("visits", "first_after_days_max", IN_CONFIG(visits.first_after_days_max), "14", 1,
        365, "days from acceptance to the first visit, at most"),
    INT("visits", "gap_days_min", IN_CONFIG(visits.gap_days_min), "14", 1, 365,
        "days between two visits, at least"),
    INT("visits", "gap_days_max", IN_CONFIG(visits.gap_days_max), "21", 1, 365,
        "days between two visits, at most"),
    {.group = "visits",
        .name = "start",
        .type = SETTING_TIME,
        .offset = IN_CONFIG(visits.start_hour),
        .offset_minute = IN_CONFIG(visits.start_minute),
        .def = "13:30",
        .help = "the time of day that is proposed"},
    INT("visits", "length_minutes", IN_CONFIG(visits.length_minutes), "180", 30, 600,
        "how long a visit takes"),
    CHOICE("visits", "propose", IN_CONFIG(visits.propose), "next", propose_words,
        "the next visit by slots, or one date for each visit at once"),
    LIST("visits", "starts", IN_CONFIG(visits.starts), "13:30,9:30",
        "the times of day at which a slot may begin, the usual one first"),
    INT("visits", "answer_working_days", IN_CONFIG(visits.answer_working_days), "2", 1,
        60, "working days without an answer about slots until a reminder, and again"),
    INT("visits", "rounds", IN_CONFIG(visits.rounds), "3", 1, 20,
        "how often slots are asked for one date before a person takes over"),
    INT("visits", "remind_working_days", IN_CONFIG(visits.remind_working_days), "3", 0,
        60, "working days before a visit on which both sides are reminded"),
    INT("visits", "report_working_days", IN_CONFIG(visits.report_working_days), "5", 1,
        60, "working days after a visit until a missing report is chased"),
    INT("visits", "report_final_working_days",
        IN_CONFIG(visits.report_final_working_days), "7", 1, 60,
        "the same after the last visit"),
    INT("visits", "report_again_working_days",
        IN_CONFIG(visits.report_again_working_days), "2", 1, 60,
        "working days from one reminder to the next, and on to the operator"),
    INT("visits", "close_after_days", IN_CONFIG(visits.close_after_days), "30", 1, 365,
        "days after the last visit until the course is over all the same"),

    INT("visits", "survey_remind_working_days",
        IN_CONFIG(visits.survey_remind_working_days), "5", 0, 60,
        "working days until the company is reminded of the survey; 0: never"),
    INT("visits", "survey_close_working_days",
        IN_CONFIG(visits.survey_close_working_days), "10", 0, 60,
        "working days until a case without an answer is closed; 0: no survey"),

    LIST("calendar", "closed", IN_CONFIG(calendar.closed),
        "12-29,12-30,12-31,01-02,01-03",
        "days without visits besides weekends and public holidays"),
    INT("calendar", "open_hour", IN_CONFIG(calendar.open_hour), "9", 0, 23,
        "business hours begin"),
    INT("calendar", "close_hour", IN_CONFIG(calendar.close_hour), "17", 1, 24,
        "business hours end"),

    ONE_OF(SETTING_WORD, "reports", "lang", IN_CONFIG(reports.lang), "ja", report_words,
        "the language of figures and of the morning's mail"),
    LIST("reports", "regions", IN_CONFIG(reports.regions), NULL,
        "prefectures that figures take together, such as 名古屋=愛知県"),
    INT("reports", "digest_hour", IN_CONFIG(reports.digest_hour), "8", -1, 23,
        "hour of the morning's mail to the operators; -1: none"),
    BOOL("reports", "digest_when_nothing", IN_CONFIG(reports.digest_when_nothing),
        "false", "the morning's mail also comes when nothing waits"),

    INT("retention", "raw_days", IN_CONFIG(retention.raw_days), "365", 0, 36500,
        "days that raw mail is kept after its case closed; 0: for ever"),

    FILE_("store", "state_dir", IN_CONFIG(state_dir), "/var/lib/madoguchi",
        "the folder of everything that is kept"),
    FILE_("store", "file", IN_CONFIG(store), NULL,
        "the store's file; without it madoguchi.db in state_dir"),

    FILE_("data", "dir", IN_CONFIG(data_dir), NULL,
        "the folder of word lists; without it where they were installed"),
    FILE_("data", "programme", IN_CONFIG(programme), NULL,
        "the programme's file; without it conf/programme.json in data.dir"),
    FILE_("data", "templates", IN_CONFIG(templates_dir), NULL,
        "the folder of mail templates; without it templates in data.dir"),

    CHOICE(
        "log", "level", IN_CONFIG(log_level), "info", level_words, "how much is logged"),

    FILE_("test", "clock_file", IN_CONFIG(clock_file), NULL,
        "tests only: seconds in this file move the clock"),
};

const struct setting *
setting_at(size_t i)
{
	return i < ARRAY_LEN(table) ? &table[i] : NULL;
}

const struct setting *
setting_find(const char *group, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (str_eq(table[i].group, group) && str_eq(table[i].name, name))
			return &table[i];
	return NULL;
}

bool
setting_group_known(const char *group)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (str_eq(table[i].group, group))
			return true;
	return false;
}

bool
setting_group_repeats(const char *group)
{
	return str_eq(group, "sources") || str_eq(group, "oauth");
}

const char *
setting_suggest(const char *group, const char *name)
{
	struct nearest n = nearest_to(name);

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (!group || str_eq(table[i].group, group))
			nearest_try(&n, group ? table[i].name : table[i].group);
	return n.best;
}

/* --- values --- */

static void *
field(void *base, size_t offset)
{
	return (char *)base + offset;
}

static bool
put_int(void *slot, double value)
{
	int n = (int)value;

	memcpy(slot, &n, sizeof(n));
	return true;
}

static bool
put_choice(const struct setting *s, void *slot, const char *word)
{
	for (int i = 0; s->choices[i]; i++)
		if (str_ieq(s->choices[i], word)) {
			if (s->type == SETTING_WORD)
				set_str(slot, s->choices[i]);
			else
				(void)put_int(slot, i);
			return true;
		}
	return false;
}

static bool
put_time(const struct setting *s, void *base, const char *text)
{
	int hour, minute, used = 0;

	if (sscanf(text, "%2d:%2d%n", &hour, &minute, &used) != 2 || text[used] ||
	    hour < 0 || hour > 23 || minute < 0 || minute > 59)
		return false;
	return put_int(field(base, s->offset), hour) &&
	       put_int(field(base, s->offset_minute), minute);
}

bool
setting_put_number(const struct setting *s, void *base, double value)
{
	void *slot = field(base, s->offset);

	if (!(value >= s->min && value <= s->max))
		return false;
	if (s->type == SETTING_REAL) {
		memcpy(slot, &value, sizeof(value));
		return true;
	}
	return s->type == SETTING_INT && value == floor(value) && put_int(slot, value);
}

void
setting_put_bool(const struct setting *s, void *base, bool value)
{
	memcpy(field(base, s->offset), &value, sizeof(value));
}

static bool
put_number_text(const struct setting *s, void *base, const char *text)
{
	char *end;
	double value = strtod(text, &end);

	return end != text && !*end && setting_put_number(s, base, value);
}

bool
setting_put_text(const struct setting *s, void *base, const char *text)
{
	void *slot = field(base, s->offset);

	switch (s->type) {
	case SETTING_TEXT:
	case SETTING_PATH:
	case SETTING_SECRET: set_str(slot, text); return true;
	case SETTING_WORD:
	case SETTING_CHOICE: return put_choice(s, slot, text);
	case SETTING_INT:
	case SETTING_REAL: return put_number_text(s, base, text);
	case SETTING_BOOL: setting_put_bool(s, base, str_eq(text, "true")); return true;
	case SETTING_LIST: strlist_split(slot, text, ","); return true;
	case SETTING_TIME: return put_time(s, base, text);
	}
	return false;
}

/* Does a row belong to the walk over group (NULL: all that do not repeat)? */
static bool
in_walk(const struct setting *s, const char *group)
{
	return group ? str_eq(s->group, group) : !setting_group_repeats(s->group);
}

void
settings_default(void *base, const char *group)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const struct setting *s = &table[i];

		if (!in_walk(s, group))
			continue;
		if (s->def && !setting_put_text(s, base, s->def))
			fatal("the default of %s.%s does not fit", s->group, s->name);
		if (!s->def && s->type == SETTING_CHOICE)
			(void)put_int(field(base, s->offset), SETTING_UNSET);
	}
}

void
settings_free(void *base, const char *group)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const struct setting *s = &table[i];

		if (!in_walk(s, group))
			continue;
		if (s->type <= SETTING_WORD)
			set_str(field(base, s->offset), NULL);
		else if (s->type == SETTING_LIST)
			strlist_free(field(base, s->offset));
	}
}

static int
get_int(const void *base, size_t offset)
{
	int n;

	memcpy(&n, (const char *)base + offset, sizeof(n));
	return n;
}

static char *
list_text(const struct strlist *list)
{
	struct buf b = {0};

	for (size_t i = 0; i < list->n; i++)
		buf_addf(&b, "%s%s", i ? "," : "", list->v[i]);
	return buf_steal(&b);
}

char *
setting_text(const struct setting *s, const void *base)
{
	const void *slot = (const char *)base + s->offset;
	const char *text;
	double real;
	int n;

	switch (s->type) {
	case SETTING_CHOICE:
		n = get_int(base, s->offset);
		return xstrdup(n == SETTING_UNSET ? "" : s->choices[n]);
	case SETTING_INT: return xasprintf("%d", get_int(base, s->offset));
	case SETTING_REAL:
		memcpy(&real, slot, sizeof(real));
		return xasprintf("%g", real);
	case SETTING_BOOL: return xstrdup(*(const bool *)slot ? "true" : "false");
	case SETTING_LIST: return list_text(slot);
	case SETTING_TIME:
		return xasprintf(
		    "%d:%02d", get_int(base, s->offset), get_int(base, s->offset_minute));
	default: memcpy(&text, slot, sizeof(text)); return xstrdup(text ? text : "");
	}
}

static char *
expected_choice(const struct setting *s)
{
	struct buf b = {0};

	buf_adds(&b, "one of");
	for (int i = 0; s->choices[i]; i++)
		buf_addf(&b, "%s \"%s\"", i ? "," : "", s->choices[i]);
	return buf_steal(&b);
}

char *
setting_expected(const struct setting *s)
{
	switch (s->type) {
	case SETTING_WORD:
	case SETTING_CHOICE: return expected_choice(s);
	case SETTING_INT:
		return xasprintf("a whole number from %.0f to %.0f", s->min, s->max);
	case SETTING_REAL: return xasprintf("a number from %g to %g", s->min, s->max);
	case SETTING_BOOL: return xstrdup("true or false, without quotation marks");
	case SETTING_LIST: return xstrdup("a list such as [ \"one\", \"two\" ]");
	case SETTING_TIME: return xstrdup("a time of day such as \"13:30\"");
	default: return xstrdup("text in double quotation marks");
	}
}
