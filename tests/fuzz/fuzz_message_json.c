/* What a captured box could write: any JSON in place of a message. */
#include "fuzz.h"
#include "message.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *json = json_loadb((const char *)data, size, JSON_ALLOW_NUL, NULL), *again;
	struct message m;

	if (!json)
		return 0;
	if (message_from_json(&m, json)) {
		again = message_to_json(&m);
		FUZZ_MUST(again);
		json_decref(again);
		message_free(&m);
	}
	json_decref(json);
	return 0;
}
