/* What of a message is kept, how many go together, and the Maildir source as a whole. */
#include "clock.h"
#include "fetch.h"
#include "log.h"
#include "store_case.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { KIB = 1024, MIB = 1024 * 1024 };

static const struct {
	int64_t sizes[6];
	size_t n, count, wanted;
} batches[] = {
    {{1, 1, 1, 1, 1, 1}, 6, 100, 6},
    {{1, 1, 1, 1, 1, 1}, 6, 4, 4},
    {{1, 1}, 2, 1, 1},
    {{0, 0, 0}, 3, 2, 2},
    {{5 * MIB, 1, 1}, 3, 100, 1},
    {{1, 5 * MIB, 1}, 3, 100, 1},
    {{MIB, 1}, 2, 100, 1},
    {{512 * KIB, 512 * KIB, 1}, 3, 100, 2},
    {{UINT32_MAX}, 1, 100, 1},
};

static void
test_batches(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(batches); i++)
		assert_int_equal(
		    intake_batch_len(batches[i].sizes, batches[i].n, batches[i].count),
		    batches[i].wanted);
}

/* --- a Maildir in a folder of its own --- */

struct place {
	char dir[64];
	struct config config;
	struct config_source source;
	struct pump_env env;
};

static int
setup(void **state)
{
	struct place *p = xcalloc(1, sizeof(*p));

	(void)snprintf(p->dir, sizeof(p->dir), "/tmp/test_intake_XXXXXX");
	if (!mkdtemp(p->dir))
		return -1;
	p->config.state_dir = xstrdup(p->dir);
	p->config.store = xasprintf("%s/store.db", p->dir);
	p->config.limits.max_message_kib = 2048;
	p->config.limits.tries = 3;
	p->source.name = xstrdup("box");
	p->source.kind = SOURCE_MAILDIR;
	p->source.path = xasprintf("%s/box", p->dir);
	p->source.mark_seen = true;
	p->source.batch = 2;
	p->env = (struct pump_env){.config = &p->config,
	    .wake_in = -1,
	    .wake_work = -1,
	    .wake_send = -1,
	    .stop = -1,
	    .alive = -1,
	    .once = true};
	*state = p;
	return 0;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int
teardown(void **state)
{
	struct place *p = *state;

	(void)nftw(p->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(p->config.state_dir);
	free(p->config.store);
	free(p->source.name);
	free(p->source.path);
	free(p);
	return 0;
}

static void
put(const struct place *p, const char *name, const char *text, size_t fill)
{
	char *path = xasprintf("%s/new/%s", p->source.path, name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	(void)fputs(text, f);
	for (size_t i = 0; i < fill; i++)
		(void)fputc('x', f);
	assert_int_equal(fclose(f), 0);
	free(path);
}

static bool
is_there(const struct place *p, const char *name)
{
	char *path = xasprintf("%s/%s", p->source.path, name);
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

static int64_t
count(const struct place *p, const char *inbox_state)
{
	struct store *s = store_open(p->config.store, NULL);
	int64_t n;

	assert_non_null(s);
	n = store_inbox_count(s, inbox_state);
	store_close(s);
	return n;
}

static void
look(const struct place *p)
{
	assert_int_equal(fetch_pump(&p->env, &p->source), PUMP_DONE);
}

static void
test_maildir(void **state)
{
	struct place *p = *state;

	look(p); /* makes the folders */
	put(p, "1.a", "Message-ID: <1@example.jp>\n\none\n", 0);
	put(p, "2.b:2,", "Message-ID: <2@example.jp>\n\ntwo\n", 0);
	put(p, "3.copy", "Received: y\nMessage-ID: <1@example.jp>\n\none\n", 0);
	put(p, "4.empty", "", 0);
	put(p, ".hidden", "x", 0);
	look(p);
	assert_int_equal(count(p, "new"), 3);
	assert_true(is_there(p, "cur/1.a:2,S"));
	assert_true(is_there(p, "cur/2.b:2,S"));
	assert_true(is_there(p, "cur/3.copy:2,S"));
	assert_true(is_there(p, "cur/4.empty:2,S"));
	assert_true(is_there(p, "new/.hidden"));
	look(p);
	assert_int_equal(count(p, "new"), 3);
}

static void
test_large(void **state)
{
	struct place *p = *state;
	struct store *s;
	struct inbox_item *items;
	size_t n;
	char end[4];

	look(p);
	put(p, "1.large", "Subject: l\n\n", 3 * MIB / 2);
	put(p, "2.huge", "Subject: h\n\n", 3 * MIB);
	look(p);
	assert_int_equal(count(p, "new"), 1);
	assert_int_equal(count(p, "quarantine"), 1);
	assert_true(is_there(p, "cur/1.large:2,S"));
	assert_true(is_there(p, "cur/2.huge:2,"));
	s = store_open(p->config.store, NULL);
	items = store_inbox_due(s, 0, NULL, 10, &n);
	assert_int_equal(n, 1);
	assert_int_equal(items[0].raw_bytes, 12 + 3 * MIB / 2);
	assert_int_equal(
	    store_inbox_raw_read(s, items[0].id, (size_t)items[0].raw_bytes - 4, end, 4),
	    4);
	assert_memory_equal(end, "xxxx", 4);
	store_inbox_items_free(items, n);
	store_close(s);
}

/* What cannot be read holds up nobody, and is set aside in the end. */
static void
test_unreadable(void **state)
{
	struct place *p = *state;
	char *path = xasprintf("%s/new/0.folder", p->source.path);

	look(p);
	assert_int_equal(mkdir(path, 0700), 0);
	put(p, "1.a", "Subject: a\n\none\n", 0);
	look(p);
	assert_int_equal(count(p, "new"), 1);
	assert_int_equal(count(p, "quarantine"), 0);
	look(p);
	look(p);
	assert_int_equal(count(p, "quarantine"), 1);
	assert_false(is_there(p, "new/0.folder"));
	look(p);
	assert_int_equal(count(p, "quarantine"), 1);
	free(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_batches),
	    cmocka_unit_test_setup_teardown(test_maildir, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_large, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_unreadable, setup, teardown),
	};

	log_init("test", LOG_LEVEL_ERROR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
