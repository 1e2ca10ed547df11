/* What a chat provider delivers, or somebody who has its secret: signatures, forms, and
 * what is made of events. The first byte chooses the provider and the form. */
#include "fuzz.h"

#include "chat_read.h"
#include "hook_format.h"
#include "http_form.h"

static const char *const names[] = {
    "slack", "mattermost", "chatwork", "lineworks", "teams", "queue"};

static void
check_heard(const struct hook_heard *h)
{
	FUZZ_MUST(!h->answer || h->page.n == 0);
	for (const char *p = h->answer ? h->answer : ""; *p; p++)
		FUZZ_MUST(*p >= ' ' && *p <= '~');
	for (size_t i = 0; i < h->page.n; i++) {
		const struct chat_msg *m = &h->page.v[i];
		struct message read;
		char *raw = chat_envelope(m);

		FUZZ_MUST(m->id && m->room);
		FUZZ_MUST(strlen(m->id) <= CHAT_ID_MAX);
		FUZZ_MUST(!chat_is_person_address(m->author_addr));
		chat_read(raw, strlen(raw), &read);
		FUZZ_MUST(read.defects.n == 0);
		message_free(&read);
		free(raw);
	}
}

static void
check_form(const char *text, size_t n)
{
	json_t *o = http_form_read(text, n);

	FUZZ_MUST(json_is_object(o) && json_object_size(o) <= 100);
	json_decref(o);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config_source source = {.kind = SOURCE_QUEUE};
	struct chat_conf conf = {.source = &source, .own_id = "U1"};
	struct hook_secrets secrets = {0};
	const struct hook_format *f;
	struct hook_delivery d = {.timestamp = "1732500000"};
	struct hook_heard h;
	struct err e = {0};
	char *text;

	if (size < 1)
		return 0;
	f = hook_format_named(names[data[0] % ARRAY_LEN(names)]);
	text = xstrndup((const char *)data + 1, size - 1);
	d.body = d.signature = text;
	d.n = size - 1;
	d.form = f->form && data[0] & 64;
	if (hook_secrets_read(&secrets, text, f->base64, &e))
		FUZZ_MUST(secrets.n > 0 && secrets.n <= HOOK_SECRETS_MAX);
	FUZZ_MUST(f->check(&d, &secrets, 1732500000) == HOOK_WRONG || !f->signature);
	if (hook_hear(f, &conf, &d, &h, &e)) {
		check_heard(&h);
		hook_heard_free(&h);
	} else {
		FUZZ_MUST(*e.text);
	}
	check_form(text, size - 1);
	hook_secrets_free(&secrets);
	free(text);
	return 0;
}
