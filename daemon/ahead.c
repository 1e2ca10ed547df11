/* Reading ahead. See ahead.h. */
#include "ahead.h"

#include "box.h"
#include "buf.h"
#include "chat.h"
#include "reading_pack.h"
#include "token.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	FUTURE_SEC = 2 * 24 * 3600, /* a clock may be wrong, but not by more */
	PATIENCE_MS = 30 * 1000,    /* beside the box's own time */
	ANSWER_MAX = 64 * 1024 * 1024
};

struct request {
	struct ahead_item item;
	size_t at; /* of its bytes in the shared memory */
};

struct ahead {
	const struct brain *brain;
	const char *desk_address;
	int seconds, memory_mib;
	char *shared; /* raw messages of one batch */
	pid_t pid;    /* 0: not running */
	int fd;
};

/* No mail comes from what stands for a chat identity, nor is any sent there. */
static void
drop_identities(struct message *m)
{
	struct address *const people[] = {
	    &m->from, &m->reply_to, &m->sender, &m->fwd_from};
	struct addresses *const crowds[] = {&m->to, &m->cc};

	for (size_t i = 0; i < ARRAY_LEN(people); i++)
		if (chat_is_person_address(people[i]->addr))
			address_free(people[i]);
	for (size_t i = 0; i < ARRAY_LEN(crowds); i++)
		for (size_t k = 0; k < crowds[i]->n; k++)
			if (chat_is_person_address(crowds[i]->v[k].addr)) {
				address_free(&crowds[i]->v[k]);
				crowds[i]->v[k--] = crowds[i]->v[--crowds[i]->n];
			}
}

void
ahead_settle(struct message *m, int64_t received_at, const char *desk_address)
{
	/* Without a credible date of its own, relative dates count from its arrival. */
	if (m->date <= 0 || m->date > received_at + FUTURE_SEC)
		m->date = received_at;
	if (!m->chat)
		drop_identities(m);
	/* Mail in the desk's own name is its own, by whatever way it comes back. */
	if (token_is_desk(m->from.addr, desk_address))
		m->desk_mark = true;
}

/* --- the process --- */

/* A message that has left the box and waits to be understood. */
struct pending {
	bool any, have;
	struct message m;
	struct reading r;
	char *problem;
	bool broken; /* no box could be had */
};

static bool
write_answer(int fd, const struct pending *p)
{
	json_t *answer = json_object();
	char *text;
	uint64_t size;
	bool ok;

	(void)json_object_set_new(answer, "broken", json_boolean(p->broken));
	if (p->problem)
		(void)json_object_set_new(answer, "problem", json_string(p->problem));
	if (p->have) {
		(void)json_object_set_new(answer, "message", message_to_json(&p->m));
		(void)json_object_set_new(answer, "reading", reading_pack(&p->r));
	}
	text = json_dumps(answer, JSON_COMPACT);
	json_decref(answer);
	if (!text)
		return false;
	size = strlen(text);
	ok = write_all(fd, &size, sizeof(size)) && write_all(fd, text, size);
	free(text);
	return ok;
}

static void
understand(const struct ahead *a, struct pending *p)
{
	if (p->have)
		decide(a->brain, &p->m, NULL, &p->r);
}

/* May wait until the parent reads: never while the box has a message and its time runs.
 */
static bool
finish(int fd, struct pending *p)
{
	bool ok = write_answer(fd, p);

	if (p->have) {
		reading_free(&p->r);
		message_free(&p->m);
	}
	free(p->problem);
	*p = (struct pending){0};
	return ok;
}

static bool
read_request(int fd, struct request *q)
{
	size_t have = 0;

	while (have < sizeof(*q)) {
		ssize_t n = read(fd, (char *)q + have, sizeof(*q) - have);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		have += (size_t)n;
	}
	return true;
}

static bool
more_waiting(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	return poll(&p, 1, 0) > 0;
}

static void
take_from_box(
    const struct ahead *a, struct box *box, const struct request *q, struct pending *p)
{
	struct err e = {0};
	enum box_result result = box_end(box, &p->m, &e);

	p->any = true;
	p->have = result == BOX_OK;
	p->broken = result == BOX_ERROR;
	if (p->have)
		ahead_settle(&p->m, q->item.received_at, a->desk_address);
	else
		p->problem = xstrdup(e.text);
}

/* While one message is thought about, the box reads the next. */
static void
serve(const struct ahead *a, int fd)
{
	struct box *box = box_new(a->seconds, a->memory_mib);
	struct pending last = {0}, next = {0};
	struct request q;
	struct box_bytes window;
	bool ok = true;

	while (ok) {
		if (last.any && !more_waiting(fd)) {
			understand(a, &last);
			ok = finish(fd, &last);
			continue;
		}
		if (!read_request(fd, &q))
			break;
		window = (struct box_bytes){a->shared + q.at, q.item.bytes};
		box_begin(box, box_from_bytes, &window, window.n,
		    (q.item.truncated ? BOX_CUT : 0) | (q.item.chat ? BOX_CHAT : 0));
		understand(a, &last);
		take_from_box(a, box, &q, &next);
		if (last.any)
			ok = finish(fd, &last);
		last = next;
		next = (struct pending){0};
	}
	box_free(box);
}

static void
run_process(const struct ahead *a, int fd, pid_t parent)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)prctl(PR_SET_NAME, "read");
	if (getppid() == parent)
		serve(a, fd);
	/* Nothing of the parent's is closed or flushed twice. */
	_exit(0);
}

/* --- the parent's side --- */

struct ahead *
ahead_new(
    const struct brain *brain, const char *desk_address, int seconds, int memory_mib)
{
	struct ahead *a = xcalloc(1, sizeof(*a));

	a->brain = brain;
	a->desk_address = desk_address;
	a->seconds = seconds;
	a->memory_mib = memory_mib;
	a->fd = -1;
	return a;
}

void
ahead_stop(struct ahead *a)
{
	if (a->fd >= 0)
		(void)close(a->fd);
	a->fd = -1;
	if (a->pid > 0) {
		(void)kill(a->pid, SIGKILL);
		while (waitpid(a->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	a->pid = 0;
	if (a->shared)
		(void)munmap(a->shared, AHEAD_BYTES);
	a->shared = NULL;
}

void
ahead_free(struct ahead *a)
{
	if (!a)
		return;
	ahead_stop(a);
	free(a);
}

static bool
start(struct ahead *a)
{
	int pair[2];
	pid_t parent = getpid();
	void *shared = mmap(
	    NULL, AHEAD_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		return false;
	a->shared = shared;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
		ahead_stop(a);
		return false;
	}
	a->fd = pair[0];
	a->pid = fork();
	if (a->pid == 0) {
		(void)close(pair[0]);
		run_process(a, pair[1], parent);
	}
	(void)close(pair[1]);
	if (a->pid < 0) {
		a->pid = 0;
		ahead_stop(a);
		return false;
	}
	return true;
}

static bool
put_raw(struct ahead *a, const struct ahead_item *item, size_t at, ahead_source *source,
    void *ctx)
{
	size_t have = 0, n = 1;

	while (n > 0 && have < item->bytes) {
		n = source(
		    ctx, item->id, have, a->shared + at + have, item->bytes - have);
		have += n;
	}
	return have == item->bytes;
}

bool
ahead_begin(struct ahead *a, const struct ahead_item *items, size_t n,
    ahead_source *source, void *ctx)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		at += items[i].bytes;
	if (at > AHEAD_BYTES || (a->pid <= 0 && !start(a)))
		return false;
	at = 0;
	for (size_t i = 0; i < n; i++) {
		struct request q;

		memset(&q, 0, sizeof(q)); /* its padding crosses the socket, too */
		q.item = items[i];
		q.at = at;
		if (!put_raw(a, &items[i], at, source, ctx) ||
		    !write_all(a->fd, &q, sizeof(q))) {
			ahead_stop(a);
			return false;
		}
		at += items[i].bytes;
	}
	return true;
}

static bool
read_answer(struct ahead *a, void *to, size_t n)
{
	size_t have = 0;

	while (have < n) {
		struct pollfd p = {.fd = a->fd, .events = POLLIN};
		ssize_t got;

		if (poll(&p, 1, a->seconds * 1000 + PATIENCE_MS) <= 0)
			return false;
		got = read(a->fd, (char *)to + have, n - have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		have += (size_t)got;
	}
	return true;
}

static bool
unpack_answer(const char *text, size_t size, struct ahead_answer *out)
{
	json_t *json = json_loadb(text, size, 0, NULL);
	const json_t *message = json_object_get(json, "message");
	const char *problem = json_string_value(json_object_get(json, "problem"));
	bool ok = json_is_object(json) && !json_is_true(json_object_get(json, "broken"));

	if (ok && message) {
		ok = message_from_json(&out->m, message);
		if (ok && !reading_unpack(&out->r, json_object_get(json, "reading"))) {
			message_free(&out->m);
			ok = false;
		}
		out->have = ok;
	} else if (ok) {
		out->problem = xstrdup(problem ? problem : "");
	}
	json_decref(json);
	return ok;
}

bool
ahead_next(struct ahead *a, struct ahead_answer *out, struct err *e)
{
	uint64_t size = 0;
	char *text = NULL;
	bool ok;

	*out = (struct ahead_answer){0};
	ok = a->pid > 0 && read_answer(a, &size, sizeof(size)) && size <= ANSWER_MAX;
	if (ok) {
		text = xcalloc(size + 1, 1);
		ok = read_answer(a, text, size) && unpack_answer(text, size, out);
	}
	free(text);
	if (ok)
		return true;
	ahead_stop(a);
	return err_retry(e, "the process that reads ahead ended");
}
