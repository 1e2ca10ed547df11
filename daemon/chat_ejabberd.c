/*
 * ejabberd (docs.ejabberd.im: mod_bosh, mod_mam, mod_muc, mod_http_api). Any version that
 * has these; tried with 23.01.
 *
 * Reading: the archive of a room, or of the desk's own account, where the talks between
 * two are, over BOSH (chat_bosh.c). Posting: send_stanza of the HTTP API, with the desk's
 * own login. The API says that it has passed a post on, not that the room has taken it,
 * so a post in a room is done when the archive shows it: its stanza id is the letter's
 * mark.
 *
 * A thread is an XMPP <thread>; where the writer's program has named none, the id of his
 * message in the archive stands for it. A nickname is no proof of anything: a room has to
 * show real addresses (anonymous: false), to the desk's account at least.
 */
#include "chat_ejabberd.h"

#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLOCKS_DIFFER_SEC = 300 };

static const char resource[] = "madoguchi";

/* --- reading --- */

/* user@host without the resource; ejabberd has made it lower case. Owned; NULL none. */
static char *
bare_of(const char *jid)
{
	char *cut = xstrndup(jid, strcspn(jid, "/"));
	char *bare = chat_clean_id(cut, strlen(cut));

	free(cut);
	return bare;
}

static bool
is_room(const struct chat_conf *c, const char *bare)
{
	return strlist_has(&c->source->rooms, bare) ||
	       (strlist_has(&c->source->private_rooms, bare) &&
	           !ejabberd_is_own(c, bare));
}

static int64_t
time_of(const char *stamp)
{
	char *whole = xasprintf("%.*s+00:00", (int)strcspn(stamp, ".Z"), stamp);
	int64_t t;

	if (!civil_parse_iso(whole, &t))
		t = 0;
	free(whole);
	return t;
}

/* In a room: the address behind the nickname. */
static bool
room_author(
    const struct chat_look *l, const struct xml *said, struct chat_msg *m, struct err *e)
{
	const struct xml *user =
	    xml_child_ns(said, "x", "http://jabber.org/protocol/muc#user");
	const char *from = xml_attr(said, "from"), *nick = strchr(from, '/');

	m->room = xstrdup(l->room);
	if (!nick || !nick[1]) {
		m->ignored = true; /* the room itself */
		return true;
	}
	m->author_name = chat_clean_text(nick + 1, strlen(nick + 1));
	m->author = bare_of(xml_attr(xml_child(user, "item"), "jid"));
	return m->author || err_set(e,
	                        "ejabberd: room %s does not show who writes; set "
	                        "anonymous to false, or "
	                        "make the desk's account its administrator",
	                        l->room);
}

/* Between two. What comes from within a room is not. */
static void
talk_author(const struct chat_conf *c, const struct xml *said, struct chat_msg *m)
{
	char *from = bare_of(xml_attr(said, "from")), *to = bare_of(xml_attr(said, "to"));
	bool own = from && ejabberd_is_own(c, from);

	m->room = xstrdup_null(own ? to : from);
	m->author = from;
	m->ignored = !m->room || !m->author || is_room(c, m->room) ||
	             str_eq(xml_attr(said, "type"), "groupchat") ||
	             str_eq(xml_attr(said, "type"), "error") ||
	             xml_child_ns(said, "x", "http://jabber.org/protocol/muc#user");
	if (!m->room)
		m->room = xstrdup("");
	free(to);
}

/* What the thread is called, or the message that is answered (XEP-0461). */
static char *
thread_of(const struct xml *said)
{
	const struct xml *reply = xml_child_ns(said, "reply", "urn:xmpp:reply:0");
	const char *thread = xml_text(xml_child(said, "thread"));

	return *thread
	           ? chat_clean_id(thread, strlen(thread))
	           : chat_clean_id(xml_attr(reply, "id"), strlen(xml_attr(reply, "id")));
}

/* What it came from, without the text. */
static char *
raw_of(const struct xml *said, const char *id, const char *stamp)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "archive", id, "stamp",
	    stamp, "id", xml_attr(said, "id"), "from", xml_attr(said, "from"), "to",
	    xml_attr(said, "to"), "type", xml_attr(said, "type"));
	char *text = o ? json_dumps(o, JSON_COMPACT) : NULL;

	json_decref(o);
	return text;
}

static bool
read_message(const struct chat_conf *c, const struct chat_look *l,
    const struct xml *result, struct chat_page *p, struct err *e)
{
	const struct xml *forwarded = xml_child(result, "forwarded");
	const struct xml *said = xml_child(forwarded, "message");
	const struct xml *body = xml_child(said, "body");
	const char *stamp = xml_attr(xml_child(forwarded, "delay"), "stamp");
	const char *id = xml_attr(result, "id"), *mark = xml_attr(said, "id");
	struct chat_msg *m;
	bool known = true;

	if (!body || strpbrk(id, " \t"))
		return true; /* a subject, a receipt, an event */
	m = chat_page_add(p);
	m->id = chat_clean_id(id, strlen(id));
	if (!m->id) {
		chat_page_drop_last(p);
		return true;
	}
	m->text = chat_clean_text(xml_text(body), strlen(xml_text(body)));
	m->thread = thread_of(said);
	m->sent = time_of(stamp);
	m->order = *stamp ? xstrdup(stamp) : NULL;
	m->mark = chat_clean_id(mark, strlen(mark));
	m->raw = raw_of(said, id, stamp);
	if (ejabberd_is_own(c, l->room))
		talk_author(c, said, m);
	else
		known = room_author(l, said, m, e);
	m->own = m->author && ejabberd_is_own(c, m->author);
	/* A correction names a message by its writer's id, which anybody may use. */
	if (xml_child_ns(said, "replace", "urn:xmpp:message-correct:0"))
		m->ignored = true;
	return known;
}

bool
ejabberd_messages(const struct chat_conf *c, const struct chat_look *l,
    const struct xml *body, struct chat_page *p, struct err *e)
{
	const struct xml *m = xml_child(body, "message");

	for (; m; m = xml_next(m, "message")) {
		const struct xml *result = xml_child_ns(m, "result", "urn:xmpp:mam:2");
		char *from = bare_of(xml_attr(m, "from"));
		/* Anybody may send the desk something that looks like a result. */
		bool ours = result && str_eq(xml_attr(result, "queryid"), "desk") &&
		            str_ieq(from, l->room);

		free(from);
		if (ours && !read_message(c, l, result, p, e))
			return false;
	}
	return true;
}

static const struct xml *
find_iq(const struct xml *body, const char *id)
{
	const struct xml *iq = xml_child(body, "iq");

	while (iq && !str_eq(xml_attr(iq, "id"), id))
		iq = xml_next(iq, "iq");
	return iq;
}

static bool
refused(const struct xml *iq, const struct chat_look *l, struct err *e)
{
	const struct xml *why = xml_child(xml_child(iq, "error"), NULL);

	return err_set(e, "ejabberd: %s: %.60s", l->room, why ? why->name : "refused");
}

/* Where the page ends. */
static bool
take_end(struct chat_look *l, const struct xml *body, struct bosh *b, struct err *e)
{
	const struct xml *iq = find_iq(body, "page");
	const struct xml *fin = xml_child_ns(iq, "fin", "urn:xmpp:mam:2");
	const char *last = xml_text(xml_child(xml_child(fin, "set"), "last"));

	b->step = BOSH_WAIT;
	if (!iq)
		return true;
	if (!fin)
		return refused(iq, l, e);
	if (strpbrk(last, " \t\n") || strlen(last) >= sizeof(b->after))
		return err_set(e, "ejabberd: the archive's id is none");
	if (*last) {
		set_str(&l->seen, last);
		(void)snprintf(b->after, sizeof(b->after), "%s", last);
	}
	b->step =
	    *last && !str_eq(xml_attr(fin, "complete"), "true") ? BOSH_QUERY : BOSH_CLOSE;
	return true;
}

static bool
take_opened(const struct xml *body, struct bosh *b, struct err *e)
{
	const char *sid = xml_attr(body, "sid");

	if (!*sid || strlen(sid) >= sizeof(b->sid) || strpbrk(sid, " \t\n"))
		return err_retry(e, "ejabberd: no session was opened");
	(void)snprintf(b->sid, sizeof(b->sid), "%s", sid);
	b->step = BOSH_AUTH;
	return true;
}

static bool
take_step(const struct chat_conf *c, struct chat_look *l, const struct xml *body,
    struct bosh *b, struct chat_page *p, struct err *e)
{
	switch ((enum bosh_step)b->step) {
	case BOSH_OPEN: return take_opened(body, b, e);
	case BOSH_AUTH:
		if (xml_child(body, "failure"))
			return err_set(e, "ejabberd: the password is refused");
		if (xml_child(body, "success"))
			b->step = BOSH_RESTART;
		return true;
	case BOSH_RESTART: b->step = BOSH_BIND; return true;
	case BOSH_BIND: b->step = BOSH_QUERY; return true;
	case BOSH_QUERY:
	case BOSH_WAIT:
		return ejabberd_messages(c, l, body, p, e) && take_end(l, body, b, e);
	case BOSH_CLOSE: p->last = true; break;
	case BOSH_STEPS: break;
	}
	return true;
}

static void
ask(const struct chat_conf *c, const struct chat_look *l, struct http_request *q)
{
	struct bosh b;

	q->url = xasprintf("%s/bosh", c->url);
	q->type = "text/xml; charset=utf-8";
	q->body = bosh_of(l, &b) ? bosh_request(c, l, &b) : xstrdup("");
}

static bool
read(const struct chat_conf *c, struct chat_look *l, const json_t *answer,
    const struct http_answer *a, struct chat_page *p, struct err *e)
{
	struct bosh b;
	struct xml *body;
	bool ok;

	(void)answer;
	if (!bosh_of(l, &b))
		return err_set(e, "ejabberd: the look has lost its way");
	if (!(body = xml_parse(buf_str(&a->body), a->body.len, e)))
		return false;
	if (!l->seen)
		l->seen = xstrdup(l->cursor);
	if (b.step != BOSH_CLOSE && str_eq(xml_attr(body, "type"), "terminate"))
		ok = err_retry(e, "ejabberd: the session has ended: %.60s",
		    xml_attr(body, "condition"));
	else
		ok = take_step(c, l, body, &b, p, e);
	xml_free(body);
	b.rid++;
	free(l->next);
	l->next = bosh_text(&b);
	return ok;
}

static char *
from_now(int64_t now)
{
	return xasprintf("@%lld", (long long)now);
}

/* --- posting --- */

static void
post(const struct chat_conf *c, const struct chat_letter *l, struct http_request *q)
{
	char *text = xml_escape(l->text), *thread = xml_escape(l->thread);
	char *mark = xml_escape(l->mark), *from = xasprintf("%s/%s", c->own_id, resource);
	struct buf b = {0};
	json_t *o;

	buf_addf(&b, "<message type='%s' id='%s'><body>%s</body>",
	    is_room(c, l->room) ? "groupchat" : "chat", mark, text);
	if (*thread)
		buf_addf(&b, "<thread>%s</thread>", thread);
	buf_adds(&b, "</message>");
	o = json_pack(
	    "{s:s, s:s, s:s}", "from", from, "to", l->room, "stanza", buf_str(&b));
	q->url = xasprintf("%s/api/send_stanza", c->url);
	q->type = "application/json";
	q->body = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	buf_free(&b);
	free(text);
	free(thread);
	free(mark);
	free(from);
}

/* "0": passed on. */
static enum chat_verdict
posted(const json_t *answer, const struct http_answer *a, char **id, struct err *e)
{
	(void)answer;
	*id = NULL;
	if (!str_starts(buf_str(&a->body), "0")) {
		(void)err_retry(e, "ejabberd: the answer is not 0");
		return CHAT_LATER;
	}
	(void)err_retry(e, "ejabberd: the archive does not show the post; may the desk's "
	                   "account write there?");
	return CHAT_TAKEN;
}

static bool
find(const struct chat_conf *c, const struct chat_letter *l, int64_t since,
    struct chat_look *look)
{
	struct bosh b = {.step = BOSH_OPEN};

	look->room = is_room(c, l->room) ? l->room : c->own_id;
	if (!bosh_of(look, &b))
		return false;
	(void)snprintf(b.after, sizeof(b.after), "@%lld",
	    (long long)(since > CLOCKS_DIFFER_SEC ? since - CLOCKS_DIFFER_SEC : 0));
	look->next = bosh_text(&b);
	return true;
}

const struct chat_provider chat_ejabberd = {
    .name = "ejabberd",
    .rooms = true,
    .post_gap_ms = 200,
    .text_max = 10000,
    .login = CHAT_LOGIN_BASIC,
    .per_minute = 600, /* a server of one's own; each page is a few requests */
    .account = true,
    .plain = true,
    .ask = ask,
    .read = read,
    .from_now = from_now,
    .post = post,
    .posted = posted,
    .find = find,
};
