/* Dates of a text, and the other facts: what is found must be dates. */
#include "clock.h"
#include "fuzz.h"
#include "slots.h"

enum { SENT = 1780534800 };

static void
check(const struct strlist *dates)
{
	for (size_t i = 0; i < dates->n; i++) {
		char *slash = strchr(dates->v[i], '/');
		int64_t first, last;

		if (slash)
			*slash = '\0';
		FUZZ_MUST(civil_parse_iso(dates->v[i], &first));
		if (slash) {
			FUZZ_MUST(civil_parse_iso(slash + 1, &last));
			FUZZ_MUST(first <= last);
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct date_findings f = {0};

	dates_find(text, SENT, &f);
	check(&f.wanted);
	check(&f.unavailable);
	date_findings_free(&f);
	free(text);
	return 0;
}
