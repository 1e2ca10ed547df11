/*
 * The chat providers: a table with a few small functions each. They build requests and
 * read answers; they neither send nor store anything. Endpoints, limits and traps as each
 * provider documents them stand in its file (chat_slack.c, …).
 *
 * What they get from the network is not trusted: bodies are bounded before they arrive
 * here, and read by chat_json (bounded depth). A parser that returns false has filled e,
 * and nothing of the page is used.
 */
#ifndef MADOGUCHI_CHAT_PROVIDER_H
#define MADOGUCHI_CHAT_PROVIDER_H

#include "chat.h"
#include "chat_http.h"
#include "err.h"

#include <jansson.h>

/* One source's settings as its provider needs them. */
struct chat_conf {
	const struct config_source *source;
	const char *url;       /* of the interface, without a slash at its end */
	const char *own_id;    /* the desk's own user; NULL unknown */
	const char *operators; /* their channel, where it is this source's; NULL */
	const char *secret;    /* what the source logs in with; NULL unknown */
	int page; /* messages asked for on one page; 0: as many as is usual */
};

/* One look at a channel, or at a thread of it, page by page. */
struct chat_look {
	const char *room;
	const char *thread; /* NULL: the channel */
	const char *cursor; /* where the last look ended; "" never looked */
	char *next;         /* token of the page to ask for; NULL: the first; owned */
	char *seen;         /* the cursor after this look, from the pages so far; owned */
};

/* What one page held. */
struct chat_page {
	struct chat_msg *v;
	size_t n;
	bool last; /* else look->next names the page behind it */
	bool gap;  /* messages between the last look and this may be lost */
	/* Of what was written since then the look lists all there is, so that a known
	 * message that is missing was deleted; 0: it says nothing of that. */
	int64_t complete_from;
};

/* A letter to be posted. */
struct chat_letter {
	const char *room, *thread, *author; /* thread "": none; author "": unknown */
	const char *text;
	const char *mark; /* the same for every try, different for every letter */
};

enum chat_verdict {
	CHAT_POSTED,
	CHAT_TAKEN,   /* perhaps: that it stands there has to be seen (find) */
	CHAT_LATER,   /* this letter, or all: retry says when */
	CHAT_NEVER,   /* this letter alone is refused */
	CHAT_ACCOUNT, /* nothing can be posted until a person acts */
};

/* How the source logs in. */
enum chat_login_kind {
	CHAT_LOGIN_TOKEN,   /* token_file in the header auth */
	CHAT_LOGIN_BASIC,   /* own_id, and token_file as its password */
	CHAT_LOGIN_OAUTH,   /* the source's oauth in the header auth */
	CHAT_LOGIN_ADDRESS, /* token_file holds the secret address to post to */
};

struct chat_provider {
	const char *name; /* as in the configuration's kind */
	const char *url;  /* NULL: has to be configured */
	bool rooms;       /* has channels that have to be named */
	bool threads;     /* replies are looked for thread by thread */
	int page_usual;   /* messages on a page, where fewer can be asked for; 0 */
	bool window;      /* shows only the newest messages: polling must not pause */
	int post_gap_ms;  /* between two posts */
	int per_minute;   /* questions that it answers in a minute; 0: so many as the
	                     desk thinks fit */
	size_t text_max;  /* characters of one post */
	const char *auth; /* header that carries the token, up to it */
	enum chat_login_kind login;
	bool account; /* own_id has to be configured */
	bool plain;   /* answers are no JSON: read and posted see the bytes alone */
	/* Two posts with one mark are one post at the provider's. */
	bool keyed;
	/* Who am I; NULL: the provider does not say. */
	void (*who)(const struct chat_conf *c, struct http_request *q);
	char *(*own_id)(const json_t *answer);
	/* The request of one page, and what came of it. NULL: nothing can be asked for,
	 * what people write is pushed. */
	void (*ask)(
	    const struct chat_conf *c, const struct chat_look *l, struct http_request *q);
	bool (*read)(const struct chat_conf *c, struct chat_look *l, const json_t *answer,
	    const struct http_answer *a, struct chat_page *p, struct err *e);
	/* One of its own objects for a message, polled or pushed, put on the page; not
	 * put there when it has no id. */
	void (*message)(const struct chat_conf *c, const char *room, const json_t *o,
	    struct chat_page *p);
	/* The cursor of a look that leaves alone what is older than now; owned; NULL: the
	 * provider has no such thing, and what is there has to be listed. */
	char *(*from_now)(int64_t now);
	/* The request that posts a letter, and what the provider says to it. id gets the
	 * provider's id of the post where it gives one (owned). */
	void (*post)(const struct chat_conf *c, const struct chat_letter *l,
	    struct http_request *q);
	enum chat_verdict (*posted)(
	    const json_t *answer, const struct http_answer *a, char **id, struct err *e);
	/* False with e: this letter can never be posted, nothing is asked of the
	 * provider; NULL: each can. */
	bool (*can_post)(
	    const struct chat_conf *c, const struct chat_letter *l, struct err *e);
	/* The look in which a post of unknown fate would show. NULL, or false: it cannot
	 * be looked for. Then it is posted once more where the provider is keyed, and
	 * else waits for a person. */
	bool (*find)(const struct chat_conf *c, const struct chat_letter *l,
	    int64_t since, struct chat_look *look);
};

extern const struct chat_provider chat_slack, chat_mattermost, chat_chatwork, chat_queue,
    chat_lineworks, chat_teams, chat_incoming, chat_ejabberd;

/* True when the source is looked at from here, and not only told of by deliveries. */
bool chat_is_polled(const struct config_source *s);
/* True when the desk can write there. */
bool chat_is_answered(const struct config_source *s);

/* By the source's kind; NULL when it is no chat. */
const struct chat_provider *chat_provider_of(const struct config_source *s);
void chat_page_free(struct chat_page *p);
/* One more message on the page, zeroed. */
struct chat_msg *chat_page_add(struct chat_page *p);
/* A thing said to be the message itself is refused where it has no id. */
void chat_page_drop_last(struct chat_page *p);

/* --- chat_json.c: JSON from outside --- */

/* NULL with e: no JSON, or nested too deeply (checked before it is parsed). */
json_t *chat_json(const char *text, size_t n, struct err *e) MUST_CHECK;
/* A string of at most CHAT_ID_MAX bytes, or a number's digits; NULL else. Owned. */
char *chat_json_id(const json_t *o, const char *key);
/* A text cut to CHAT_TEXT_MAX at a character; NULL when it is none. Owned. */
char *chat_json_text(const json_t *o, const char *key);
const char *chat_json_str(const json_t *o, const char *key);
/* The same two of a string that is no JSON; s may be NULL. */
char *chat_clean_id(const char *s, size_t n);
char *chat_clean_text(const char *s, size_t n);

#endif
