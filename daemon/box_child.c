/*
 * The inside of the box. See box_child.h. Everything that a library does lazily (tables,
 * converters) is done once before the walls go up; afterwards the process can compute,
 * get memory, and talk over one descriptor.
 */
#include "box_child.h"
#include "buf.h"

#include "box.h"
#include "chat_read.h"
#include "mime_read.h"

#include <errno.h>
#include <iconv.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { FD_TALK = 0, EXIT_WALLS = 3, EXIT_TALK = 4 };

static const int allowed[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(getrandom),
    SCMP_SYS(sched_yield),
#ifdef MADOGUCHI_SANITIZED
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(gettid),
    SCMP_SYS(getpid),
    SCMP_SYS(sched_getaffinity),
#endif
};

/* Refused rather than deadly: a strange charset in a parameter makes GMime ask the C
 * library for a converter, which looks for a file and can do without. */
static const int refused[] = {
    SCMP_SYS(open),
    SCMP_SYS(openat),
    SCMP_SYS(openat2),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
};

/* Memory yes, code no. */
static int
allow_memory(scmp_filter_ctx filter)
{
	int bad = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));

	bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return bad;
}

static bool
raise_walls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int bad = 0;

	if (!filter)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(allowed); i++)
		bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		bad |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), refused[i], 0);
	bad |= allow_memory(filter);
	bad |= seccomp_load(filter);
	seccomp_release(filter);
	return bad == 0;
}

/* Pages of address space in use now; 0 when unknown. */
static size_t
pages_in_use(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	char text[64] = "";

	if (!f)
		return 0;
	if (!fgets(text, sizeof(text), f))
		text[0] = '\0';
	(void)fclose(f);
	return (size_t)strtoul(text, NULL, 10);
}

static bool
limit(__rlimit_resource_t what, rlim_t value)
{
	struct rlimit l = {.rlim_cur = value, .rlim_max = value};

	return setrlimit(what, &l) == 0;
}

/* Under a filter that forbids setrlimit the unit's own limits stand instead. */
static void
set_limits(int memory_mib)
{
	size_t used = pages_in_use() * (size_t)sysconf(_SC_PAGESIZE);

	(void)limit(RLIMIT_CORE, 0);
	(void)limit(RLIMIT_NOFILE, 1);
	(void)limit(RLIMIT_FSIZE, 0);
#ifndef MADOGUCHI_SANITIZED
	(void)limit(RLIMIT_AS, used + (size_t)memory_mib * 1024 * 1024);
#else
	(void)used;
	(void)memory_mib;
#endif
}

/* The parent's handlers have no business here. */
static void
reset_signals(void)
{
	struct sigaction action = {.sa_handler = SIG_DFL};
	sigset_t none;

	for (int s = 1; s < NSIG; s++)
		(void)sigaction(s, &action, NULL);
	action.sa_handler = SIG_IGN;
	(void)sigaction(SIGPIPE, &action, NULL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool
keep_only(int fd)
{
	if (fd != FD_TALK && dup2(fd, FD_TALK) < 0)
		return false;
	if (close_range(FD_TALK + 1, ~0u, 0) == 0)
		return true;
	for (int i = FD_TALK + 1; i < 4096; i++)
		(void)close(i);
	return true;
}

/* Converters that GMime may ask for in ordinary mail: opened once, the C library keeps
 * them. */
static void
warm_converters(void)
{
	static const char *const names[] = {
	    "ISO-2022-JP", "SHIFT_JIS", "CP932", "EUC-JP", "ISO-8859-1", "GB18030"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		(void)iconv_open("UTF-8", names[i]);
}

/* One mail that touches what is set up at first use. */
static void
warm_up(void)
{
	static const char mail[] =
	    "From: =?ISO-2022-JP?B?GyRCO0VFRBsoQg==?= <a@example.jp>\r\n"
	    "To: \"b\" <b@example.jp>\r\nDate: Mon, 02 Nov 2026 10:00:00 +0900\r\n"
	    "Subject: =?UTF-8?Q?=E3=81=82?=\r\nMessage-ID: <1@example.jp>\r\n"
	    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
	    "--b\r\nContent-Type: text/html; charset=shift_jis\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>=82=A0</p>\r\n"
	    "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: c\r\n\r\nd\r\n"
	    "--b\r\nContent-Type: application/pdf; "
	    "name*=iso-2022-jp''%1B$B$%22%1B(B.pdf\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\nYQ==\r\n--b--\r\n";
	struct message m;
	json_t *json;

	warm_converters();
	mime_read(mail, sizeof(mail) - 1, false, &m);
	json = message_to_json(&m);
	free(json_dumps(json, JSON_COMPACT));
	json_decref(json);
	message_free(&m);
}

int
box_child_lock(int fd, int memory_mib)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	reset_signals();
	warm_up();
	set_limits(memory_mib);
	if (!keep_only(fd))
		return EXIT_WALLS;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !raise_walls())
		return EXIT_WALLS;
	return 0;
}

static bool
read_all(void *bytes, size_t n)
{
	char *at = bytes;

	while (n) {
		ssize_t got = read(FD_TALK, at, n);

		if (got <= 0) {
			if (got < 0 && errno == EINTR)
				continue;
			return false;
		}
		at += got;
		n -= (size_t)got;
	}
	return true;
}

static bool
answer(const char *raw, size_t n, unsigned how)
{
	struct message m;
	struct box_answer head;
	json_t *json;
	char *text;
	bool ok;

	if (how & BOX_CHAT)
		chat_read(raw, n, &m);
	else
		mime_read(raw, n, how & BOX_CUT, &m);
	json = message_to_json(&m);
	text = json_dumps(json, JSON_COMPACT);
	message_free(&m);
	json_decref(json);
	if (!text)
		return false;
	head.size = strlen(text);
	ok = write_all(FD_TALK, &head, sizeof(head)) &&
	     write_all(FD_TALK, text, head.size);
	free(text);
	return ok;
}

void
box_child_run(int fd, int memory_mib)
{
	struct box_request request;
	int failed = box_child_lock(fd, memory_mib);

	if (failed)
		_exit(failed);
	while (read_all(&request, sizeof(request))) {
		char *raw = malloc(request.size + 1);

		if (!raw || !read_all(raw, request.size))
			_exit(EXIT_TALK);
		raw[request.size] = '\0';
		if (!answer(raw, request.size, request.how))
			_exit(EXIT_TALK);
		free(raw);
	}
	_exit(0);
}
