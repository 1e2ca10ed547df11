/* A text taken apart and decided upon. The first byte chooses the context in which it
 * arrives, the first line is the subject. */
#include "decide.h"
#include "fuzz.h"
#include "split.h"

enum { SENT = 1780534800 };

static struct brain *
the_brain(void)
{
	static struct brain *b;
	struct err e = {{0}, false};

	if (!b)
		b = brain_load(".", &e);
	if (!b)
		fprintf(stderr, "%s\n", e.text);
	FUZZ_MUST(b);
	return b;
}

static struct read_context
context_of(unsigned byte)
{
	static const char *const roles[] = {"sme", "expert", "agency", NULL};
	struct read_context c = {
	    .context = (enum context)(byte % CONTEXT_COUNT), .sent = SENT};

	c.from_role = xstrdup_null(roles[byte / CONTEXT_COUNT % ARRAY_LEN(roles)]);
	strlist_add(&c.proposed, "2026-06-16T13:30");
	strlist_add(&c.proposed, "2026-06-18T13:30");
	if (c.context == CONTEXT_VISIT_FIXED)
		c.fixed = xstrdup("2026-06-16T13:30");
	return c;
}

static void
read_text(struct message *m, char *text, const struct read_context *c)
{
	struct reading r;
	char *body = strchr(text, '\n');
	json_t *json;

	if (body)
		*body++ = '\0';
	m->subject = xstrdup(text);
	split_body(m->subject, body, m);
	decide(the_brain(), m, c, &r);
	json = reading_to_json(&r, m, NULL, true);
	FUZZ_MUST(json);
	json_decref(json);
	reading_free(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct read_context c;
	struct message m;
	char *text;

	if (size < 1)
		return 0;
	c = context_of(data[0]);
	text = fuzz_text(data + 1, size - 1);
	message_init(&m);
	m.date = SENT;
	m.from.addr = xstrdup("tanaka@sme.example.jp");
	read_text(&m, text, &c);
	message_free(&m);
	free(text);
	read_context_free(&c);
	return 0;
}
