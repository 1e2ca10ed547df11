/* Bytes with a label (the first line) to text; the text folded and made into words. */
#include "fold.h"
#include "fuzz.h"
#include "html_text.h"
#include "norm.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, '\n', size);
	size_t n = end ? (size_t)(end - data) : 0;
	char *label = xstrndup((const char *)data, n), *folded, *normal;
	struct charset_note note;
	struct buf out = {0};

	if (end)
		n++;
	charset_decode(label, data + n, size - n, &out, &note);
	FUZZ_MUST(utf8_ok(buf_str(&out), out.len) && note.used);
	FUZZ_MUST(strlen(buf_str(&out)) == out.len);
	folded = fold_text(buf_str(&out), FOLD_COLUMNS);
	normal = norm_text(buf_str(&out));
	FUZZ_MUST(utf8_ok(folded, strlen(folded)) && utf8_ok(normal, strlen(normal)));
	free(normal);
	free(folded);
	free(label);
	buf_free(&out);
	return 0;
}
