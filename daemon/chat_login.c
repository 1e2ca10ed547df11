/* Logging in to a chat. See chat_login.h. */
#include "chat_login.h"

#include "clock.h"
#include "oauth.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* RFC 7617. */
static char *
basic(const char *user, const char *password)
{
	char *both = xasprintf("%s:%s", user, password), *line;
	size_t n = strlen(both);
	unsigned char *coded = xcalloc(n / 3 + 2, 4);

	(void)EVP_EncodeBlock(coded, (const unsigned char *)both, (int)n);
	line = xasprintf("Authorization: Basic %s", (const char *)coded);
	explicit_bzero(both, n);
	explicit_bzero(coded, strlen((const char *)coded));
	free(both);
	free(coded);
	return line;
}

char *
chat_auth(const struct chat_provider *p, const struct config_source *s, const char *token)
{
	for (const char *c = token; *c; c++)
		if (*c <= ' ' || *c > '~')
			return NULL;
	if (p->login == CHAT_LOGIN_BASIC)
		return basic(s->own_id, token);
	return xasprintf("%s%s", p->auth, token);
}

static char *
token_of(const struct chat_login *l, const struct config *c,
    const struct config_source *s, struct err *e)
{
	char *problem = NULL, *token;

	if (chat_provider_of(s)->login == CHAT_LOGIN_OAUTH)
		return oauth_token(c, s->server.oauth, clock_now(), l->refused, e);
	token = config_secret(c, s->token_file, &problem);
	if (!token)
		(void)err_set(e, "%s", problem ? problem : "there is no token");
	free(problem);
	return token;
}

bool
chat_login_load(struct chat_login *l, const struct config *c,
    const struct config_source *s, struct err *e)
{
	const struct chat_provider *p = chat_provider_of(s);

	/* oauth keeps its own and knows when it ends: it is asked each time. */
	if (l->secret && p->login == CHAT_LOGIN_OAUTH)
		chat_login_forget(l, l->refused);
	if (l->secret)
		return true;
	l->secret = token_of(l, c, s, e);
	if (!l->secret)
		return false;
	l->refused = false;
	if (p->login == CHAT_LOGIN_ADDRESS)
		return true;
	l->header = chat_auth(p, s, l->secret);
	if (l->header)
		return true;
	chat_login_forget(l, false);
	return err_set(e, "the token holds characters that no token has");
}

static void
wipe(char **text)
{
	if (*text)
		explicit_bzero(*text, strlen(*text));
	free(*text);
	*text = NULL;
}

void
chat_login_forget(struct chat_login *l, bool refused)
{
	wipe(&l->header);
	wipe(&l->secret);
	l->refused = refused;
}
