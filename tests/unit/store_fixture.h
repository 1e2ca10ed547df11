/*
 * What the tests of the store share: cmocka, a fresh store in a folder of its own, and
 * rows with little to say.
 */
#ifndef MADOGUCHI_STORE_FIXTURE_H
#define MADOGUCHI_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store_case.h"
#include "store_expert.h"
#include "store_inbox.h"
#include "store_work.h"

enum { NOW = 1764550800 }; /* 2025-12-01 10:00 in Japan */

struct fixture {
	char dir[64];
	char *path;
	struct store *s;
};

static inline struct store *
open_path(const char *path)
{
	struct err e = {0};
	struct store *s = store_open(path, &e);

	if (!s)
		fail_msg("%s", e.text);
	return s;
}

static inline int
fixture_setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));

	(void)snprintf(f->dir, sizeof(f->dir), "/tmp/madoguchi-test-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->path = xasprintf("%s/store.db", f->dir);
	f->s = open_path(f->path);
	*state = f;
	return 0;
}

static inline int
fixture_teardown(void **state)
{
	struct fixture *f = *state;
	char *command = xasprintf("rm -rf '%s'", f->dir);

	store_close(f->s);
	if (system(command) != 0)
		return -1;
	free(command);
	free(f->path);
	free(f);
	return 0;
}

static inline int64_t
add_case(struct store *s, const char *state, int64_t opened_at)
{
	struct case_row c;
	int64_t id;

	case_row_init(&c);
	set_str(&c.state, state);
	c.opened_at = opened_at;
	store_case_add(s, &c);
	id = c.id;
	case_row_free(&c);
	return id;
}

static inline int64_t
add_expert(struct store *s, const char *registration_no, const char *email)
{
	struct expert e;
	int64_t id;

	expert_init(&e);
	set_str(&e.registration_no, registration_no);
	set_str(&e.name, "見本 太郎");
	set_str(&e.email, email);
	id = store_expert_put(s, &e, NOW, NULL);
	expert_free(&e);
	return id;
}

static inline int64_t
add_offer(struct store *s, int64_t case_id, int64_t expert_id)
{
	const struct offer o = {.case_id = case_id,
	    .expert_id = expert_id,
	    .score = 50,
	    .made_at = NOW,
	    .due_at = NOW + 1000};

	return store_offer_add(s, &o);
}

static inline int64_t
add_inbox(struct store *s, int64_t source, int n, uint32_t uid)
{
	struct inbox_new m = {.source_id = source,
	    .uidvalidity = 1,
	    .uid = uid,
	    .size = 5,
	    .received_at = NOW,
	    .raw = "hello",
	    .raw_bytes = 5};

	memcpy(m.dedup, &n, sizeof(n));
	return store_inbox_add(s, &m);
}

static inline int64_t
add_mail(struct store *s, int64_t case_id, const char *to, const char *message_id)
{
	const struct outbox_new m = {.case_id = case_id,
	    .template_name = "ack",
	    .lang = "ja",
	    .recipient = to,
	    .subject = "受付",
	    .message_id = message_id,
	    .wire = "A: b\r\n\r\nc",
	    .wire_bytes = 9,
	    .now = NOW};

	return store_outbox_add(s, &m);
}

#define STORE_TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

#endif
