/*
 * The configuration: one read-only struct, filled from a libconfig file by a table of
 * settings (config.c). Every mistake is collected and reported with file and line before
 * the start is refused. What a setting means to an operator stands in
 * conf/madoguchi.conf.
 */
#ifndef MADOGUCHI_CONFIG_H
#define MADOGUCHI_CONFIG_H

#include "mem.h"

enum tls_mode {
	TLS_MODE_TLS,      /* TLS from the first byte (IMAP 993, SMTP 465) */
	TLS_MODE_STARTTLS, /* upgraded before anything else is said; never without */
	TLS_MODE_NONE      /* plain text; allowed to loopback addresses only */
};
enum auth_mode { AUTH_NONE, AUTH_PASSWORD, AUTH_XOAUTH2 };
/* Those from slack on are chats (chat.h). */
enum source_kind {
	SOURCE_IMAP,
	SOURCE_MAILDIR,
	SOURCE_SLACK,
	SOURCE_MATTERMOST,
	SOURCE_CHATWORK,
	SOURCE_QUEUE,
	SOURCE_LINEWORKS,
	SOURCE_TEAMS,
	SOURCE_INCOMING,
	SOURCE_EJABBERD
};
enum sink_kind { SINK_SMTP, SINK_MAILDIR };
enum first_start {
	FIRST_ALL,
	FIRST_NEW
}; /* what to do with mail that was there before */

enum agree { AGREE_KEEP, AGREE_AUTO }; /* what two equal opinions lead to */
enum plain_http { PLAIN_PRIVATE, PLAIN_ANYWHERE };

/* How to reach one mail server; shared by sources and the sink. */
struct config_server {
	char *host;
	int port;
	enum tls_mode tls;
	char *ca_file; /* NULL: the system's certificates */
	enum auth_mode auth;
	char *user;
	char *password_file; /* relative names are looked up in $CREDENTIALS_DIRECTORY
	                        first, then beside the configuration file */
	char *oauth;         /* name of an entry in oauth[] */
	int timeout_sec;
};

struct config_source {
	char *name; /* unique, never changes: the cursor in the store hangs on it */
	enum source_kind kind;
	struct config_server server; /* imap */
	char *mailbox;               /* imap: INBOX */
	char *move_to;               /* imap: NULL leaves mail where it is */
	bool mark_seen;
	int poll_sec; /* imap without IDLE, and maildir's safety net */
	int idle_refresh_sec;
	int batch; /* messages asked for in one FETCH */
	enum first_start first_start;
	char *path;        /* maildir */
	char *authserv_id; /* whose Authentication-Results count; NULL: none */
	/* chat */
	char *url;      /* of the interface; NULL: the provider's own */
	char *post_url; /* queue: where answers go */
	char *token_file;
	struct strlist rooms, private_rooms; /* channels that are read */
	bool public_rooms;       /* others read along in rooms; private_rooms never are */
	char *own_id;            /* the desk's own user; NULL: the provider is asked */
	int page_kib;            /* of one answer at most */
	int requests_per_minute; /* of reading; 0: as many as the provider allows */
	int quiet_sec;           /* chat_pieces.h; -1: as chat.quiet_sec */
	char *agency; /* whose channels these are (chat_agency); NULL nobody's */
	struct strlist agency_rooms; /* CHANNEL=AGENCY */
	bool poll;         /* false: what is written there comes by deliveries alone */
	char *hook;        /* path that deliveries come to; NULL: none do */
	char *secret_file; /* what they are signed with */
};

struct config_oauth {
	char *name;
	char *token_url;
	char *grant; /* refresh_token, client_credentials or jwt */
	char *client_id;
	char *client_secret_file; /* NULL for public clients */
	char *refresh_token_file; /* the first one; a rotated one lives in state_dir */
	char *scope;              /* NULL: not sent */
	char *subject;            /* jwt: the service account */
	char *key_file;           /* jwt: its private key, PEM */
	char *ca_file;
};

struct config {
	char *file;      /* the file that was read; NULL: built-in defaults */
	char *state_dir; /* the store's folder */
	char *store;     /* the store's file; default state_dir/madoguchi.db */
	char *data_dir;  /* templates/ and conf/ data; see paths.h */
	char *templates_dir;
	char *programme;  /* NULL: conf/programme.json in data_dir */
	char *clock_file; /* tests only; NULL: the machine's clock */
	int log_level;    /* enum log_level */

	struct {
		char *address;           /* the desk's mailbox */
		char *name_ja, *name_en; /* 情報セキュリティ相談窓口 */
		char *organisation_ja, *organisation_en; /* who runs the desk */
		char *phone;               /* printed in signatures; NULL: none */
		char *hours_ja, *hours_en; /* 平日 9:00-17:00 */
		struct strlist operators;  /* where alerts go */
		bool plus_addressing;      /* Reply-To carries a signed token after '+' */
	} desk;

	struct {
		char *source;         /* a chat of sources; NULL: there is no channel */
		char *room;           /* no channel in which people ask */
		struct strlist users; /* the provider's ids of who may command */
		bool members_only;    /* nobody but operators reads it */
		int silent_hours;     /* business hours without mail; 0: never told */
	} operator_channel;

	struct config_source *sources;
	size_t sources_n;

	struct {
		char *listen;        /* 127.0.0.1:8464, [::1]:8464 */
		char *tls_cert_file; /* NULL: plain, on loopback alone */
		char *tls_key_file;
		int connections;         /* at the same time */
		int address_connections; /* from one address, unless on loopback */
		int request_sec;         /* until a delivery must be complete */
	} hooks;

	struct config_oauth *oauth;
	size_t oauth_n;

	struct {
		enum sink_kind kind;
		struct config_server server;
		char *path;          /* maildir */
		char *hello;         /* EHLO name; NULL: the desk address's domain */
		int rate_per_minute; /* 0: no limit */
		int max_tries;
		int retry_first_sec; /* doubled each time, up to retry_max_sec */
		int retry_max_sec;
	} sink;

	struct {
		int quiet_sec; /* between what one person writes in a row */
	} chat;

	struct {
		bool all;                 /* every mail waits for approve */
		struct strlist templates; /* these wait (names without language) */
	} supervised;

	struct {
		int max_message_kib;     /* larger ones are cut and set aside */
		int alerts_per_day;      /* to one operator in 24 hours, the others in
		                            summaries */
		int acks_per_sender_day; /* acknowledgements per address and 24 hours */
		int mails_per_case_day;  /* mails per case and recipient in 24 hours */
		int read_seconds;        /* the reader's time for one message */
		int read_memory_mib;     /* and its address space */
		int tries;               /* before a message is set aside */
	} limits;

	struct {
		double auto_min;   /* confidence from which the desk goes on by itself */
		double review_max; /* below this the operator decides instead of the
		                      sender */
	} decide;

	struct {
		char *
		    url; /* of an OpenAI-compatible server, up to /v1; NULL: none asked */
		char *model;
		char *api_key_file; /* NULL: no Authorization header */
		char *ca_file;      /* NULL: the system's certificates */
		int timeout_seconds;
		enum agree agree;
		enum plain_http plain_http;
	} second;

	struct {
		int reply_business_hours;          /* offer's deadline */
		int incident_reply_business_hours; /* likewise in the incident lane */
		int remind_business_hours;   /* a reminder so long before it; 0 none */
		int offers_at_once;          /* experts asked at the same time */
		int incident_offers_at_once; /* likewise in the incident lane */
		int max_offers;              /* experts asked before the operator is */
		int token_days; /* an answer counts so long after its offer's deadline */
		bool wait_for_batch; /* a new case waits for `match --batch` */
		double w_industry, w_price, w_areas, w_qualification, w_record, w_near,
		    w_response, w_load;
		double newcomer_floor; /* 0-1, of a term that only experience earns */
	} match;

	struct {
		int remind_days, remind_again_days; /* before a registration ends; 0 none
		                                     */
	} list;

	struct {
		int count;                                      /* 3 */
		int first_after_days_min, first_after_days_max; /* acceptance → visit 1 */
		int gap_days_min, gap_days_max;                 /* visit → visit */
		int start_hour, start_minute;                   /* 13:30 */
		int length_minutes;                             /* 180 */
		enum { PROPOSE_NEXT, PROPOSE_ALL } propose;     /* visits at a time */
		struct strlist starts;   /* times of day of a slot, the usual first */
		int answer_working_days; /* silence until a reminder, and again */
		int rounds;              /* slots are asked so often, then a person */
		int remind_working_days; /* before a visit */
		int report_working_days; /* until a report is chased */
		int report_final_working_days;  /* likewise, of the last visit */
		int report_again_working_days;  /* from one reminder to the next */
		int survey_remind_working_days; /* after the survey; 0 never */
		int survey_close_working_days;  /* without an answer; 0: no survey */
		int close_after_days;           /* after the last visit, report or not */
	} visits;

	struct {
		struct strlist closed; /* days the desk is closed: 12-29 or 2026-08-12 */
		int open_hour, close_hour; /* business hours, 9 and 17 */
	} calendar;

	struct {
		char *lang;               /* ja or en: of what the operator reads */
		struct strlist regions;   /* "名古屋=愛知県"; stats.h */
		int digest_hour;          /* of the morning's mail; -1: none */
		bool digest_when_nothing; /* a line even then */
	} reports;

	struct {
		int raw_days; /* raw mail is dropped so long after its case closed; 0
		                 never */
	} retention;
};

/* Built-in defaults: everything but servers. */
struct config *config_default(void);
/* Reads a file; relative paths in it count from the file's folder. NULL when anything is
 * wrong; problems then holds one "file:line: what, what was expected" a mistake.
 * for_daemon also demands what only the daemon needs (a source, a sink, the desk's
 * address). */
struct config *config_load(
    const char *file, bool for_daemon, struct strlist *problems) MUST_CHECK;
void config_free(struct config *c);
const struct config_oauth *config_oauth_find(const struct config *c, const char *name);
/* Reads a secret, one trailing newline cut off. Owned; NULL with *problem set (owned). */
char *config_secret(const struct config *c, const char *file, char **problem);
/* Where that file is: in $CREDENTIALS_DIRECTORY, else beside the configuration file.
 * Owned; NULL: in neither. */
char *config_secret_path(const struct config *c, const char *file);
/* True when mails of this template wait for the operator. */
bool config_supervised(const struct config *c, const char *template_name);

#endif
