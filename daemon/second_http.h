/*
 * Questions to an OpenAI-compatible server (llama.cpp, vLLM and the like): POST
 * URL/chat/completions. The only file of the second opinion that knows libcurl.
 *
 * Certificates are checked; http is spoken to private addresses only, unless the
 * configuration says otherwise; no redirects, no proxy, bounded replies.
 */
#ifndef MADOGUCHI_SECOND_HTTP_H
#define MADOGUCHI_SECOND_HTTP_H

#include "err.h"
#include "second.h"
#include "second_gate.h"

struct second_server {
	const char *url, *model, *key, *ca_file; /* key, ca_file: NULL none */
	bool plain_anywhere;                     /* http to any address */
};

/* False: url is none that may be asked; e says what was expected. A name is only looked
 * up when it is called. */
bool second_url_ok(const char *url, bool plain_anywhere, struct err *e) MUST_CHECK;

/* Called once for each question that was answered or failed, in any order. */
typedef void second_answer(void *ctx, size_t index, const struct opinion *o);

/* Puts the questions, several at a time as the gate allows. Ends within allowance_ms and
 * a little; questions that do not fit, or that the gate stops, are not answered. */
void second_http(const struct second_server *server, const char *const *questions,
    size_t n, struct gate gate, int64_t allowance_ms, second_answer *answer, void *ctx);

#endif
