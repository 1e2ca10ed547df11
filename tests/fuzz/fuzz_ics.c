/* A calendar answer; it is read outside of the box. */
#include "fuzz.h"
#include "ics.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct ics_reply r;

	if (ics_parse_reply(text, "y@sme.example.jp", &r))
		ics_reply_free(&r);
	free(text);
	return 0;
}
