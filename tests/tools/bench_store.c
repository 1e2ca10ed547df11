/*
 * How many units of work the store takes in a second: inbox row, case, three events, mail
 * and timer, 64 units a transaction. Usage: bench_store FILE [UNITS]
 */
#include "store_case.h"
#include "store_inbox.h"
#include "store_work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { GROUP = 64, RAW_BYTES = 3000 };

static double
seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
unit(struct store *s, int64_t source, long i, const char *raw)
{
	char *message_id = xasprintf("%ld@desk.example", i);
	struct inbox_new in = {.source_id = source,
	    .uidvalidity = 1,
	    .uid = (uint32_t)i,
	    .size = RAW_BYTES,
	    .received_at = i,
	    .raw = raw,
	    .raw_bytes = RAW_BYTES};
	struct outbox_new out = {.template_name = "ack",
	    .lang = "ja",
	    .recipient = "a@example.com",
	    .subject = "受付",
	    .message_id = message_id,
	    .wire = raw,
	    .wire_bytes = RAW_BYTES / 2,
	    .now = i};
	struct case_row c;

	memcpy(in.dedup, &i, sizeof(i));
	(void)store_inbox_add(s, &in);
	case_row_init(&c);
	set_str(&c.state, "new");
	set_str(&c.subject, "セキュリティの相談");
	c.opened_at = 1764550800;
	store_case_add(s, &c);
	for (int k = 0; k < 3; k++)
		(void)store_event(
		    s, c.id, i, "desk", "state", "受付 → 確認: 十分な確信度", 0, false);
	out.case_id = c.id;
	(void)store_outbox_add(s, &out);
	store_timer_set(s, c.id, "reminder", 0, i);
	case_row_free(&c);
	free(message_id);
}

int
main(int argc, char **argv)
{
	long units = argc > 2 ? strtol(argv[2], NULL, 10) : 6400;
	char raw[RAW_BYTES];
	struct err e = {0};
	struct store *s;
	int64_t source;
	double start;

	if (argc < 2 || !(s = store_open(argv[1], &e))) {
		fprintf(stderr, "bench_store: %s\n", argc < 2 ? "no file" : e.text);
		return 2;
	}
	memset(raw, 'x', sizeof(raw));
	source = store_source(s, "bench").id;
	start = seconds();
	for (long i = 0; i < units;) {
		bool ok = store_begin(s);

		for (int k = 0; ok && k < GROUP; k++)
			unit(s, source, ++i, raw);
		if (!ok || !store_commit(s, &e)) {
			fprintf(stderr, "bench_store: %s\n", e.text);
			return 1;
		}
	}
	printf("%.0f units/s\n", (double)units / (seconds() - start));
	store_close(s);
	return 0;
}
