/* The web server that takes deliveries. See hook_server.h. */
#include "hook_server.h"

#include "clock.h"
#include "log.h"

#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	CONNECTION_MEMORY = 16 * 1024,
	TOO_LARGE_READ = 256 * 1024, /* of a body past its limit, until it is cut */
	RETRY_SEC = 5,
	STOP_WAIT_MS = 2000
};

/* A connection, from its accept to its close. */
struct link {
	int fd;
	int64_t since; /* of its first byte, or of the last answer */
	bool busy;     /* its request is whole, and not answered yet */
	bool cut;
	struct link *prev, *next;
};

struct hook_server {
	struct hook_server_conf conf;
	struct MHD_Daemon *daemon;
	int event;
	pthread_mutex_t lock; /* all below */
	struct link *links;
	size_t links_n, bodies;
	struct hook_call *first, *last; /* that wait */
	bool stopping;
};

static void
lock(struct hook_server *s)
{
	if (pthread_mutex_lock(&s->lock) != 0)
		abort();
}

static void
unlock(struct hook_server *s)
{
	if (pthread_mutex_unlock(&s->lock) != 0)
		abort();
}

/* --- connections --- */

/* Its thread sees the end of the stream, and closes. */
static void
cut(struct link *l)
{
	l->cut = true;
	(void)shutdown(l->fd, SHUT_RDWR);
}

/* Room for those that come: who waits for longest without a whole request goes. */
static void
make_room(struct hook_server *s)
{
	size_t limit = (size_t)s->conf.connections, spare = limit / 8, open = 0;
	struct link *oldest = NULL;

	for (struct link *l = s->links; l; l = l->next) {
		open += !l->cut;
		if (!l->cut && !l->busy && (!oldest || l->since < oldest->since))
			oldest = l;
	}
	if (oldest && open + spare > limit)
		cut(oldest);
}

static void
link_opened(struct hook_server *s, struct MHD_Connection *c, void **context)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct link *l = xcalloc(1, sizeof(*l));

	l->fd = info ? info->connect_fd : -1;
	l->since = clock_steady_ms();
	make_room(s);
	l->next = s->links;
	if (l->next)
		l->next->prev = l;
	s->links = l;
	s->links_n++;
	*context = l;
}

static void
link_closed(struct hook_server *s, struct link *l)
{
	if (l->prev)
		l->prev->next = l->next;
	else
		s->links = l->next;
	if (l->next)
		l->next->prev = l->prev;
	s->links_n--;
	free(l);
}

static void
notify_connection(void *cls, struct MHD_Connection *c, void **context,
    enum MHD_ConnectionNotificationCode code)
{
	struct hook_server *s = cls;

	lock(s);
	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		link_opened(s, c, context);
	else if (*context)
		link_closed(s, *context);
	unlock(s);
}

static struct link *
link_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

void
hook_server_sweep(struct hook_server *s)
{
	int64_t before = clock_steady_ms() - s->conf.request_sec * 1000;

	lock(s);
	for (struct link *l = s->links; l; l = l->next)
		if (!l->cut && !l->busy && l->since < before)
			cut(l);
	unlock(s);
}

/* --- answers --- */

static const char *
line_of(int status)
{
	static const struct {
		int status;
		const char *line;
	} lines[] = {
	    {200, "ok\n"},
	    {400, "this is not a delivery that can be read\n"},
	    {401, "the signature is missing or wrong\n"},
	    {403, "the time stamp is too old, or in the future\n"},
	    {404, "nothing is delivered here\n"},
	    {405, "deliveries come by POST\n"},
	    {413, "larger than 1 MiB\n"},
	    {415, "expected Content-Type: application/json\n"},
	    {503, "not taken in; try again later\n"},
	};

	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		if (lines[i].status == status)
			return lines[i].line;
	return "\n";
}

static void
put_header(struct MHD_Response *r, const char *name, const char *value)
{
	(void)MHD_add_response_header(r, name, value);
}

static enum MHD_Result
answer(struct MHD_Connection *c, int status, const char *text, const char *type,
    int retry_sec)
{
	const char *body = text ? text : line_of(status);
	struct MHD_Response *r = MHD_create_response_from_buffer(
	    strlen(body), (void *)body, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result result;
	char *number;

	if (!r)
		return MHD_NO;
	put_header(r, "Content-Type", type ? type : "text/plain; charset=utf-8");
	put_header(r, "X-Content-Type-Options", "nosniff");
	put_header(r, "Cache-Control", "no-store");
	if (status == 405)
		put_header(r, "Allow", "POST");
	if (status == 413)
		put_header(r, "Connection", "close");
	if (retry_sec) {
		number = xasprintf("%d", retry_sec);
		put_header(r, "Retry-After", number);
		free(number);
	}
	result = MHD_queue_response(c, (unsigned)status, r);
	MHD_destroy_response(r);
	return result;
}

/* --- requests --- */

static void
count_body(struct hook_server *s, struct hook_call *call)
{
	s->bodies += call->body.cap - call->counted;
	call->counted = call->body.cap;
}

static void
drop_body(struct hook_server *s, struct hook_call *call)
{
	buf_free(&call->body);
	lock(s);
	s->bodies -= call->counted;
	call->counted = 0;
	unlock(s);
}

static void
call_free(struct hook_server *s, struct hook_call *call)
{
	drop_body(s, call);
	free(call->signature);
	free(call->timestamp);
	free(call->answer);
	free(call);
}

static const char *
header(struct MHD_Connection *c, const char *name)
{
	return name ? MHD_lookup_connection_value(c, MHD_HEADER_KIND, name) : NULL;
}

/* The media type without its parameters. */
static bool
is_type(const char *given, const char *type)
{
	if (!given || !str_istarts(given, type))
		return false;
	given += strlen(type);
	given += strspn(given, " \t");
	return !*given || *given == ';';
}

static bool
too_long(const char *length)
{
	char *end;
	unsigned long long n;

	if (!length)
		return false;
	errno = 0;
	n = strtoull(length, &end, 10);
	return errno || *end || n > HOOK_BODY_MAX;
}

/* What its headers refuse; 0 nothing. */
static int
refuse(const struct hook_server *s, struct MHD_Connection *c, const char *path,
    const char *method, struct hook_call *call)
{
	const char *type = header(c, MHD_HTTP_HEADER_CONTENT_TYPE);
	const struct hook_place *place;
	size_t i = 0;

	while (i < s->conf.places_n && !str_eq(s->conf.places[i].path, path))
		i++;
	if (i == s->conf.places_n)
		return 404;
	if (!str_eq(method, MHD_HTTP_METHOD_POST))
		return 405;
	call->place = i;
	place = &s->conf.places[i];
	call->form = place->form && is_type(type, "application/x-www-form-urlencoded");
	if (!call->form && !is_type(type, place->xml ? "text/xml" : "application/json"))
		return 415;
	if (too_long(header(c, MHD_HTTP_HEADER_CONTENT_LENGTH)))
		return 413;
	call->signature = xstrdup_null(
	    place->argument
	        ? MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, place->argument)
	        : header(c, place->signature));
	call->timestamp = xstrdup_null(header(c, place->timestamp));
	return 0;
}

static enum MHD_Result
begin(struct hook_server *s, struct MHD_Connection *c, const char *path,
    const char *method, void **state)
{
	struct hook_call *call = xcalloc(1, sizeof(*call));
	int status = refuse(s, c, path, method, call);
	bool full;

	lock(s);
	full = s->stopping || s->bodies > HOOK_BODIES_MAX;
	unlock(s);
	*state = call;
	call->connection = c;
	if (!status && full)
		status = 503;
	if (!status)
		return MHD_YES;
	call->done = true;
	return answer(c, status, NULL, NULL, status == 503 ? RETRY_SEC : 0);
}

/* False: the connection is cut. */
static bool
gather(struct hook_server *s, struct hook_call *call, const char *bytes, size_t n)
{
	if (call->status) { /* refused; what was on its way is let go by */
		call->past += n;
		return call->past <= TOO_LARGE_READ;
	}
	if (call->body.len + n > HOOK_BODY_MAX) {
		drop_body(s, call);
		call->status = 413;
		return true;
	}
	buf_add(&call->body, bytes, n);
	lock(s);
	count_body(s, call);
	if (s->bodies > HOOK_BODIES_MAX)
		call->status = 503;
	unlock(s);
	if (call->status)
		drop_body(s, call);
	return true;
}

/* The connection sleeps until the answer is there. */
static enum MHD_Result
hand_over(struct hook_server *s, struct MHD_Connection *c, struct hook_call *call)
{
	struct link *l = link_of(c);
	bool taken;

	MHD_suspend_connection(c);
	lock(s);
	taken = !s->stopping;
	if (taken) {
		if (s->last)
			s->last->next = call;
		else
			s->first = call;
		s->last = call;
		if (l)
			l->busy = true;
	} else {
		call->status = 503;
		call->done = true;
	}
	unlock(s);
	if (taken)
		(void)eventfd_write(s->event, 1);
	else
		MHD_resume_connection(c);
	return MHD_YES;
}

static enum MHD_Result
handle(void *cls, struct MHD_Connection *c, const char *path, const char *method,
    const char *version, const char *bytes, size_t *n, void **state)
{
	struct hook_server *s = cls;
	struct hook_call *call = *state;

	(void)version;
	if (!call)
		return begin(s, c, path, method, state);
	if (*n) {
		bool ok = gather(s, call, bytes, *n);

		*n = 0;
		return ok ? MHD_YES : MHD_NO;
	}
	if (!call->done && !call->status)
		return hand_over(s, c, call);
	if (call->told)
		return MHD_YES;
	call->told = true;
	return answer(c, call->status, call->answer, call->type,
	    call->status == 503 ? RETRY_SEC : 0);
}

/* The time of the next request begins. */
static void
completed(void *cls, struct MHD_Connection *c, void **state,
    enum MHD_RequestTerminationCode code)
{
	struct hook_server *s = cls;
	struct link *l = link_of(c);

	(void)code;
	if (*state)
		call_free(s, *state);
	*state = NULL;
	lock(s);
	if (l) {
		l->since = clock_steady_ms();
		l->busy = false;
	}
	unlock(s);
}

/* --- the receiver's side --- */

int
hook_server_fd(const struct hook_server *s)
{
	return s->event;
}

struct hook_call *
hook_server_take(struct hook_server *s)
{
	struct hook_call *all;
	eventfd_t count;

	(void)eventfd_read(s->event, &count);
	lock(s);
	all = s->first;
	s->first = s->last = NULL;
	unlock(s);
	return all;
}

void
hook_server_answer(struct hook_server *s, struct hook_call *call)
{
	struct MHD_Connection *c = call->connection;

	lock(s);
	call->next = NULL;
	call->done = true;
	unlock(s);
	MHD_resume_connection(c);
}

/* --- start and stop --- */

static struct MHD_Daemon *
start(struct hook_server *s, int socket, unsigned flags)
{
	const struct hook_server_conf *c = &s->conf;
	struct MHD_OptionItem more[] = {
	    {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)c->cert},
	    {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)c->key},
	    {MHD_OPTION_END, 0, NULL},
	};

	if (!c->cert)
		more[0] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
	return MHD_start_daemon(flags, 0, NULL, NULL, handle, s, MHD_OPTION_LISTEN_SOCKET,
	    socket, MHD_OPTION_CONNECTION_LIMIT, (unsigned)c->connections,
	    MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)c->address_connections,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)c->request_sec,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_COMPLETED, completed, s,
	    MHD_OPTION_NOTIFY_CONNECTION, notify_connection, s, MHD_OPTION_ARRAY, more,
	    MHD_OPTION_END);
}

struct hook_server *
hook_server_start(const struct hook_server_conf *c, int socket, struct err *e)
{
	struct hook_server *s = xcalloc(1, sizeof(*s));
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
	int own = dup(socket);

	s->conf = *c;
	s->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (own < 0 || s->event < 0 || pthread_mutex_init(&s->lock, NULL) != 0)
		fatal("web server: %s", strerror(errno));
	s->daemon = start(s, own, c->cert ? flags | MHD_USE_TLS : flags);
	if (s->daemon)
		return s;
	(void)err_set(e, c->cert ? "web server: it does not start; are certificate and "
	                           "key a pair, and in PEM?"
	                         : "web server: it does not start");
	(void)close(own);
	(void)close(s->event);
	(void)pthread_mutex_destroy(&s->lock);
	free(s);
	return NULL;
}

static void
refuse_waiting(struct hook_server *s)
{
	struct hook_call *next;

	for (struct hook_call *c = hook_server_take(s); c; c = next) {
		next = c->next;
		c->status = 503;
		hook_server_answer(s, c);
	}
}

/* What was answered leaves first. */
static void
wait_until_said(struct hook_server *s)
{
	int64_t until = clock_steady_ms() + STOP_WAIT_MS;
	bool idle = false;

	while (!idle && clock_steady_ms() < until) {
		lock(s);
		idle = true;
		for (struct link *l = s->links; l; l = l->next)
			idle = idle && !l->busy;
		unlock(s);
		(void)usleep(20000);
	}
}

void
hook_server_stop(struct hook_server *s)
{
	MHD_socket own;

	lock(s);
	s->stopping = true;
	unlock(s);
	refuse_waiting(s);
	own = MHD_quiesce_daemon(s->daemon);
	wait_until_said(s);
	MHD_stop_daemon(s->daemon);
	if (own != MHD_INVALID_SOCKET)
		(void)close(own);
	(void)close(s->event);
	(void)pthread_mutex_destroy(&s->lock);
	free(s);
}
