/* The table of providers. See chat_provider.h. */
#include "chat_provider.h"

#include <stdlib.h>

/* By enum source_kind. */
static const struct chat_provider *const providers[] = {
    [SOURCE_SLACK] = &chat_slack,
    [SOURCE_MATTERMOST] = &chat_mattermost,
    [SOURCE_CHATWORK] = &chat_chatwork,
    [SOURCE_QUEUE] = &chat_queue,
    [SOURCE_LINEWORKS] = &chat_lineworks,
    [SOURCE_TEAMS] = &chat_teams,
    [SOURCE_INCOMING] = &chat_incoming,
    [SOURCE_EJABBERD] = &chat_ejabberd,
};

const struct chat_provider *
chat_provider_of(const struct config_source *s)
{
	return (size_t)s->kind < ARRAY_LEN(providers) ? providers[s->kind] : NULL;
}

bool
chat_is_polled(const struct config_source *s)
{
	const struct chat_provider *p = chat_provider_of(s);

	return p && s->poll && p->ask && (s->token_file || s->server.oauth) &&
	       (s->url || p->url);
}

bool
chat_is_answered(const struct config_source *s)
{
	const struct chat_provider *p = chat_provider_of(s);

	if (!p || (!s->token_file && !s->server.oauth))
		return false;
	if (p->login == CHAT_LOGIN_ADDRESS)
		return true;
	return p == &chat_queue ? s->post_url != NULL : p->url || s->url || !p->rooms;
}

void
chat_page_free(struct chat_page *p)
{
	chat_msgs_free(p->v, p->n);
	*p = (struct chat_page){0};
}

struct chat_msg *
chat_page_add(struct chat_page *p)
{
	p->v = xreallocarray(p->v, p->n + 1, sizeof(*p->v));
	p->v[p->n] = (struct chat_msg){0};
	return &p->v[p->n++];
}

void
chat_page_drop_last(struct chat_page *p)
{
	chat_msg_free(&p->v[--p->n]);
}
