/* What a chat provider, or somebody in its place, could send: pages of messages, answers
 * to posts, and the text of a message. The first byte chooses the provider. */
#include "fuzz.h"

#include "chat_provider.h"
#include "chat_read.h"
#include "chat_text.h"
#include "xml.h"

static const struct chat_provider *const providers[] = {&chat_slack, &chat_mattermost,
    &chat_chatwork, &chat_queue, &chat_ejabberd, &chat_lineworks, &chat_teams,
    &chat_incoming};

static void
check_page(const struct chat_page *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct chat_msg *m = &p->v[i];
		struct message read;
		char *raw = chat_envelope(m), *found = chat_stated_address(m->text);

		FUZZ_MUST(m->id && m->room && m->raw);
		FUZZ_MUST(!chat_is_person_address(m->author_addr));
		FUZZ_MUST(!chat_is_person_address(found));
		chat_read(raw, strlen(raw), &read);
		FUZZ_MUST(read.defects.n == 0);
		message_free(&read);
		free(found);
		free(raw);
	}
}

static void
check_text(const char *text)
{
	typedef char *fn(const char *text);
	static fn *const all[] = {slack_plain, slack_escape, mattermost_escape,
	    chatwork_plain, chatwork_escape, chatwork_replied, lineworks_escape,
	    teams_escape, xml_escape};

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		free(all[i](text));
	FUZZ_MUST(chat_text_same(text, text));
}

static void
check_read(const struct chat_provider *p, const char *text, size_t n, const char *cursor)
{
	struct config_source source = {.url = (char[]){"https://q.example.jp/a"}};
	struct chat_conf conf = {
	    .source = &source, .url = "u", .own_id = "U1", .secret = "s"};
	struct chat_look look = {.room = "C1", .cursor = cursor};
	struct chat_page page = {0};
	struct http_answer a = {.status = 200};
	struct http_request q = {0};
	struct err e = {0};
	char *id = NULL;
	json_t *json = p->plain ? NULL : chat_json(text, n, &e);

	buf_add(&a.body, text, n);
	/* ejabberd: in the midst of an archive, or at the first step. */
	if (p->plain && !*cursor)
		look.next = xstrdup("4 s 2 -");
	if (p->ask && (json || p->plain) && p->read(&conf, &look, json, &a, &page, &e)) {
		check_page(&page);
		p->ask(&conf, &look, &q);
		FUZZ_MUST(q.url);
		http_request_free(&q);
	}
	if (json || p->plain)
		(void)p->posted(json, &a, &id, &e);
	http_answer_free(&a);
	free(id);
	chat_page_free(&page);
	free(look.next);
	free(look.seen);
	json_decref(json);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (size < 2)
		return 0;
	check_read(providers[data[0] % ARRAY_LEN(providers)], (const char *)data + 1,
	    size - 1, data[0] & 8 ? "1732500000 p1" : "");
	text = fuzz_text(data + 1, size - 1);
	check_text(text);
	free(text);
	return 0;
}
