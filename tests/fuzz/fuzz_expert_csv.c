/* An expert list as an operator may have it. */
#include "expert_csv.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = {{0}, false};
	struct expert_list l = {0};

	if (!expert_csv_read(fuzz_file(data, size), &l, &e)) {
		FUZZ_MUST(e.text[0]);
		return 0;
	}
	for (size_t i = 0; i < l.n; i++) {
		FUZZ_MUST(l.v[i].registration_no && l.line[i] > 0);
		FUZZ_MUST(utf8_ok(l.v[i].name, strlen(l.v[i].name)));
	}
	expert_list_free(&l);
	return 0;
}
