/* A configuration file: either it is accepted or there is at least one problem. */
#include "config.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (int daemon = 0; daemon < 2; daemon++) {
		struct strlist problems = {0};
		struct config *c =
		    config_load(fuzz_file(data, size), daemon == 1, &problems);

		FUZZ_MUST(c ? problems.n == 0 : problems.n > 0);
		config_free(c);
		strlist_free(&problems);
	}
	return 0;
}
