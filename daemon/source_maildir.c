/*
 * The Maildir source: what a local delivery program leaves in new/ is taken in, and after
 * the commit moved to cur/. A file that is seen twice is known by its content.
 */
#include "clock.h"
#include "fetch.h"
#include "log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MARK_MAX = 1000 };

struct maildir {
	struct fetch *f;
	int watch; /* inotify; -1: none, the folder is polled */
};

/* --- files --- */

static char *
path_of(const struct maildir *m, const char *folder, const char *name)
{
	return xasprintf(
	    "%s/%s%s%s", m->f->source->path, folder, name ? "/" : "", name ? name : "");
}

static bool
make_folders(const struct maildir *m, struct err *e)
{
	static const char *const folders[] = {"", "new", "cur", "tmp"};

	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		char *path = path_of(m, folders[i], NULL);
		bool ok = mkdir(path, 0700) == 0 || errno == EEXIST;

		if (!ok)
			(void)err_set(e, "cannot make %s: %s", path, strerror(errno));
		free(path);
		if (!ok)
			return false;
	}
	return true;
}

static void
start_watch(struct maildir *m)
{
	char *path;

	if (m->watch >= 0)
		return;
	m->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	path = path_of(m, "new", NULL);
	if (m->watch >= 0 && inotify_add_watch(m->watch, path,
	                         IN_MOVED_TO | IN_CREATE | IN_CLOSE_WRITE) < 0) {
		(void)close(m->watch);
		m->watch = -1;
	}
	free(path);
}

static int
cmp_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names begin with the time of delivery: sorting puts the oldest first. */
static bool
list_new(const struct maildir *m, struct strlist *names, struct err *e)
{
	char *path = path_of(m, "new", NULL);
	DIR *dir = opendir(path);
	const struct dirent *d;

	if (!dir)
		(void)err_retry(e, "cannot read %s: %s", path, strerror(errno));
	free(path);
	if (!dir)
		return false;
	while ((d = readdir(dir))) {
		if (d->d_name[0] != '.')
			strlist_add(names, d->d_name);
	}
	(void)closedir(dir);
	if (names->n > 1)
		qsort(names->v, names->n, sizeof(*names->v), cmp_name);
	return true;
}

/* --- taking --- */

/* Troubles are counted by number; a file has only a name. */
static uint32_t
name_number(const char *name)
{
	uint32_t hash = 2166136261U;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619U;
	return hash;
}

/* Opens a message file; -1 with errno. A pipe or a device must not hold up the desk. */
static int
open_message(const struct maildir *m, const char *name, struct stat *st)
{
	char *path = path_of(m, "new", name);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);

	free(path);
	if (fd >= 0 && (fstat(fd, st) < 0 || !S_ISREG(st->st_mode))) {
		(void)close(fd);
		errno = EINVAL;
		return -1;
	}
	return fd;
}

static bool
read_beginning(int fd, struct buf *raw, size_t n)
{
	while (raw->len < n) {
		ssize_t got = read(fd, buf_room(raw, n - raw->len), n - raw->len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0)
			break;
		raw->len += (size_t)got;
	}
	return true;
}

/* False with errno when the file cannot be read. */
static bool
read_message(const struct maildir *m, struct intake *in)
{
	struct stat st;
	int fd = open_message(m, in->place, &st);
	bool ok = true;

	if (fd < 0)
		return false;
	in->size = st.st_size;
	if (intake_too_large(m->f, in->size)) {
		ok = read_beginning(fd, &in->raw, intake_beginning(m->f));
		intake_cut(m->f, in, "Maildir");
	} else if (in->size > FETCH_BATCH_BYTES) {
		in->spool = fd;
		fd = -1;
	} else {
		ok = read_beginning(fd, &in->raw, (size_t)in->size);
	}
	if (fd >= 0)
		(void)close(fd);
	in->got = ok;
	return ok;
}

/* After some failures the file is set aside; until then it stays, and holds up nobody. */
static void
note_unreadable(struct maildir *m, struct intake *in, int error)
{
	uint32_t number = name_number(in->place);
	const char *why = error == EINVAL ? "not a regular file" : strerror(error);
	int tries = store_fetch_trouble(m->f->store, m->f->row.id, 0, number, why);

	log_warn("%s: %s, attempt %d: %s", m->f->source->name, in->place, tries, why);
	if (tries < fetch_tries(m->f))
		return;
	intake_give_up(in, why);
	store_fetch_trouble_clear(m->f->store, m->f->row.id, 0, number);
}

static void
take_file(struct maildir *m, const char *name, struct intake *in)
{
	intake_init(in, 0, 0);
	in->place = xstrdup(name);
	if (read_message(m, in))
		return;
	if (errno == ENOENT)
		in->gone = true;
	else
		note_unreadable(m, in, errno);
}

/* Moves a file to cur/. True also when it is no longer in new/. */
static bool
move_to_cur(const struct maildir *m, const char *place, bool seen)
{
	int base = (int)strcspn(place, ":");
	char *from = path_of(m, "new", place);
	char *to = xasprintf(
	    "%s/cur/%.*s:2,%s", m->f->source->path, base, place, seen ? "S" : "");
	bool ok = rename(from, to) == 0 || errno == ENOENT;

	if (!ok)
		log_warn("%s: cannot move %s to cur: %s; tried again at the next look",
		    m->f->source->name, place, strerror(errno));
	free(from);
	free(to);
	return ok;
}

static void
free_all(struct intake *ins, size_t n)
{
	for (size_t i = 0; i < n; i++)
		intake_free(&ins[i]);
	free(ins);
}

/* Takes the next names that go together; *done: how many. */
static bool
take_batch(struct maildir *m, char *const *names, size_t n, size_t *done, struct err *e)
{
	size_t count = m->f->source->batch > 0 ? (size_t)m->f->source->batch : 1;
	struct intake *ins = xcalloc(count, sizeof(*ins));
	int64_t bytes = 0;
	size_t i;
	bool ok;

	for (i = 0; i < n && i < count && bytes < FETCH_BATCH_BYTES; i++) {
		take_file(m, names[i], &ins[i]);
		bytes += (int64_t)ins[i].raw.len;
	}
	ok = intake_commit(m->f, ins, i, 0, 0, e);
	for (size_t j = 0; ok && j < i; j++) {
		if (ins[j].got)
			(void)move_to_cur(
			    m, names[j], m->f->source->mark_seen && !ins[j].leave);
	}
	free_all(ins, i);
	*done = i;
	return ok;
}

/* --- marking --- */

/* What the store still has as unmarked: usually moved by now, else from an earlier end of
 * the process. Names that cannot be moved are met again at the next look. */
static bool
mark_left_over(struct maildir *m, struct err *e)
{
	for (;;) {
		size_t n = 0, marked = 0;
		struct inbox_place *rows =
		    store_inbox_unmarked(m->f->store, m->f->row.id, 0, MARK_MAX, &n);
		bool ok = store_begin(m->f->store);

		for (size_t i = 0; ok && i < n; i++) {
			if (!rows[i].place ||
			    move_to_cur(m, rows[i].place, m->f->source->mark_seen)) {
				store_inbox_marked(m->f->store, rows[i].id);
				marked++;
			}
		}
		store_inbox_places_free(rows, n);
		if (!ok)
			return err_retry(e, "store: cannot begin to write");
		if (!store_commit(m->f->store, e))
			return false;
		if (n < MARK_MAX || marked == 0)
			return true;
	}
}

/* --- the driver --- */

static void *
maildir_open(struct fetch *f)
{
	struct maildir *m = xcalloc(1, sizeof(*m));

	m->f = f;
	m->watch = -1;
	return m;
}

static bool
maildir_round(void *state, struct err *e)
{
	struct maildir *m = state;
	struct strlist names = {0};
	size_t i = 0, n = 0;
	bool ok = make_folders(m, e);

	if (ok)
		start_watch(m); /* before the list, so that nothing falls between */
	ok = ok && list_new(m, &names, e);
	for (; ok && i < names.n && !fetch_stopping(m->f); i += n)
		ok = take_batch(m, names.v + i, names.n - i, &n, e);
	ok = ok && mark_left_over(m, e);
	strlist_free(&names);
	return ok;
}

static bool
maildir_wait(void *state)
{
	struct maildir *m = state;
	int sec = m->f->source->poll_sec;
	char events[4096];
	bool stop;

	stop = pump_sleep(m->f->env, m->watch, POLLIN, clock_now() + (sec > 0 ? sec : 1));
	while (m->watch >= 0 && read(m->watch, events, sizeof(events)) > 0)
		;
	return stop;
}

static void
maildir_close(void *state)
{
	struct maildir *m = state;

	if (m->watch >= 0)
		(void)close(m->watch);
	free(m);
}

const struct fetch_driver source_maildir = {
    .open = maildir_open,
    .round = maildir_round,
    .wait = maildir_wait,
    .close = maildir_close,
};
