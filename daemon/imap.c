/*
 * The IMAP session, on libetpan. What that library leaves out is made good here: the
 * check of the certificate, the name sent in the handshake, and a deadline for a whole
 * command instead of a single read. See imap.h.
 */
#include "imap.h"

#include "clock.h"
#include "log.h"
#include "tcp_connect.h"
#include "tls_verify.h"
#include "utf7.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libetpan/libetpan.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	GRACE_SEC = 5, /* between cutting the connection and ending the process */
	TIMEOUT_DEFAULT = 60,
	SERVER_TEXT_MAX = 200
};

struct imap {
	mailimap *session;
	const struct config_server *server;
	struct imap_abilities abilities;
	int fd;
	bool authenticated;
	/* For the duration of a fetch: who gets what arrives. */
	imap_item_fn *item_fn;
	imap_body_fn *body_fn;
	void *ctx;
};

/* --- the deadline --- */

static volatile sig_atomic_t deadline_fd = -1;
static volatile sig_atomic_t deadline_passed;

/* First the connection is cut, which ends whatever libetpan waits for with an error that
 * takes the usual way. Where there is none to cut (a name server does not answer), or
 * that does not help, the process ends and the supervisor starts it again. */
static void
on_deadline(int sig)
{
	int saved = errno;

	(void)sig;
	if (deadline_passed)
		_exit(1);
	deadline_passed = 1;
	if (deadline_fd >= 0)
		(void)shutdown(deadline_fd, SHUT_RDWR);
	(void)alarm(GRACE_SEC);
	errno = saved;
}

static int
timeout_sec(const struct config_server *server)
{
	return server->timeout_sec > 0 ? server->timeout_sec : TIMEOUT_DEFAULT;
}

static void
deadline_start(const struct config_server *server, int fd)
{
	struct sigaction act = {.sa_handler = on_deadline};

	deadline_passed = 0;
	deadline_fd = fd;
	(void)sigemptyset(&act.sa_mask);
	(void)sigaction(SIGALRM, &act, NULL);
	(void)alarm((unsigned)timeout_sec(server));
}

static void
deadline_end(void)
{
	(void)alarm(0);
	deadline_fd = -1;
}

/* --- results --- */

/* What the server said, on one line and not too long. */
static void
server_text(const struct imap *im, char *out, size_t n)
{
	const char *text = im->session ? im->session->imap_response : NULL;
	size_t used = 0;

	for (; text && *text && used + 1 < n && used < SERVER_TEXT_MAX; text++)
		out[used++] = (unsigned char)*text < ' ' ? ' ' : *text;
	out[used] = '\0';
}

static bool
is_broken(int r)
{
	switch (r) {
	case MAILIMAP_ERROR_BAD_STATE:
	case MAILIMAP_ERROR_STREAM:
	case MAILIMAP_ERROR_PARSE:
	case MAILIMAP_ERROR_CONNECTION_REFUSED:
	case MAILIMAP_ERROR_MEMORY:
	case MAILIMAP_ERROR_FATAL:
	case MAILIMAP_ERROR_PROTOCOL:
	case MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION:
	case MAILIMAP_ERROR_SSL: return true;
	default: return false;
	}
}

/* Ends a command that began with deadline_start. */
static enum imap_result
finish(struct imap *im, int r, const char *what, struct err *e)
{
	char text[SERVER_TEXT_MAX + 1];

	deadline_end();
	if (deadline_passed) {
		(void)err_retry(e, "%s: no complete answer from %s within %d s", what,
		    im->server->host, timeout_sec(im->server));
		return IMAP_BROKEN;
	}
	if (r == MAILIMAP_NO_ERROR || r == MAILIMAP_NO_ERROR_AUTHENTICATED ||
	    r == MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		return IMAP_OK;
	if (is_broken(r)) {
		(void)err_retry(e, "%s: %s %s", what, im->server->host,
		    r == MAILIMAP_ERROR_PARSE ? "answered what cannot be understood"
		                              : "closed the connection");
		return IMAP_BROKEN;
	}
	server_text(im, text, sizeof(text));
	(void)err_retry(e, "%s: %s says: %s", what, im->server->host, text);
	return IMAP_REFUSED;
}

static void
start(struct imap *im)
{
	deadline_start(im->server, im->fd);
}

/* --- connecting --- */

/* SNI carries names only, never addresses (RFC 6066, 3). */
static void
name_server(struct mailstream_ssl_context *ssl, void *ctx)
{
	const struct config_server *server = ctx;
	unsigned char address[sizeof(struct in6_addr)];

	if (inet_pton(AF_INET, server->host, address) != 1 &&
	    inet_pton(AF_INET6, server->host, address) != 1)
		(void)mailstream_ssl_set_server_name(ssl, server->host);
}

static bool
verify_stream(mailstream *stream, const struct config_server *server, struct err *e)
{
	carray *found = mailstream_get_certificate_chain(stream);
	struct tls_cert chain[16];
	size_t n = 0;
	bool ok;

	if (!found)
		return err_set(e, "%s showed no certificate", server->host);
	for (unsigned i = 0; i < carray_count(found) && n < ARRAY_LEN(chain); i++) {
		const MMAPString *der = carray_get(found, i);

		chain[n++] = (struct tls_cert){.der = der->str, .bytes = der->len};
	}
	ok = tls_verify(chain, n, server->host, server->ca_file, e);
	mailstream_certificate_chain_free(found);
	return ok;
}

/* The handshake from the first byte; takes over fd. NULL with e. */
static mailstream *
open_stream(const struct config_server *server, int fd, struct err *e)
{
	mailstream *stream;

	if (server->tls != TLS_MODE_TLS) {
		stream = mailstream_socket_open_timeout(fd, timeout_sec(server));
	} else {
		stream = mailstream_ssl_open_with_callback_timeout(
		    fd, timeout_sec(server), name_server, (void *)(uintptr_t)server);
	}
	if (!stream) {
		(void)close(fd);
		(void)err_retry(e, "no TLS with %s port %d%s", server->host, server->port,
		    deadline_passed ? ": no answer in time" : "");
		return NULL;
	}
	if (server->tls == TLS_MODE_TLS && !verify_stream(stream, server, e)) {
		(void)mailstream_close(stream);
		return NULL;
	}
	return stream;
}

static bool
greet(struct imap *im, mailstream *stream, struct err *e)
{
	int r = mailimap_connect(im->session, stream);

	if (finish(im, r, "greeting", e) != IMAP_OK)
		return false;
	im->authenticated = r == MAILIMAP_NO_ERROR_AUTHENTICATED;
	if (im->server->tls != TLS_MODE_STARTTLS)
		return true;
	/* A man in the middle could greet so to keep the session in plain text. */
	if (im->authenticated)
		return err_set(
		    e, "%s skips the login before STARTTLS: refused", im->server->host);
	start(im);
	r = mailimap_socket_starttls_with_callback(
	    im->session, name_server, (void *)(uintptr_t)im->server);
	if (finish(im, r, "STARTTLS", e) != IMAP_OK)
		return false;
	return verify_stream(im->session->imap_stream, im->server, e);
}

static void
no_progress(size_t current, size_t maximum, void *ctx)
{
	(void)current;
	(void)maximum;
	(void)ctx;
}

static void on_message(struct mailimap_msg_att *message, void *ctx);

struct imap *
imap_connect(const struct config_server *server, struct err *e)
{
	struct imap *im;
	mailstream *stream;
	int fd;

	(void)signal(SIGPIPE, SIG_IGN);
	deadline_start(server, -1);
	fd = tcp_connect(server->host, server->port, timeout_sec(server),
	    server->tls == TLS_MODE_NONE, e);
	deadline_fd = fd;
	stream = fd >= 0 ? open_stream(server, fd, e) : NULL;
	if (!stream) {
		deadline_end();
		return NULL;
	}
	im = xcalloc(1, sizeof(*im));
	im->server = server;
	im->fd = fd;
	im->session = mailimap_new(0, NULL);
	if (!im->session)
		fatal("out of memory");
	mailimap_set_timeout(im->session, timeout_sec(server));
	/* Without a progress function libetpan ignores the message handler. */
	mailimap_set_progress_callback(im->session, no_progress, no_progress, NULL);
	mailimap_set_msg_att_handler(im->session, on_message, im);
	if (greet(im, stream, e))
		return im;
	imap_close(im, false);
	return NULL;
}

void
imap_close(struct imap *im, bool polite)
{
	if (!im)
		return;
	start(im);
	/* mailimap_free says LOGOUT by itself and would wait for the answer. */
	if (!polite)
		(void)shutdown(im->fd, SHUT_RDWR);
	mailimap_free(im->session);
	deadline_end();
	free(im);
}

/* --- logging in --- */

static void
note_ability(struct imap_abilities *a, const char *name)
{
	const struct {
		const char *name;
		bool *has;
	} known[] = {
	    {"IDLE", &a->idle},
	    {"MOVE", &a->move},
	    {"UIDPLUS", &a->uidplus},
	    {"LOGINDISABLED", &a->logindisabled},
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (str_ieq(name, known[i].name))
			*known[i].has = true;
	}
}

static enum imap_result
ask_abilities(struct imap *im, struct err *e)
{
	struct mailimap_capability_data *data = NULL;
	enum imap_result result;

	start(im);
	result = finish(im, mailimap_capability(im->session, &data), "CAPABILITY", e);
	if (result != IMAP_OK)
		return result;
	im->abilities = (struct imap_abilities){0};
	for (clistiter *i = clist_begin(data->cap_list); i; i = clist_next(i)) {
		const struct mailimap_capability *cap = clist_content(i);

		if (cap->cap_type == MAILIMAP_CAPABILITY_NAME && cap->cap_data.cap_name)
			note_ability(&im->abilities, cap->cap_data.cap_name);
	}
	mailimap_capability_data_free(data);
	return IMAP_OK;
}

const struct imap_abilities *
imap_abilities(const struct imap *im)
{
	return &im->abilities;
}

enum imap_result
imap_login(struct imap *im, const char *user, const char *password, struct err *e)
{
	enum imap_result result = ask_abilities(im, e);

	if (result != IMAP_OK)
		return result;
	if (im->abilities.logindisabled && !im->authenticated) {
		(void)err_set(
		    e, "%s takes no password here (LOGINDISABLED)", im->server->host);
		return IMAP_REFUSED;
	}
	if (!im->authenticated) {
		start(im);
		result =
		    finish(im, mailimap_login(im->session, user, password), "login", e);
	}
	return result == IMAP_OK ? ask_abilities(im, e) : result;
}

enum imap_result
imap_login_token(struct imap *im, const char *user, const char *token, struct err *e)
{
	enum imap_result result = IMAP_OK;

	if (!im->authenticated) {
		start(im);
		result =
		    finish(im, mailimap_oauth2_authenticate(im->session, user, token),
		        "login by token", e);
	}
	return result == IMAP_OK ? ask_abilities(im, e) : result;
}

/* --- the folder --- */

enum imap_result
imap_select(struct imap *im, const char *folder, struct imap_folder *out, struct err *e)
{
	char *name = utf7_encode(folder);
	enum imap_result result;

	start(im);
	result = finish(im, mailimap_select(im->session, name), "SELECT", e);
	free(name);
	*out = (struct imap_folder){0};
	if (result == IMAP_OK && im->session->imap_selection_info) {
		out->uidvalidity = im->session->imap_selection_info->sel_uidvalidity;
		out->uidnext = im->session->imap_selection_info->sel_uidnext;
	}
	return result;
}

enum imap_result
imap_noop(struct imap *im, struct err *e)
{
	start(im);
	return finish(im, mailimap_noop(im->session), "NOOP", e);
}

uint32_t
imap_exists(const struct imap *im)
{
	const struct mailimap_selection_info *info = im->session->imap_selection_info;

	return info ? info->sel_exists : 0;
}

/* --- fetching --- */

/* What is of use in one answer to a FETCH. */
struct answer {
	struct imap_item item;
	bool has_body;
	const char *body;
	size_t body_bytes;
};

static int64_t
date_to_time(const struct mailimap_date_time *d)
{
	struct civil c = {.year = d->dt_year,
	    .month = d->dt_month,
	    .day = d->dt_day,
	    .hour = d->dt_hour,
	    .minute = d->dt_min,
	    .second = d->dt_sec};
	int zone_sec = (d->dt_zone / 100) * 3600 + (d->dt_zone % 100) * 60;

	/* civil times are Japan's; the zone of the date is put in its place. */
	return civil_to_time(&c) + 9 * 3600 - zone_sec;
}

static void
read_attribute(const struct mailimap_msg_att_static *att, struct answer *a)
{
	switch (att->att_type) {
	case MAILIMAP_MSG_ATT_UID: a->item.uid = att->att_data.att_uid; break;
	case MAILIMAP_MSG_ATT_RFC822_SIZE:
		a->item.size = att->att_data.att_rfc822_size;
		break;
	case MAILIMAP_MSG_ATT_INTERNALDATE:
		a->item.at = date_to_time(att->att_data.att_internal_date);
		break;
	case MAILIMAP_MSG_ATT_BODY_SECTION:
		a->has_body = true;
		a->body = att->att_data.att_body_section->sec_body_part;
		a->body_bytes = a->body ? att->att_data.att_body_section->sec_length : 0;
		break;
	default: break;
	}
}

/* Servers also tell of flags that somebody else changed: answers without our items. */
static void
on_message(struct mailimap_msg_att *message, void *ctx)
{
	struct imap *im = ctx;
	struct answer a = {0};

	for (clistiter *i = clist_begin(message->att_list); i; i = clist_next(i)) {
		const struct mailimap_msg_att_item *item = clist_content(i);

		if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC &&
		    item->att_data.att_static)
			read_attribute(item->att_data.att_static, &a);
	}
	if (a.item.uid == 0)
		return;
	if (im->item_fn && !a.has_body)
		im->item_fn(im->ctx, &a.item);
	if (im->body_fn && a.has_body)
		im->body_fn(im->ctx, a.item.uid, a.body, a.body_bytes);
}

static enum imap_result
run_fetch(struct imap *im, struct mailimap_set *set, struct mailimap_fetch_type *type,
    const char *what, struct err *e)
{
	clist *list = NULL;
	enum imap_result result;
	int r;

	start(im);
	r = mailimap_uid_fetch(im->session, set, type, &list);
	result = finish(im, r, what, e);
	if (r == MAILIMAP_NO_ERROR && list)
		mailimap_fetch_list_free(list);
	mailimap_fetch_type_free(type);
	mailimap_set_free(set);
	im->item_fn = NULL;
	im->body_fn = NULL;
	im->ctx = NULL;
	return result;
}

static struct mailimap_fetch_type *
fetch_type(struct mailimap_fetch_att *const *atts, size_t n)
{
	struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();

	if (!type)
		fatal("out of memory");
	for (size_t i = 0; i < n; i++) {
		if (!atts[i] || mailimap_fetch_type_new_fetch_att_list_add(
		                    type, atts[i]) != MAILIMAP_NO_ERROR)
			fatal("out of memory");
	}
	return type;
}

enum imap_result
imap_list(struct imap *im, uint32_t first, uint32_t last, imap_item_fn *fn, void *ctx,
    struct err *e)
{
	struct mailimap_fetch_att *atts[] = {mailimap_fetch_att_new_uid(),
	    mailimap_fetch_att_new_rfc822_size(), mailimap_fetch_att_new_internaldate()};

	im->item_fn = fn;
	im->ctx = ctx;
	/* libetpan writes 0 as an asterisk. */
	return run_fetch(im,
	    mailimap_set_new_interval(first, last == UINT32_MAX ? 0 : last),
	    fetch_type(atts, ARRAY_LEN(atts)), "list of new mail", e);
}

static struct mailimap_set *
make_set(const uint32_t *uids, size_t n)
{
	struct mailimap_set *set = mailimap_set_new_empty();

	for (size_t i = 0; i < n;) {
		size_t end = i + 1;

		while (end < n && uids[end] == uids[end - 1] + 1)
			end++;
		if (!set || mailimap_set_add_interval(set, uids[i], uids[end - 1]) != 0)
			fatal("out of memory");
		i = end;
	}
	return set;
}

enum imap_result
imap_fetch(struct imap *im, const uint32_t *uids, size_t n, imap_body_fn *fn, void *ctx,
    struct err *e)
{
	struct mailimap_fetch_att *atts[] = {mailimap_fetch_att_new_uid(),
	    mailimap_fetch_att_new_body_peek_section(mailimap_section_new(NULL))};

	im->body_fn = fn;
	im->ctx = ctx;
	return run_fetch(
	    im, make_set(uids, n), fetch_type(atts, ARRAY_LEN(atts)), "fetching mail", e);
}

static void
piece_body(void *ctx, uint32_t uid, const void *bytes, size_t n)
{
	(void)uid;
	buf_add(ctx, bytes, bytes ? n : 0);
}

enum imap_result
imap_fetch_piece(struct imap *im, uint32_t uid, uint32_t offset, uint32_t n,
    struct buf *out, struct err *e)
{
	struct mailimap_fetch_att *atts[] = {mailimap_fetch_att_new_uid(),
	    mailimap_fetch_att_new_body_peek_section_partial(
	        mailimap_section_new(NULL), offset, n)};

	im->body_fn = piece_body;
	im->ctx = out;
	return run_fetch(im, make_set(&uid, 1), fetch_type(atts, ARRAY_LEN(atts)),
	    "fetching a piece of a mail", e);
}

/* --- marking --- */

static enum imap_result
add_flag(struct imap *im, const uint32_t *uids, size_t n, struct mailimap_flag *flag,
    const char *what, struct err *e)
{
	struct mailimap_set *set = make_set(uids, n);
	struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
	struct mailimap_store_att_flags *att;
	enum imap_result result;

	if (!flags || !flag || mailimap_flag_list_add(flags, flag) != MAILIMAP_NO_ERROR)
		fatal("out of memory");
	att = mailimap_store_att_flags_new_add_flags_silent(flags);
	if (!att)
		fatal("out of memory");
	start(im);
	result = finish(im, mailimap_uid_store(im->session, set, att), what, e);
	mailimap_store_att_flags_free(att);
	mailimap_set_free(set);
	return result;
}

enum imap_result
imap_mark_seen(struct imap *im, const uint32_t *uids, size_t n, struct err *e)
{
	return add_flag(im, uids, n, mailimap_flag_new_seen(), "marking as seen", e);
}

static enum imap_result
move_by_move(struct imap *im, struct mailimap_set *set, const char *name, struct err *e)
{
	struct mailimap_set *from = NULL, *to = NULL;
	uint32_t validity = 0;
	enum imap_result result;
	int r;

	start(im);
	r = mailimap_uidplus_uid_move(im->session, set, name, &validity, &from, &to);
	result = finish(im, r, "moving mail", e);
	if (r == MAILIMAP_NO_ERROR && from)
		mailimap_set_free(from);
	if (r == MAILIMAP_NO_ERROR && to)
		mailimap_set_free(to);
	return result;
}

/* A plain EXPUNGE would also remove what others have flagged: without UIDPLUS the mail
 * only stays flagged as deleted. */
static enum imap_result
move_by_copy(struct imap *im, const uint32_t *uids, size_t n, struct mailimap_set *set,
    const char *name, struct err *e)
{
	enum imap_result result;

	start(im);
	result = finish(im, mailimap_uid_copy(im->session, set, name), "copying mail", e);
	if (result == IMAP_OK)
		result = add_flag(im, uids, n, mailimap_flag_new_deleted(),
		    "marking copied mail as deleted", e);
	if (result != IMAP_OK || !im->abilities.uidplus)
		return result;
	start(im);
	return finish(
	    im, mailimap_uid_expunge(im->session, set), "removing copied mail", e);
}

static enum imap_result
move_once(
    struct imap *im, const uint32_t *uids, size_t n, const char *name, struct err *e)
{
	struct mailimap_set *set = make_set(uids, n);
	enum imap_result result;

	if (im->abilities.move)
		result = move_by_move(im, set, name, e);
	else
		result = move_by_copy(im, uids, n, set, name, e);
	mailimap_set_free(set);
	return result;
}

enum imap_result
imap_move(
    struct imap *im, const uint32_t *uids, size_t n, const char *folder, struct err *e)
{
	char *name = utf7_encode(folder);
	enum imap_result result = move_once(im, uids, n, name, e);

	if (result == IMAP_REFUSED) {
		/* Most likely the folder is missing; if it is not, this does no harm. */
		start(im);
		result = finish(im, mailimap_create(im->session, name), "CREATE", NULL);
		if (result == IMAP_OK)
			log_info("folder made at %s: %s", im->server->host, folder);
		if (result != IMAP_BROKEN)
			result = move_once(im, uids, n, name, e);
	}
	free(name);
	return result;
}

/* --- waiting --- */

enum imap_result
imap_idle_begin(struct imap *im, int *fd, struct err *e)
{
	uint32_t known = imap_exists(im);
	enum imap_result result;

	*fd = -1;
	start(im);
	result = finish(im, mailimap_idle(im->session), "IDLE", e);
	if (result != IMAP_OK)
		return result;
	/* What came along with the server's consent lies in libetpan's buffer, or was
	 * counted already: the socket stays silent about it. */
	if (im->session->imap_stream->read_buffer_len == 0 && imap_exists(im) == known)
		*fd = mailimap_idle_get_fd(im->session);
	return IMAP_OK;
}

enum imap_result
imap_idle_end(struct imap *im, struct err *e)
{
	start(im);
	return finish(im, mailimap_idle_done(im->session), "end of IDLE", e);
}
