/*
 * The outside of the box. See box.h. The parent never blocks on the child: it polls both
 * ways against a deadline, and believes nothing of the answer that message_from_json has
 * not checked.
 */
#include "box.h"

#include "box_child.h"
#include "buf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	CHUNK = 64 * 1024,
	REUSE_MAX = 2000,          /* messages a box reads before it is replaced */
	BIG_MESSAGE = 1024 * 1024, /* after one of these, memory is given back at once */
	ANSWER_EXTRA = 2 * 1024 * 1024,
	ANSWER_FACTOR = 4
};

enum step { STEP_ON, STEP_DONE, STEP_DEAD, STEP_LATE, STEP_TOO_LONG, STEP_SOURCE };

/* One exchange with the child. */
struct talk {
	box_source *source;
	void *ctx;
	size_t size, given; /* of the message; given: taken from the source */
	char *chunk;
	size_t chunk_n, chunk_at; /* bytes waiting to be sent */
	struct buf answer;        /* its head included */
	size_t answer_max;
	int64_t deadline;
	enum step step; /* STEP_ON until it is over */
};

struct box {
	int seconds, memory_mib;
	pid_t pid; /* 0 when there is none */
	int fd;
	unsigned served;
	bool talking; /* a message was begun */
	struct err begun;
	struct talk talk;
};

struct box *
box_new(int seconds, int memory_mib)
{
	struct box *b = xcalloc(1, sizeof(*b));

	b->seconds = seconds > 0 ? seconds : 1;
	b->memory_mib = memory_mib > 0 ? memory_mib : 1;
	b->fd = -1;
	return b;
}

/* Ends the child; its wait status goes to *status (may be NULL). */
static void
stop(struct box *b, int *status)
{
	int local;

	if (b->fd >= 0)
		(void)close(b->fd);
	b->fd = -1;
	if (b->pid > 0) {
		(void)kill(b->pid, SIGKILL);
		while (waitpid(b->pid, status ? status : &local, 0) < 0 && errno == EINTR)
			;
	}
	b->pid = 0;
	b->served = 0;
}

void
box_rest(struct box *b)
{
	if (!b->talking)
		stop(b, NULL);
}

void
box_free(struct box *b)
{
	if (!b)
		return;
	stop(b, NULL);
	if (b->talking) {
		free(b->talk.chunk);
		buf_free(&b->talk.answer);
	}
	free(b);
}

static bool
start(struct box *b, struct err *e)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return err_retry(e, "mail reader: socketpair: %s", strerror(errno));
	b->pid = fork();
	if (b->pid == 0)
		box_child_run(pair[1], b->memory_mib);
	(void)close(pair[1]);
	b->fd = pair[0];
	if (b->pid < 0) {
		err_retry(e, "mail reader: fork: %s", strerror(errno));
		b->pid = 0;
		stop(b, NULL);
		return false;
	}
	if (fcntl(b->fd, F_SETFL, O_NONBLOCK) < 0) {
		err_retry(e, "mail reader: fcntl: %s", strerror(errno));
		stop(b, NULL);
		return false;
	}
	return true;
}

/* A box that died between two messages must not be laid at the next one's door. */
static bool
ready(struct box *b, struct err *e)
{
	int status;

	if (b->pid > 0 && waitpid(b->pid, &status, WNOHANG) != 0) {
		b->pid = 0;
		stop(b, NULL);
	}
	if (b->pid > 0 && b->served >= REUSE_MAX)
		stop(b, NULL);
	return b->pid > 0 || start(b, e);
}

static int64_t
monotonic_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* RLIMIT_CPU counts the whole life of a process, so it is moved on for each message. Only
 * a second belt: the deadline ends a busy box as well. */
static void
limit_cpu(const struct box *b)
{
	struct rlimit l = {.rlim_max = RLIM_INFINITY};
	struct timespec used = {0};
	clockid_t clock;

	if (clock_getcpuclockid(b->pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
		return;
	l.rlim_cur = (rlim_t)used.tv_sec + (rlim_t)b->seconds + 1;
	(void)prlimit(b->pid, RLIMIT_CPU, &l, NULL);
}

static enum step
send_more(struct box *b)
{
	struct talk *t = &b->talk;
	ssize_t put;

	if (t->chunk_at == t->chunk_n) {
		size_t want = t->size - t->given < CHUNK ? t->size - t->given : CHUNK;

		t->chunk_at = 0;
		t->chunk_n = t->source(t->ctx, t->given, t->chunk, want);
		if (t->chunk_n == 0 || t->chunk_n > want)
			return STEP_SOURCE;
		t->given += t->chunk_n;
	}
	put = send(b->fd, t->chunk + t->chunk_at, t->chunk_n - t->chunk_at, MSG_NOSIGNAL);
	if (put < 0)
		return errno == EAGAIN || errno == EINTR ? STEP_ON : STEP_DEAD;
	t->chunk_at += (size_t)put;
	return STEP_ON;
}

static enum step
receive_more(struct box *b)
{
	struct talk *t = &b->talk;
	struct box_answer head;
	char *room = buf_room(&t->answer, CHUNK);
	ssize_t got = recv(b->fd, room, CHUNK, 0);

	if (got < 0)
		return errno == EAGAIN || errno == EINTR ? STEP_ON : STEP_DEAD;
	if (got == 0)
		return STEP_DEAD;
	t->answer.len += (size_t)got;
	if (t->answer.len < sizeof(head))
		return STEP_ON;
	memcpy(&head, t->answer.data, sizeof(head));
	if (head.size > t->answer_max || t->answer.len > sizeof(head) + head.size)
		return STEP_TOO_LONG;
	return t->answer.len == sizeof(head) + head.size ? STEP_DONE : STEP_ON;
}

static bool
sending(const struct talk *t)
{
	return t->given < t->size || t->chunk_at < t->chunk_n;
}

static enum step
wait_and_move(struct box *b)
{
	struct talk *t = &b->talk;
	struct pollfd p = {
	    .fd = b->fd, .events = (short)(POLLIN | (sending(t) ? POLLOUT : 0))};
	int64_t left = t->deadline - monotonic_ms();
	int n;

	if (left <= 0)
		return STEP_LATE;
	n = poll(&p, 1, (int)left);
	if (n < 0)
		return errno == EINTR ? STEP_ON : STEP_DEAD;
	if (n == 0)
		return STEP_LATE;
	if (p.revents & POLLIN)
		return receive_more(b);
	if (p.revents & POLLOUT)
		return send_more(b);
	return STEP_DEAD;
}

static bool
parse_answer(const struct buf *answer, struct message *m)
{
	size_t head = sizeof(struct box_answer);
	json_error_t why;
	json_t *json = json_loadb(
	    answer->data + head, answer->len - head, JSON_REJECT_DUPLICATES, &why);
	bool ok = json && message_from_json(m, json);

	if (!json)
		message_init(m);
	json_decref(json);
	return ok;
}

static enum box_result
describe_end(struct box *b, struct err *e)
{
	int status = 0;
	pid_t pid = b->pid;

	/* The cause is in the wait status, unless our own signal was first. */
	for (int i = 0; i < 50; i++) {
		pid_t got = waitpid(pid, &status, WNOHANG);

		if (got == pid) {
			b->pid = 0;
			break;
		}
		(void)poll(NULL, 0, 2);
	}
	if (b->pid == 0 && WIFEXITED(status) && WEXITSTATUS(status) == 3)
		err_retry(e, "mail reader: the sandbox could not be set up");
	else if (b->pid == 0 && WIFSIGNALED(status))
		err_set(e, "the mail ended its reader with signal %d (%s)",
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		err_set(e, "the mail ended its reader");
	stop(b, NULL);
	return WIFEXITED(status) && WEXITSTATUS(status) == 3 ? BOX_ERROR : BOX_KILLED;
}

static enum box_result
conclude(struct box *b, enum step step, struct message *m, struct err *e)
{
	switch (step) {
	case STEP_DONE:
		if (parse_answer(&b->talk.answer, m))
			return BOX_OK;
		err_set(e, "the mail's reader gave an answer that is no message");
		break;
	case STEP_LATE:
		err_set(e, "the mail took its reader more than %d s", b->seconds);
		break;
	case STEP_TOO_LONG:
		err_set(e, "the mail's reader gave too long an answer");
		break;
	case STEP_SOURCE: err_set(e, "the stored mail ended before its size"); break;
	case STEP_DEAD:
	case STEP_ON: return describe_end(b, e);
	}
	stop(b, NULL);
	return BOX_KILLED;
}

/* As much as goes without waiting: a message of the usual size as a whole. */
static enum step
send_ahead(struct box *b)
{
	const struct talk *t = &b->talk;
	enum step step = STEP_ON;
	size_t before;

	do {
		before = t->given + t->chunk_at;
		step = send_more(b);
	} while (step == STEP_ON && sending(t) && t->given + t->chunk_at != before);
	return step;
}

void
box_begin(struct box *b, box_source *source, void *ctx, size_t size, unsigned how)
{
	struct talk *t = &b->talk;
	struct box_request request = {.size = size, .how = how};

	b->begun = (struct err){0};
	b->talking = ready(b, &b->begun);
	if (!b->talking)
		return;
	*t = (struct talk){.source = source, .ctx = ctx, .size = size};
	t->chunk = xcalloc(CHUNK, 1);
	t->answer_max = size * ANSWER_FACTOR + ANSWER_EXTRA;
	t->deadline = monotonic_ms() + (int64_t)b->seconds * 1000;
	limit_cpu(b);
	memcpy(t->chunk, &request, sizeof(request));
	t->chunk_n = sizeof(request);
	t->step = send_ahead(b);
}

enum box_result
box_end(struct box *b, struct message *m, struct err *e)
{
	struct talk *t = &b->talk;
	enum box_result result;

	message_init(m);
	if (!b->talking) {
		*e = b->begun;
		return BOX_ERROR;
	}
	while (t->step == STEP_ON)
		t->step = wait_and_move(b);
	result = conclude(b, t->step, m, e);
	b->served++;
	if (result == BOX_OK && t->size > BIG_MESSAGE)
		stop(b, NULL);
	free(t->chunk);
	buf_free(&t->answer);
	b->talking = false;
	return result;
}

enum box_result
box_read(struct box *b, box_source *source, void *ctx, size_t size, unsigned how,
    struct message *m, struct err *e)
{
	box_begin(b, source, ctx, size, how);
	return box_end(b, m, e);
}

size_t
box_from_bytes(void *ctx, size_t offset, void *bytes, size_t n)
{
	const struct box_bytes *b = ctx;

	if (offset >= b->n)
		return 0;
	n = b->n - offset < n ? b->n - offset : n;
	memcpy(bytes, b->raw + offset, n);
	return n;
}

enum box_result
box_read_bytes(struct box *b, const void *raw, size_t n, unsigned how, struct message *m,
    struct err *e)
{
	struct box_bytes source = {raw, n};

	return box_read(b, box_from_bytes, &source, n, how, m, e);
}
