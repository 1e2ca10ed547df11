/* Authentication-Results: one field a line, by a server that is believed. */
#include "auth_results.h"
#include "fuzz.h"

static enum auth_verdict
verdict(const struct strlist *fields, const char *authserv_id)
{
	enum auth_verdict v =
	    auth_results_verdict(fields, authserv_id, "tanaka@sme.example.jp");

	FUZZ_MUST(v == auth_results_verdict(fields, authserv_id, "a@SME.example.jp."));
	return v;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct strlist fields = {0}, below = {0};
	enum auth_verdict v;

	strlist_split(&fields, text, "\n");
	v = verdict(&fields, "mx.example.jp");
	(void)verdict(&fields, AUTHSERV_UNNAMED);
	/* What stands below a field that states every method cannot make it pass. */
	strlist_add(&below, "mx.example.jp; dmarc=none; dkim=none; "
	                    "spf=none smtp.mailfrom=evil.example");
	strlist_split(&below, text, "\n");
	FUZZ_MUST(verdict(&below, "mx.example.jp") ==
	          (v == VERDICT_FAIL ? VERDICT_FAIL : VERDICT_NONE));
	strlist_free(&below);
	strlist_free(&fields);
	free(text);
	return 0;
}
