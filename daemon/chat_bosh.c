/* The requests of a look at ejabberd's archive. See chat_ejabberd.h. */
#include "chat_ejabberd.h"

#include "clock.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A stanza has at most 64 KiB as ejabberd is shipped: a page fits in an answer. */
enum { PAGE = 50, FIRST_RID = 1048576, STANZA_KIB = 64 };

bool
bosh_of(const struct chat_look *l, struct bosh *b)
{
	*b = (struct bosh){.rid = FIRST_RID};
	if (!l->next) {
		const char *from = *l->cursor ? l->cursor : "-";

		return snprintf(b->after, sizeof(b->after), "%s", from) <
		       (int)sizeof(b->after);
	}
	return sscanf(l->next, "%d %256s %lld %256s", &b->step, b->sid, &b->rid,
	           b->after) == 4 &&
	       b->step >= 0 && b->step < BOSH_STEPS;
}

char *
bosh_text(const struct bosh *b)
{
	return xasprintf(
	    "%d %s %lld %s", b->step, *b->sid ? b->sid : "-", b->rid, b->after);
}

bool
ejabberd_is_own(const struct chat_conf *c, const char *room)
{
	return str_ieq(room, c->own_id);
}

/* SASL PLAIN (RFC 4616). */
static char *
plain_login(const struct chat_conf *c)
{
	size_t user = strcspn(c->own_id, "@"), n = strlen(c->secret) + user + 2;
	char *both = xcalloc(n + 1, 1);
	unsigned char *coded = xcalloc(n / 3 + 2, 4);

	memcpy(both + 1, c->own_id, user);
	memcpy(both + user + 2, c->secret, strlen(c->secret));
	(void)EVP_EncodeBlock(coded, (const unsigned char *)both, (int)n);
	explicit_bzero(both, n);
	free(both);
	return (char *)coded;
}

static void
add_auth(struct buf *b, const struct chat_conf *c)
{
	char *coded = plain_login(c);

	buf_addf(b,
	    "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>%s</auth>",
	    coded);
	explicit_bzero(coded, strlen(coded));
	free(coded);
}

/* Who has subscribed may write in the room without being present (MUC/Sub). To subscribe
 * again changes nothing; where it is refused, posting will say so. */
static void
add_bind(struct buf *b, const struct chat_conf *c, const char *room)
{
	char *name = xml_escape(room);

	buf_adds(b, "<iq type='set' id='bind' xmlns='jabber:client'>"
	            "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
	if (!ejabberd_is_own(c, room))
		buf_addf(b,
		    "<iq type='set' id='join' to='%s' xmlns='jabber:client'>"
		    "<subscribe xmlns='urn:xmpp:mucsub:0' nick='madoguchi'>"
		    "<event node='urn:xmpp:mucsub:nodes:config'/></subscribe></iq>",
		    name);
	free(name);
}

static int
page_size(const struct chat_conf *c)
{
	int fit = c->source->page_kib / STANZA_KIB;

	return fit < 1 ? 1 : fit < PAGE ? fit : PAGE;
}

static void
add_query(struct buf *b, const struct chat_conf *c, const char *room, const char *after)
{
	char *name = xml_escape(room), *id = xml_escape(after);

	buf_adds(b, "<iq type='set' id='page' xmlns='jabber:client'");
	if (!ejabberd_is_own(c, room))
		buf_addf(b, " to='%s'", name);
	buf_adds(b, "><query xmlns='urn:xmpp:mam:2' queryid='desk'>"
	            "<x xmlns='jabber:x:data' type='submit'>"
	            "<field var='FORM_TYPE' type='hidden'>"
	            "<value>urn:xmpp:mam:2</value></field>");
	if (*after == '@') {
		char *start = civil_iso_datetime(strtoll(after + 1, NULL, 10));

		buf_addf(b, "<field var='start'><value>%s</value></field>", start);
		free(start);
	}
	buf_addf(b, "</x><set xmlns='http://jabber.org/protocol/rsm'><max>%d</max>",
	    page_size(c));
	if (*after != '@' && !str_eq(after, "-"))
		buf_addf(b, "<after>%s</after>", id);
	buf_adds(b, "</set></query></iq>");
	free(name);
	free(id);
}

char *
bosh_request(const struct chat_conf *c, const struct chat_look *l, const struct bosh *s)
{
	struct buf b = {0};
	const char *at = strchr(c->own_id, '@');
	char *host = xml_escape(at ? at + 1 : ""), *sid = xml_escape(s->sid);

	buf_addf(
	    &b, "<body xmlns='http://jabber.org/protocol/httpbind' rid='%lld'", s->rid);
	if (s->step == BOSH_OPEN)
		buf_addf(&b,
		    " to='%s' ver='1.8' wait='1' hold='1' xml:lang='ja'"
		    " xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh'",
		    host);
	else
		buf_addf(&b, " sid='%s'", sid);
	if (s->step == BOSH_RESTART)
		buf_addf(
		    &b, " to='%s' xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'", host);
	if (s->step == BOSH_CLOSE)
		buf_adds(&b, " type='terminate'");
	buf_addc(&b, '>');
	if (s->step == BOSH_AUTH)
		add_auth(&b, c);
	else if (s->step == BOSH_BIND)
		add_bind(&b, c, l->room);
	else if (s->step == BOSH_QUERY)
		add_query(&b, c, l->room, s->after);
	buf_adds(&b, "</body>");
	free(host);
	free(sid);
	return buf_steal(&b);
}
