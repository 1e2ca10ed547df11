/*
 * Facts out of a message. See slots.h.
 *
 * Rules only, each over normalised text: numbers are judged by the words around them, who
 * and where by party.c and place.c. A forwarded mail is read in two layers: what the
 * company itself wrote, then what the agency says about it.
 */
#include "slots.h"
#include "area.h"
#include "buf.h"
#include "contact.h"
#include "date_text.h"
#include "figures.h"
#include "industry.h"
#include "kind.h"
#include "norm.h"
#include "party.h"
#include "place.h"
#include "venue.h"

#include <stdlib.h>
#include <string.h>

struct gazetteer {
	struct places *places;
	struct industries *industries;
	struct surnames *surnames;
};

enum part { PART_SUBJECT, PART_TEXT, PART_OLD, PART_SIGNATURE, PARTS };

/* The layers of a message, normalised; "" where there is none. All owned. */
struct layers {
	char *part[PARTS]; /* what they are made of; NULL where it is empty */
	char *all;         /* every text, for what may stand anywhere */
	char *own;         /* the company's own words: a request, or the forwarded text */
	char *about;       /* what an agency says of the company; "" for a request */
};

struct gazetteer *
gazetteer_load(const char *data_dir, struct err *e)
{
	struct gazetteer *g = xcalloc(1, sizeof(*g));
	char *places = xasprintf("%s/conf/places.txt", data_dir);
	char *common = xasprintf("%s/conf/places-common.txt", data_dir);
	char *surnames = xasprintf("%s/conf/surnames.txt", data_dir);
	const char *const lists[] = {places, common};
	char *industries = xasprintf("%s/conf/industries.txt", data_dir);

	g->places = places_load(lists, ARRAY_LEN(lists), e);
	g->industries = g->places != NULL ? industries_load(industries, e) : NULL;
	g->surnames = g->industries != NULL ? surnames_load(surnames, e) : NULL;
	free(places);
	free(common);
	free(industries);
	free(surnames);
	if (g->surnames != NULL)
		return g;
	gazetteer_free(g);
	return NULL;
}

void
gazetteer_free(struct gazetteer *g)
{
	if (g == NULL)
		return;
	places_free(g->places);
	industries_free(g->industries);
	surnames_free(g->surnames);
	free(g);
}

void
gazetteer_party(const struct gazetteer *g, const char *text, bool speaker, char **company,
    char **contact)
{
	struct party found = {NULL};

	party_find(g->surnames, g->places, text, speaker, NULL, NULL, &found);
	*company = found.company;
	*contact = contact_find(g->surnames, text, speaker, NULL, false);
}

/* Quotation marks at the starts of lines would stand in the way of every rule. */
static char *
without_marks(const char *text)
{
	struct buf out = {0};

	for (const char *p = text; *p != '\0';) {
		size_t n;

		while (*p == '>' || (*p == ' ' && p[1] == '>'))
			p++;
		if (*p == ' ' && p > text && p[-1] == '>')
			p++;
		n = strcspn(p, "\n");
		n += p[n] == '\n';
		buf_add(&out, p, n);
		p += n;
	}
	return buf_steal(&out);
}

/* A part of a message as the rules see it; NULL where it is empty. Owned. */
static char *
plain_part(const char *text)
{
	char *norm, *plain;

	if (str_empty(text))
		return NULL;
	norm = norm_text(text);
	plain = without_marks(norm);
	free(norm);
	return plain;
}

/* Each part ends its line. */
static char *
join_parts(char *const *parts, size_t n)
{
	struct buf joined = {0};

	for (size_t i = 0; i < n; i++) {
		if (parts[i] == NULL)
			continue;
		buf_adds(&joined, parts[i]);
		buf_addc(&joined, '\n');
	}
	return buf_steal(&joined);
}

static void
read_layers(const struct message *m, bool forward, struct layers *l)
{
	const char *forwarded = str_empty(m->fwd_text) ? m->quoted : m->fwd_text;
	/* Written below a quotation, all of it: the quotation is all there is. */
	const char *below = !forward && str_empty(m->text) ? m->quoted : NULL;

	l->part[PART_SUBJECT] = plain_part(m->subject);
	l->part[PART_TEXT] = plain_part(m->text);
	l->part[PART_OLD] = plain_part(forward ? forwarded : below);
	l->part[PART_SIGNATURE] = plain_part(m->signature);
	l->all = join_parts(l->part, PARTS);
	l->own = forward ? join_parts(&l->part[PART_OLD], 1)
	                 : join_parts(&l->part[PART_TEXT], PARTS - PART_TEXT);
	l->about = forward ? join_parts(&l->part[PART_TEXT], 1) : xstrdup("");
}

static void
free_layers(struct layers *l)
{
	for (size_t i = 0; i < PARTS; i++)
		free(l->part[i]);
	free(l->all);
	free(l->own);
	free(l->about);
}

/* Who wrote the innermost text; else whom the agency names, who is not its own staff. */
static void
find_contact(const struct gazetteer *g, const struct layers *l, bool forward,
    const struct message *m, struct slots *s)
{
	const char *shown = forward ? m->fwd_from.name : m->from.name;

	if (l->own[0] != '\0')
		s->contact = contact_find(g->surnames, l->own, true, shown, forward);
	if (s->contact != NULL || !forward)
		return;
	if (!str_empty(m->fwd_from.name))
		s->contact = contact_shown(g->surnames, m->fwd_from.name);
	if (s->contact == NULL)
		s->contact =
		    contact_find(g->surnames, l->about, false, m->from.name, false);
}

static void
find_company(const struct gazetteer *g, const struct layers *l, bool forward,
    const struct message *m, struct slots *s)
{
	const char *shown = forward ? m->fwd_from.name : m->from.name;

	struct party own = {0}, about = {0};

	if (l->own[0] != '\0')
		party_find(g->surnames, g->places, l->own, true, s->contact, shown, &own);
	if (forward && l->about[0] != '\0')
		party_find(
		    g->surnames, g->places, l->about, false, NULL, m->from.name, &about);
	set_str(&s->company, own.company != NULL ? own.company : about.company);
	party_free(&own);
	party_free(&about);
}

static void
find_reach(const struct layers *l, bool forward, const struct message *m, struct slots *s)
{
	/* A form of the web is nobody's address. */
	const char *sender = kind_address_is_program(m->from.addr) ? NULL : m->from.addr;

	s->phone = party_phone(l->own);
	if (s->phone == NULL && forward)
		s->phone = party_phone(l->about);
	if (!forward) {
		s->requester_email = party_own_email(l->own, sender);
		if (s->requester_email == NULL)
			s->requester_email =
			    xstrdup_null(str_empty(sender) ? NULL : sender);
		if (s->requester_email == NULL)
			s->requester_email = party_email(l->own, NULL);
		return;
	}
	/* Who signed the innermost text wrote it; the header may be a go-between's. */
	s->requester_email = party_signed_email(l->own, sender);
	if (s->requester_email != NULL)
		return;
	if (!str_empty(m->fwd_from.addr) && !str_ieq(m->fwd_from.addr, sender))
		s->requester_email = xstrdup(m->fwd_from.addr);
	if (s->requester_email == NULL)
		s->requester_email = party_email(l->own, sender);
	if (s->requester_email == NULL)
		s->requester_email = party_email(l->about, sender);
}

/* Where nothing in the text names a place: what hints at one. The area code is enough by
 * itself. The name of the company (of the sender's office, where there is none) is not,
 * as companies are often elsewhere than their names say; it needs another hint beside
 * it. */
static int
hinted_place(const struct gazetteer *g, const struct slots *s, const struct message *m,
    struct place_votes *votes)
{
	enum { AREA_CODE = 2, LEAST_HINTS = 2 };
	const char *office = s->company ? s->company : m->from.name;
	char *name = norm_text(office ? office : "");
	struct place_votes named = {0};
	int hints[48] = {0}, best = 0;

	places_hint(g->places, name, 1, &named);
	free(name);
	if (s->phone)
		hints[area_prefecture(s->phone)] += AREA_CODE;
	for (int n = 1; n < 48; n++) {
		hints[n] += (named.sure[n] > 0) + (votes->maybe[n] > 0);
		if (hints[n] > hints[best] || best == 0)
			best = n;
	}
	return hints[best] >= LEAST_HINTS ? best : 0;
}

static void
find_place(const struct gazetteer *g, const struct layers *l, const struct message *m,
    bool forward, struct slots *s)
{
	enum { OWN = 3, ABOUT = 2, SUBJECT = 1 };
	struct place_votes votes = {0};
	char *subject = norm_text(m->subject != NULL ? m->subject : "");
	int found;

	places_vote(g->places, l->own, OWN, &votes);
	if (forward)
		places_vote(g->places, l->about, ABOUT, &votes);
	places_vote(g->places, subject, SUBJECT, &votes);
	found = places_winner(&votes);
	if (found == 0)
		found = prefecture_in_english(l->own);
	if (found == 0)
		found = prefecture_in_english(subject);
	if (found == 0)
		found = hinted_place(g, s, m, &votes);
	set_str(&s->prefecture, prefecture_name(found));
	free(subject);
}

/* The part of a date-time that is its day; times are for the calendar, not for matching.
 */
static void
add_days(struct strlist *to, const struct strlist *from)
{
	for (size_t i = 0; i < from->n; i++) {
		char *day = xstrdup(from->v[i]);

		if (strchr(day, '/') == NULL && strlen(day) > strlen("2026-12-01"))
			day[strlen("2026-12-01")] = '\0';
		if (strlist_has(to, day))
			free(day);
		else
			strlist_take(to, day);
	}
}

/* A part for dates, where ① is no digit: see date_text_bullets. Most have none, so that
 * the part as it is will do. Owned; NULL where it is empty. */
static char *
dated_part(const char *written, const char *plain)
{
	char *bullets, *dated;

	if (plain == NULL || !date_text_has_bullets(written))
		return xstrdup_null(plain);
	bullets = date_text_bullets(written);
	dated = plain_part(bullets);
	free(bullets);
	return dated;
}

static void
find_dates(const struct layers *l, const struct message *m, bool forward, int64_t sent,
    struct slots *s)
{
	struct date_findings f;
	const char *forwarded = str_empty(m->fwd_text) ? m->quoted : m->fwd_text;
	char *part[] = {dated_part(m->subject, l->part[PART_SUBJECT]),
	    dated_part(m->text, l->part[PART_TEXT]),
	    forward ? dated_part(forwarded, l->part[PART_OLD])
	            : dated_part(m->signature, l->part[PART_SIGNATURE])};
	char *new_text = join_parts(part, 2), *old = join_parts(&part[2], 1);
	const struct date_part parts[] = {{new_text, sent, true},
	    {old, forward && m->quoted ? dates_written(m->quoted, sent) : sent, true}};

	dates_find_parts(parts, ARRAY_LEN(parts), sent, &f);
	add_days(&s->dates, &f.wanted);
	add_days(&s->unavailable, &f.unavailable);
	for (size_t i = 0; i < f.conflicts.n; i++)
		strlist_add(&s->date_conflicts, f.conflicts.v[i]);
	date_findings_free(&f);
	for (size_t i = 0; i < ARRAY_LEN(part); i++)
		free(part[i]);
	free(new_text);
	free(old);
}

void
slots_extract(const struct gazetteer *g, const struct message *m, bool forward,
    int64_t sent, struct slots *s)
{
	struct layers l;
	unsigned industry;

	read_layers(m, forward, &l);
	find_contact(g, &l, forward, m, s);
	find_company(g, &l, forward, m, s);
	find_reach(&l, forward, m, s);
	find_place(g, &l, m, forward, s);
	s->employees = figures_employees(l.all);
	s->budget_yen = figures_budget(l.all);
	set_str(&s->format, venue_find(l.all));
	industry = industries_find(g->industries, l.all, s->company);
	set_str(&s->industry, industry_name(industry));
	find_dates(&l, m, forward, sent, s);
	free_layers(&l);
}
