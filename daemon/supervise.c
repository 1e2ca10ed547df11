/* The supervisor. See supervise.h. */
#include "supervise.h"

#include "chat_provider.h"
#include "log.h"
#include "notify.h"
#include "pump.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	BACKOFF_FIRST_SEC = 1,
	BACKOFF_MAX_SEC = 60,
	BACKOFF_FATAL_SEC = 300, /* a person must act; look again now and then */
	STEADY_SEC = 60,         /* a pump that ran so long starts again at once */
	STOP_WAIT_SEC = 20,
	ONCE_ROUNDS_MAX = 50
};

enum role { ROLE_WORK, ROLE_SEND, ROLE_FETCH, ROLE_CHAT, ROLE_HOOK };

struct child {
	char *name;
	enum role role;
	const struct config_source *source; /* ROLE_FETCH, ROLE_CHAT */
	pid_t pid;                          /* 0: not running */
	int64_t started, start_at;          /* monotonic seconds */
	int backoff_sec;
	int wake[2], alive[2]; /* pipes; the pump reads wake and writes alive */
	bool answered;         /* since the last word to the watchdog */
};

struct supervisor {
	const struct config *config;
	struct child *children;
	size_t n;
	int stop[2]; /* closing the write end stops every pump */
	int signals; /* signalfd */
	int fifo;    /* the operator's command writes here */
	sigset_t old_mask;
	bool stopping;
};

static int64_t
monotonic_sec(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec;
}

static void
pipe_pair(int fds[2])
{
	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0)
		fatal("pipe: %s", strerror(errno));
}

/* --- lock and wake-up file --- */

bool
supervise_lock(const struct config *c, int wait_sec, char **problem)
{
	char *path = xasprintf("%s.lock", c->store);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	bool ok = false;

	if (fd < 0) {
		*problem = xasprintf("%s: %s", path, strerror(errno));
		free(path);
		return false;
	}
	for (int i = 0; i <= wait_sec * 10 && !ok; i++) {
		ok = flock(fd, LOCK_EX | LOCK_NB) == 0;
		if (!ok)
			(void)nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
	}
	if (!ok) {
		*problem = xasprintf(
		    "%s: another madoguchid works on this store; stop it first", path);
		(void)close(fd);
	}
	free(path);
	return ok; /* the descriptor stays open as long as the process and its children */
}

static char *
fifo_path(const struct config *c)
{
	return xasprintf("%s.wake", c->store);
}

static int
open_fifo(const struct config *c)
{
	char *path = fifo_path(c);
	int fd;

	if (mkfifo(path, 0600) < 0 && errno != EEXIST)
		log_warn("%s: %s; the operator's command cannot wake the daemon", path,
		    strerror(errno));
	fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	free(path);
	return fd;
}

void
supervise_poke(const struct config *c)
{
	char *path = fifo_path(c);
	int fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0) {
		pump_wake(fd);
		(void)close(fd);
	}
	free(path);
}

/* --- children --- */

static void
add_child(struct supervisor *s, enum role role, const struct config_source *source)
{
	struct child *c;

	s->children = xreallocarray(s->children, s->n + 1, sizeof(*s->children));
	c = &s->children[s->n++];
	*c = (struct child){.role = role, .source = source};
	c->name = role == ROLE_WORK   ? xstrdup("work")
	          : role == ROLE_SEND ? xstrdup("send")
	          : role == ROLE_HOOK ? xstrdup("hook")
	          : role == ROLE_CHAT ? xasprintf("chat/%s", source->name)
	                              : xasprintf("fetch/%s", source->name);
	pipe_pair(c->wake);
	pipe_pair(c->alive);
}

static const struct child *
child_of_role(const struct supervisor *s, enum role role)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->children[i].role == role)
			return &s->children[i];
	return NULL;
}

/* The wake pipes of those who post; n of them. */
static int *
chat_wakes(const struct supervisor *s, size_t *n)
{
	int *fds = xcalloc(s->n, sizeof(*fds));

	*n = 0;
	for (size_t i = 0; i < s->n; i++)
		if (s->children[i].role == ROLE_CHAT)
			fds[(*n)++] = s->children[i].wake[1];
	return fds;
}

/* Of those who look at a source, in the configuration's order; -1 nobody does. */
static int *
fetch_wakes(const struct supervisor *s)
{
	int *fds = xcalloc(s->config->sources_n + 1, sizeof(*fds));

	for (size_t i = 0; i < s->config->sources_n; i++) {
		fds[i] = -1;
		for (size_t k = 0; k < s->n; k++)
			if (s->children[k].role == ROLE_FETCH &&
			    s->children[k].source == &s->config->sources[i])
				fds[i] = s->children[k].wake[1];
	}
	return fds;
}

static enum pump_result
run_pump(const struct supervisor *s, const struct child *c, bool once)
{
	size_t chats;
	int *wakes = chat_wakes(s, &chats), *fetch = fetch_wakes(s);
	enum pump_result result = PUMP_FATAL;
	struct pump_env env = {
	    .config = s->config,
	    .wake_fetch = fetch,
	    .wake_chat = wakes,
	    .wake_chat_n = chats,
	    .wake_in = c->wake[0],
	    .wake_work = child_of_role(s, ROLE_WORK)->wake[1],
	    .wake_send = child_of_role(s, ROLE_SEND)->wake[1],
	    .stop = s->stop[0],
	    .alive = c->alive[1],
	    .once = once,
	};

	switch (c->role) {
	case ROLE_WORK: result = work_pump(&env); break;
	case ROLE_SEND: result = send_pump(&env); break;
	case ROLE_FETCH: result = fetch_pump(&env, c->source); break;
	case ROLE_CHAT: result = chat_pump(&env, c->source); break;
	case ROLE_HOOK: result = hook_pump(&env); break;
	}
	free(wakes);
	free(fetch);
	return result;
}

/* In the child: only what the pump needs stays open. */
static void
become_pump(struct supervisor *s, const struct child *c, pid_t parent, bool once)
{
	enum pump_result result;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0); /* the supervisor died before we could ask to be told */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)sigprocmask(SIG_SETMASK, &s->old_mask, NULL);
	(void)close(s->stop[1]);
	if (s->signals >= 0)
		(void)close(s->signals);
	if (s->fifo >= 0)
		(void)close(s->fifo);
	(void)prctl(PR_SET_NAME, c->name);
	log_init(c->name, (enum log_level)s->config->log_level);
	result = run_pump(s, c, once);
	exit((int)result);
}

static bool
start_child(struct supervisor *s, struct child *c, bool once)
{
	pid_t parent = getpid(), pid = fork();

	if (pid < 0) {
		log_error("cannot start %s: %s", c->name, strerror(errno));
		c->start_at = monotonic_sec() + BACKOFF_MAX_SEC;
		return false;
	}
	if (pid == 0)
		become_pump(s, c, parent, once);
	c->pid = pid;
	c->started = monotonic_sec();
	c->answered = true;
	log_debug("%s started, pid %ld", c->name, (long)pid);
	return true;
}

static void
child_ended(struct supervisor *s, struct child *c, int status)
{
	int64_t now = monotonic_sec();
	bool steady = now - c->started >= STEADY_SEC;

	c->pid = 0;
	if (s->stopping)
		return;
	if (steady || !c->backoff_sec)
		c->backoff_sec = BACKOFF_FIRST_SEC;
	else
		c->backoff_sec = c->backoff_sec * 2 > BACKOFF_MAX_SEC
		                     ? BACKOFF_MAX_SEC
		                     : c->backoff_sec * 2;
	if (WIFEXITED(status) && WEXITSTATUS(status) == PUMP_FATAL)
		c->backoff_sec = BACKOFF_FATAL_SEC;
	c->start_at = now + c->backoff_sec;
	if (WIFSIGNALED(status))
		log_error("%s was ended by signal %d; starts again in %d s", c->name,
		    WTERMSIG(status), c->backoff_sec);
	else
		log_warn("%s ended (%d); starts again in %d s", c->name,
		    WEXITSTATUS(status), c->backoff_sec);
}

static void
reap(struct supervisor *s)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < s->n; i++)
			if (s->children[i].pid == pid)
				child_ended(s, &s->children[i], status);
}

/* Starts what is due; returns the seconds until the next start, -1 none. */
static int64_t
start_due(struct supervisor *s)
{
	int64_t now = monotonic_sec(), next = -1;

	for (size_t i = 0; i < s->n; i++) {
		struct child *c = &s->children[i];

		if (c->pid)
			continue;
		if (c->start_at <= now)
			(void)start_child(s, c, false);
		if (!c->pid && (next < 0 || c->start_at - now < next))
			next = c->start_at - now;
	}
	return next;
}

static bool
running(const struct supervisor *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->children[i].pid)
			return true;
	return false;
}

/* --- the loop --- */

static void
wake_all(const struct supervisor *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->children[i].role != ROLE_FETCH)
			pump_wake(s->children[i].wake[1]);
}

/* The others wait for servers that are not ours. */
static bool
is_vital(const struct child *c)
{
	return c->role == ROLE_WORK || c->role == ROLE_SEND;
}

/* The watchdog hears from us only while work and send answer to being woken. */
static void
watchdog(struct supervisor *s)
{
	bool all = true;
	char byte[64];

	for (size_t i = 0; i < s->n; i++) {
		struct child *c = &s->children[i];

		while (read(c->alive[0], byte, sizeof(byte)) > 0)
			c->answered = true;
		if (is_vital(c) && c->pid && !c->answered)
			all = false;
	}
	if (!all)
		return;
	notify("WATCHDOG=1");
	for (size_t i = 0; i < s->n; i++)
		s->children[i].answered = !is_vital(&s->children[i]);
	wake_all(s);
}

static void
read_signals(struct supervisor *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			reap(s);
		else if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT)
			s->stopping = true;
		else if (info.ssi_signo == SIGHUP)
			wake_all(s);
	}
}

static int
wait_ms(int64_t next_start, int watchdog_sec)
{
	int64_t sec = next_start;

	if (watchdog_sec > 0 && (sec < 0 || watchdog_sec < sec))
		sec = watchdog_sec;
	return sec < 0 ? -1 : (int)(sec * 1000) + 10;
}

static void
loop(struct supervisor *s)
{
	int dog_sec = notify_watchdog_sec();
	int64_t dog_at = monotonic_sec();

	while (!s->stopping) {
		struct pollfd fds[2] = {{.fd = s->signals, .events = POLLIN},
		    {.fd = s->fifo, .events = POLLIN}};
		int64_t next = start_due(s);

		(void)poll(fds, ARRAY_LEN(fds), wait_ms(next, dog_sec));
		read_signals(s);
		if (fds[1].revents & POLLIN) {
			pump_drain(s->fifo);
			wake_all(s);
		}
		if (dog_sec > 0 && monotonic_sec() >= dog_at) {
			watchdog(s);
			dog_at = monotonic_sec() + dog_sec;
		}
	}
}

static void
stop_children(struct supervisor *s)
{
	int64_t until = monotonic_sec() + STOP_WAIT_SEC;

	notify("STOPPING=1\nSTATUS=stopping");
	(void)close(s->stop[1]);
	while (running(s) && monotonic_sec() < until) {
		struct pollfd fd = {.fd = s->signals, .events = POLLIN};

		(void)poll(&fd, 1, 1000);
		read_signals(s);
		reap(s);
	}
	for (size_t i = 0; i < s->n; i++)
		if (s->children[i].pid) {
			log_warn("%s does not stop and is ended", s->children[i].name);
			(void)kill(s->children[i].pid, SIGKILL);
			(void)waitpid(s->children[i].pid, NULL, 0);
		}
}

static void
prepare(struct supervisor *s, const struct config *c)
{
	*s = (struct supervisor){.config = c, .signals = -1, .fifo = -1};
	pipe_pair(s->stop);
	add_child(s, ROLE_WORK, NULL);
	add_child(s, ROLE_SEND, NULL);
	for (size_t i = 0; i < c->sources_n; i++)
		if (!source_is_chat(&c->sources[i]) || chat_is_polled(&c->sources[i]))
			add_child(s, ROLE_FETCH, &c->sources[i]);
	for (size_t i = 0; i < c->sources_n; i++)
		if (chat_is_answered(&c->sources[i]))
			add_child(s, ROLE_CHAT, &c->sources[i]);
	for (size_t i = 0; i < c->sources_n; i++)
		if (c->sources[i].hook) {
			add_child(s, ROLE_HOOK, NULL);
			break;
		}
}

static void
release(struct supervisor *s)
{
	for (size_t i = 0; i < s->n; i++) {
		(void)close(s->children[i].wake[0]);
		(void)close(s->children[i].wake[1]);
		(void)close(s->children[i].alive[0]);
		(void)close(s->children[i].alive[1]);
		free(s->children[i].name);
	}
	free(s->children);
}

static void
take_signals(struct supervisor *s)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGCHLD);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGHUP);
	(void)sigprocmask(SIG_BLOCK, &set, &s->old_mask);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s->signals < 0)
		fatal("signalfd: %s", strerror(errno));
}

int
supervise(const struct config *c)
{
	struct supervisor s;

	prepare(&s, c);
	take_signals(&s);
	s.fifo = open_fifo(c);
	(void)start_due(&s);
	notify("READY=1\nSTATUS=watching %zu source(s)", c->sources_n);
	log_info("madoguchid %s watches %zu source(s), store %s", MADOGUCHI_VERSION,
	    c->sources_n, c->store);
	loop(&s);
	stop_children(&s);
	log_info("madoguchid stopped");
	(void)close(s.stop[0]);
	(void)close(s.signals);
	if (s.fifo >= 0)
		(void)close(s.fifo);
	release(&s);
	return 0;
}

/* --- once --- */

/* Runs one pump to its end in a process of its own; the exit status, or PUMP_RETRY. */
static int
run_once(struct supervisor *s, struct child *c)
{
	int status = 0;

	if (!start_child(s, c, true) || waitpid(c->pid, &status, 0) < 0)
		return PUMP_RETRY;
	c->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : PUMP_RETRY;
}

static bool
was_woken(struct child *c)
{
	char bytes[256];
	bool woken = false;

	while (read(c->wake[0], bytes, sizeof(bytes)) > 0)
		woken = true;
	return woken;
}

int
supervise_once(const struct config *c)
{
	struct supervisor s;
	int worst = PUMP_DONE;

	prepare(&s, c);
	for (size_t i = 0; i < s.n; i++)
		if (s.children[i].role == ROLE_FETCH) {
			int result = run_once(&s, &s.children[i]);

			worst = result > worst ? result : worst;
		}
	/* Sending may bring work (an address that does not exist), and work brings
	 * sending. */
	for (int round = 0; round < ONCE_ROUNDS_MAX; round++) {
		for (size_t i = 0; i < s.n; i++) {
			int result;

			if (s.children[i].role == ROLE_FETCH ||
			    s.children[i].role == ROLE_HOOK)
				continue;

			(void)was_woken(&s.children[i]);
			result = run_once(&s, &s.children[i]);
			worst = result > worst ? result : worst;
		}
		if (worst != PUMP_DONE || !was_woken(&s.children[0]))
			break;
	}
	(void)close(s.stop[0]);
	(void)close(s.stop[1]);
	release(&s);
	return worst == PUMP_DONE ? 0 : worst == PUMP_RETRY ? 1 : 3;
}
