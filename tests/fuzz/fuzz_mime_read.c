/* Raw mail to a message that must be fit to cross the pipe: valid UTF-8, and the same
 * when it is read back. */
#include "fuzz.h"
#include "mime_read.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct message m, again;
	json_t *json, *json_again;

	mime_read(data, size, false, &m);
	json = message_to_json(&m);
	FUZZ_MUST(json);
	FUZZ_MUST(message_from_json(&again, json));
	json_again = message_to_json(&again);
	FUZZ_MUST(json_equal(json, json_again));
	json_decref(json_again);
	json_decref(json);
	message_free(&again);
	message_free(&m);
	return 0;
}
