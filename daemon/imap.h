/*
 * One session with an IMAP server: the only place that knows libetpan.
 *
 * Every call has a deadline by the clock on the wall (server.timeout_sec): a server that
 * is silent, or sends a byte now and then, is cut off and the call returns IMAP_BROKEN.
 * One session a process. Folder names are UTF-8.
 */
#ifndef MADOGUCHI_IMAP_H
#define MADOGUCHI_IMAP_H

#include "buf.h"
#include "config.h"
#include "err.h"

#include <stdint.h>

enum imap_result {
	IMAP_OK,
	IMAP_REFUSED, /* the server said no; the session is good for more */
	IMAP_BROKEN   /* connection or understanding is lost: imap_close */
};

struct imap;

/* What the server can do beyond the base; known after login. */
struct imap_abilities {
	bool idle, move, uidplus, logindisabled;
};

/* Connects; TLS, certificate and host name are settled when it returns. Never falls back
 * to plain text. NULL with e: retry is false where a person must act. */
struct imap *imap_connect(const struct config_server *server, struct err *e) MUST_CHECK;
/* Takes leave when polite, then releases everything. im may be NULL. */
void imap_close(struct imap *im, bool polite);

enum imap_result imap_login(
    struct imap *im, const char *user, const char *password, struct err *e) MUST_CHECK;
enum imap_result imap_login_token(
    struct imap *im, const char *user, const char *token, struct err *e) MUST_CHECK;
const struct imap_abilities *imap_abilities(const struct imap *im);

struct imap_folder {
	uint32_t uidvalidity, uidnext; /* 0: the server did not say */
};
enum imap_result imap_select(struct imap *im, const char *folder, struct imap_folder *out,
    struct err *e) MUST_CHECK;
/* Asks whether there is anything to tell; also tells whether the session lives. */
enum imap_result imap_noop(struct imap *im, struct err *e) MUST_CHECK;
/* Messages in the selected folder, as far as the server has told. */
uint32_t imap_exists(const struct imap *im);

struct imap_item {
	uint32_t uid, size;
	int64_t at; /* when the server got it; 0 unknown */
};
typedef void imap_item_fn(void *ctx, const struct imap_item *item);
/* All messages from first to last (UINT32_MAX: the newest) in the server's order. A
 * server may add one outside of the range: the caller looks. */
enum imap_result imap_list(struct imap *im, uint32_t first, uint32_t last,
    imap_item_fn *fn, void *ctx, struct err *e) MUST_CHECK;

/* bytes are borrowed for the time of the call; NULL: the server gave no body. */
typedef void imap_body_fn(void *ctx, uint32_t uid, const void *bytes, size_t n);
/* Whole messages, without marking them as seen. uids are ascending. */
enum imap_result imap_fetch(struct imap *im, const uint32_t *uids, size_t n,
    imap_body_fn *fn, void *ctx, struct err *e) MUST_CHECK;
/* A piece of one message is added to out. Nothing added: the end, or no such message. */
enum imap_result imap_fetch_piece(struct imap *im, uint32_t uid, uint32_t offset,
    uint32_t n, struct buf *out, struct err *e) MUST_CHECK;

/* Both are happy about UIDs that are no more. */
enum imap_result imap_mark_seen(
    struct imap *im, const uint32_t *uids, size_t n, struct err *e) MUST_CHECK;
/* Makes the folder when it is missing. */
enum imap_result imap_move(struct imap *im, const uint32_t *uids, size_t n,
    const char *folder, struct err *e) MUST_CHECK;

/* From here on the server calls when something is new. *fd: readable then; -1: it has
 * called already, do not wait. */
enum imap_result imap_idle_begin(struct imap *im, int *fd, struct err *e) MUST_CHECK;
enum imap_result imap_idle_end(struct imap *im, struct err *e) MUST_CHECK;

#endif
