/* The text of a mail about the list, as anybody may write it. */
#include "expert_form.h"
#include "fuzz.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *json;
	struct form f, back = {0};
	struct expert e;

	expert_init(&e);
	expert_form_read(text, text, "a@b.example.jp", &f);
	expert_form_apply(&f, &e, NULL);
	for (size_t i = 0; i < f.n; i++)
		FUZZ_MUST(utf8_ok(f.v[i].cell, strlen(f.v[i].cell)));
	json = expert_form_json(&f);
	expert_form_from_json(&back, json);
	FUZZ_MUST(back.n == f.n);
	expert_form_free(&back);
	expert_form_free(&f);
	expert_free(&e);
	free(json);
	free(text);
	return 0;
}
