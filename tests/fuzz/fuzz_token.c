/* Addresses that mail came to. */
#include "fuzz.h"
#include "token.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct secret key = {.id = 1, .key = {1, 2, 3}};
	char *text = xstrndup((const char *)data, size);
	struct token t;

	if (token_parse(text, "desk@example.jp", &t)) {
		FUZZ_MUST(t.id > 0 && t.until >= 0 && memchr(t.mac, 0, sizeof(t.mac)));
		(void)!token_good(&t, &key, "tanaka@sme.example.jp");
	}
	free(text);
	return 0;
}
