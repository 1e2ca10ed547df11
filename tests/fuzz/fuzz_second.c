/* A mail masked for a second opinion, and an answer to one. The first line is the
 * subject; the same bytes are read as an answer. */
#include "fuzz.h"
#include "mask.h"
#include "second.h"
#include "split.h"

static void
ask(char *text)
{
	struct message m;
	struct reading r;
	char *body = strchr(text, '\n'), *question;

	if (body)
		*body++ = '\0';
	message_init(&m);
	reading_init(&r);
	m.from.name = xstrdup("山田 太郎");
	m.from.addr = xstrdup("tanaka@sme.example.jp");
	m.subject = xstrdup(text);
	split_body(m.subject, body, &m);
	question = second_question(&m, &r, NULL);
	if (question) {
		FUZZ_MUST(!strchr(question, '@'));
		FUZZ_MUST(!strstr(question, "山田"));
		FUZZ_MUST(!strstr(question, "tanaka"));
	}
	free(question);
	reading_free(&r);
	message_free(&m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct opinion o;
	char *text = fuzz_text(data, size);

	second_parse((const char *)data, size, &o);
	FUZZ_MUST(o.state == OPINION_GIVEN || o.state == OPINION_INVALID);
	ask(text);
	free(text);
	return 0;
}
