/* Asking for second opinions. See second_ask.h. */
#include "second_ask.h"

#include "buf.h"
#include "clock.h"
#include "decide.h"
#include "log.h"
#include "mask_lists.h"
#include "second.h"
#include "second_gate.h"
#include "second_http.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GRACE_MS = 500, SECOND_MS = 1000, TALK_FD = 3, FILES_MAX = 1024 };

struct second {
	const struct config *config;
	struct mask_lists *lists;
	struct gate gate;
};

/* One answer as it crosses the pipe; below PIPE_BUF, so it comes whole. */
struct answer {
	size_t index;
	struct opinion opinion;
};

/* One batch. */
struct asking {
	size_t n;
	const struct second_item *items[SECOND_ITEMS_MAX];
	char *questions[SECOND_ITEMS_MAX];
	bool settled[SECOND_ITEMS_MAX];
	size_t left; /* not settled */
	int64_t allowance_ms;
	bool ended, stopped;
};

struct second *
second_new(const struct config *c, const struct brain *brain)
{
	struct mask_lists *lists;
	struct second *s;
	struct err e = {0};

	if (str_empty(c->second.url))
		return NULL;
	lists = mask_lists_load(c->data_dir, brain_lists(brain), brain_words(brain), &e);
	if (!lists) {
		log_error("no second opinions: %s", e.text);
		return NULL;
	}
	s = xcalloc(1, sizeof(*s));
	s->config = c;
	s->lists = lists;
	gate_init(&s->gate, c->second.timeout_seconds * SECOND_MS, clock_steady_ms());
	return s;
}

void
second_free(struct second *s)
{
	if (!s)
		return;
	mask_lists_free(s->lists);
	free(s);
}

/* --- the process that asks --- */

static void
tell(void *ctx, size_t index, const struct opinion *o)
{
	struct answer a;

	(void)ctx;
	memset(&a, 0, sizeof(a)); /* its padding crosses the pipe, too */
	a.index = index;
	a.opinion = *o;
	if (!write_all(TALK_FD, &a, sizeof(a)))
		_exit(1);
}

static void
tell_all(size_t n, const char *detail)
{
	struct opinion o = {.state = OPINION_FAILED};

	(void)snprintf(o.detail, sizeof(o.detail), "%s", detail);
	for (size_t i = 0; i < n; i++)
		tell(NULL, i, &o);
}

/* It goes into a header line. */
static bool
is_visible(const char *s)
{
	for (; *s; s++)
		if (*s <= ' ' || *s >= 0x7f)
			return false;
	return true;
}

static void
ask(const struct second *s, const struct asking *a)
{
	const struct config *c = s->config;
	struct second_server server = {
	    .url = c->second.url,
	    .model = c->second.model,
	    .ca_file = c->second.ca_file,
	    .plain_anywhere = c->second.plain_http == PLAIN_ANYWHERE,
	};
	char *key = NULL, *problem = NULL;

	if (c->second.api_key_file) {
		key = config_secret(c, c->second.api_key_file, &problem);
		if (!key || !is_visible(key)) {
			tell_all(a->n, "the key cannot be read");
			return;
		}
	}
	server.key = key;
	second_http(&server, (const char *const *)a->questions, a->n, s->gate,
	    a->allowance_ms, tell, NULL);
	if (key)
		explicit_bzero(key, strlen(key));
}

/* Of the parent's files only standard error stays open: no store, no other process. */
static bool
keep_only(int fd)
{
	if (fd != TALK_FD && dup2(fd, TALK_FD) < 0)
		return false;
	if (close_range(TALK_FD + 1, ~0u, 0) == 0)
		return true;
	for (int i = TALK_FD + 1; i < FILES_MAX; i++)
		(void)close(i);
	return true;
}

static void
run_process(const struct second *s, const struct asking *a, int fd, pid_t parent)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)prctl(PR_SET_NAME, "second");
	if (getppid() == parent && keep_only(fd))
		ask(s, a);
	/* Nothing of the parent's is flushed twice, and nothing waits for a thread that
	 * looks up a name. */
	_exit(0);
}

/* --- the work process's side --- */

static void
settle(struct second *s, struct asking *a, size_t i, const struct opinion *o)
{
	bool agree_auto = s->config->second.agree == AGREE_AUTO;

	second_settle(a->items[i]->r, o, agree_auto);
	a->settled[i] = true;
	a->left--;
}

static void
settle_rest(struct second *s, struct asking *a, enum opinion_state state)
{
	struct opinion o = {.state = state};

	for (size_t i = 0; i < a->n; i++)
		if (!a->settled[i])
			settle(s, a, i, &o);
}

static bool
credible(const struct asking *a, const struct answer *answer)
{
	const struct opinion *o = &answer->opinion;

	return answer->index < a->n && !a->settled[answer->index] &&
	       (unsigned)o->state < OPINION_STATES && (unsigned)o->kind < KIND_COUNT &&
	       (!o->category || (o->category >= 'a' && o->category <= 'e')) &&
	       memchr(o->detail, '\0', sizeof(o->detail));
}

static void
note(struct second *s, const struct opinion *o)
{
	bool ok = o->state != OPINION_LATE && o->state != OPINION_FAILED;
	bool was_bad = s->gate.failures >= GATE_FAILURES;

	if (gate_result(&s->gate, ok, clock_steady_ms()))
		log_warn("second opinion: %s; not asked for %d minutes", o->detail,
		    GATE_PAUSE_MS / 60000);
	else if (!ok)
		log_info("second opinion: %s", o->detail);
	if (ok && was_bad)
		log_info("second opinion: the server answers again");
}

/* False: the process has no more to say. */
static bool
take_answer(struct second *s, struct asking *a, int fd)
{
	struct answer answer;
	ssize_t n = read(fd, &answer, sizeof(answer));

	if (n < 0 && errno == EINTR)
		return true;
	a->ended = n == 0;
	if (n != (ssize_t)sizeof(answer) || !credible(a, &answer))
		return false;
	note(s, &answer.opinion);
	settle(s, a, answer.index, &answer.opinion);
	return true;
}

static void
take_answers(struct second *s, struct asking *a, int fd, int stop)
{
	int64_t until = clock_steady_ms() + a->allowance_ms + GRACE_MS;
	bool more = true;

	while (more && a->left) {
		struct pollfd fds[2] = {
		    {.fd = fd, .events = POLLIN}, {.fd = stop, .events = POLLIN}};
		int64_t left = until - clock_steady_ms();
		int n = left > 0 ? poll(fds, ARRAY_LEN(fds), (int)left) : 0;

		if (n < 0 && errno == EINTR)
			continue;
		a->stopped = n > 0 && fds[1].revents;
		more = n > 0 && !a->stopped && take_answer(s, a, fd);
	}
}

/* Ends the process. What it did not answer, it was not to ask; unless it broke. */
static void
end_process(struct second *s, struct asking *a, pid_t pid)
{
	struct opinion o = {
	    .state = OPINION_FAILED, .detail = "the asking process broke"};
	int status = 0;

	if (!a->ended)
		(void)kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!a->left || a->stopped || (WIFEXITED(status) && WEXITSTATUS(status) == 0))
		return;
	note(s, &o);
	settle_rest(s, a, OPINION_FAILED);
}

static void
put_questions(struct second *s, struct asking *a, int stop)
{
	int64_t began = clock_steady_ms(), now;
	pid_t parent = getpid(), pid;
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		return;
	pid = fork();
	if (pid == 0)
		run_process(s, a, fds[1], parent);
	(void)close(fds[1]);
	if (pid > 0) {
		take_answers(s, a, fds[0], stop);
		end_process(s, a, pid);
	}
	(void)close(fds[0]);
	now = clock_steady_ms();
	gate_spent(&s->gate, now - began, now);
}

/* A message that cannot be masked is not asked about, and stays as it was read. */
static void
make_questions(
    const struct second *s, struct asking *a, const struct second_item *items, size_t n)
{
	for (size_t i = 0; i < n && a->n < SECOND_ITEMS_MAX; i++) {
		char *question = second_question(items[i].m, items[i].r, s->lists);

		if (!question) {
			strlist_add(&items[i].r->why, "第二の意見なし: "
			                              "伏せきれない名前や番号が残るため照"
			                              "会しない（窓口の判断のまま）");
			continue;
		}
		a->items[a->n] = &items[i];
		a->questions[a->n++] = question;
	}
}

static void
settle_unasked(
    struct second *s, const struct second_item *items, size_t n, enum opinion_state state)
{
	struct opinion o = {.state = state};

	for (size_t i = 0; i < n; i++)
		second_settle(items[i].r, &o, s->config->second.agree == AGREE_AUTO);
}

static enum opinion_state
left_state(const struct second *s, const struct asking *a)
{
	if (a->stopped)
		return OPINION_LATE;
	return gate_closed(&s->gate, clock_steady_ms()) ? OPINION_PAUSED : OPINION_BUSY;
}

void
second_ask(struct second *s, const struct second_item *items, size_t n, int stop)
{
	struct asking a = {0};
	int64_t now = clock_steady_ms();

	a.allowance_ms = gate_allowance(&s->gate, now);
	if (gate_closed(&s->gate, now)) {
		settle_unasked(s, items, n, OPINION_PAUSED);
		return;
	}
	if (!a.allowance_ms) {
		settle_unasked(s, items, n, OPINION_BUSY);
		return;
	}
	make_questions(s, &a, items, n);
	a.left = a.n;
	if (a.n)
		put_questions(s, &a, stop);
	settle_rest(s, &a, left_state(s, &a));
	for (size_t i = 0; i < a.n; i++)
		free(a.questions[i]);
}
