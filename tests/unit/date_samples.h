/* Tables of texts and of the days that dates_find should read in them, for the tests of
 * dates. To be included behind cmocka.h. */
#ifndef MADOGUCHI_TEST_DATE_SAMPLES_H
#define MADOGUCHI_TEST_DATE_SAMPLES_H

#include "buf.h"
#include "clock.h"
#include "slots.h"

#include <stdlib.h>
#include <string.h>

struct sample {
	const char *sent, *text, *wanted, *unavailable;
};

static char *
joined(const struct strlist *list)
{
	struct buf b = {0};

	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			buf_addc(&b, ' ');
		buf_adds(&b, list->v[i]);
	}
	return buf_steal(&b);
}

static void
check(const struct sample *table, size_t n)
{
	size_t wrong = 0;

	for (size_t i = 0; i < n; i++) {
		struct date_findings f;
		char *wanted, *unavailable;
		int64_t sent;

		assert_true(civil_parse_iso(table[i].sent, &sent));
		dates_find(table[i].text, sent, &f);
		wanted = joined(&f.wanted);
		unavailable = joined(&f.unavailable);
		if (strcmp(wanted, table[i].wanted) != 0 ||
		    strcmp(unavailable, table[i].unavailable) != 0) {
			print_error("%s\n  wanted %s, not %s\n  unavailable %s, not %s\n",
			    table[i].text, wanted, table[i].wanted, unavailable,
			    table[i].unavailable);
			wrong++;
		}
		wrong += f.conflicts.n;
		free(wanted);
		free(unavailable);
		date_findings_free(&f);
	}
	assert_int_equal(wrong, 0);
}

#endif
