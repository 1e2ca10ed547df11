/*
 * Data for templates: what a letter may say, as JSON (the vocabulary of
 * template_names.h). A value that is unknown is left out, so that a template's section
 * leaves out its line.
 */
#include "desk.h"

#include "buf.h"
#include "chat.h"
#include "clock.h"
#include "desk_course.h"
#include "desk_slots.h"
#include "slots.h"
#include "store_inbox.h"
#include "theme.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
put(json_t *to, const char *key, const char *value)
{
	if (!str_empty(value))
		(void)json_object_set_new(to, key, json_string(value));
}

static void
put_take(json_t *to, const char *key, char *value)
{
	put(to, key, value);
	free(value);
}

/* A flag is true or not there. */
static void
put_flag(json_t *to, const char *key, bool value)
{
	if (value)
		(void)json_object_set_new(to, key, json_true());
}

/* An object without any key is left out. */
static void
put_object(json_t *to, const char *key, json_t *object)
{
	if (json_object_size(object) > 0)
		(void)json_object_set(to, key, object);
	json_decref(object);
}

static bool
english(const char *lang)
{
	return str_eq(lang, "en");
}

static char *
yen(int64_t amount, const char *lang)
{
	char digits[32], grouped[48] = "";
	size_t n, at = 0;

	n = (size_t)snprintf(digits, sizeof(digits), "%lld", (long long)amount);
	for (size_t i = 0; i < n; i++) {
		grouped[at++] = digits[i];
		if ((n - i - 1) % 3 == 0 && i + 1 < n)
			grouped[at++] = ',';
	}
	grouped[at] = '\0';
	return english(lang) ? xasprintf("JPY %s", grouped) : xasprintf("%s円", grouped);
}

static const char *
format_label(const char *format, const char *lang)
{
	static const struct {
		const char *format, *ja, *en;
	} labels[] = {
	    {"visit", "訪問", "on site"},
	    {"online", "オンライン", "online"},
	    {"any", "訪問・オンラインどちらでも可", "on site or online"},
	};

	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (str_eq(labels[i].format, format))
			return english(lang) ? labels[i].en : labels[i].ja;
	return NULL;
}

static char *
day_text(const char *iso, const char *lang)
{
	int64_t t;
	bool moment = strchr(iso, 'T') != NULL;

	if (!civil_parse_iso(iso, &t))
		return xstrdup(iso);
	if (english(lang))
		return moment ? civil_en_datetime(t) : civil_en_date(t);
	return moment ? civil_ja_datetime(t) : civil_ja_date(t);
}

/* "2026-12-01", "a/b" … as people write them. */
static char *
dates_text(const struct strlist *dates, const char *lang)
{
	struct buf out = {0};

	for (size_t i = 0; i < dates->n; i++) {
		char *first = xstrdup(dates->v[i]), *slash = strchr(first, '/'), *text;

		if (slash)
			*slash = '\0';
		if (i)
			buf_adds(&out, english(lang) ? "; " : "、");
		text = day_text(first, lang);
		buf_adds(&out, text);
		free(text);
		if (slash) {
			text = day_text(slash + 1, lang);
			buf_addf(&out, "%s%s", english(lang) ? " to " : "～", text);
			free(text);
		}
		free(first);
	}
	return buf_steal(&out);
}

static json_t *
desk_object(const struct desk *d, const char *lang)
{
	const struct config *c = d->config;
	json_t *o = json_object();

	put(o, "name", english(lang) ? c->desk.name_en : c->desk.name_ja);
	put(o, "organisation",
	    english(lang) ? c->desk.organisation_en : c->desk.organisation_ja);
	put(o, "address", c->desk.address);
	put(o, "phone", c->desk.phone);
	put(o, "hours", english(lang) ? c->desk.hours_en : c->desk.hours_ja);
	return o;
}

static const char *
region_label(const struct case_row *c, const char *lang)
{
	int number = c->prefecture ? prefecture_number(c->prefecture) : 0;

	if (english(lang) && number)
		return prefecture_name_en(number);
	return c->prefecture;
}

static const char *
industry_label(const struct case_row *c, const char *lang)
{
	const char *label = english(lang) && c->industry
	                        ? industry_name_en(industry_bit(c->industry))
	                        : NULL;

	return label ? label : c->industry;
}

/* own_words: the company's own text and subject, which name it. */
static json_t *
case_object(
    const struct desk *d, const struct case_row *c, const char *lang, bool own_words)
{
	json_t *o = json_object();
	const struct programme *p = d->programme;

	put(o, "number", c->number);
	if (c->category) {
		put(o, "category_mark", programme_category_mark(c->category));
		put(o, "category_label", programme_category(p, c->category, lang));
	}
	if (c->submenu)
		put(o, "submenu_label", programme_submenu(p, c->submenu, lang));
	if (c->theme)
		put(o, "theme_label", programme_theme(p, c->theme, lang));
	put(o, "region", region_label(c, lang));
	put(o, "industry", industry_label(c, lang));
	if (c->employees >= 0)
		(void)json_object_set_new(o, "employees", json_integer(c->employees));
	if (c->budget_yen >= 0)
		put_take(o, "budget", yen(c->budget_yen, lang));
	put(o, "format_label", format_label(c->format, lang));
	if (c->dates.n)
		put_take(o, "dates_text", dates_text(&c->dates, lang));
	put_take(o, "opened",
	    english(lang) ? civil_en_date(c->opened_at) : civil_ja_date(c->opened_at));
	put_flag(o, "urgent", c->urgent);
	put_take(o, "visits", xasprintf("%d", d->config->visits.count));
	if (own_words) {
		put(o, "need", c->need);
		put(o, "subject", c->subject);
	}
	return o;
}

static char *
salutation(const char *company, const char *name, const char *lang)
{
	if (english(lang))
		return !str_empty(name)      ? xstrdup(name)
		       : !str_empty(company) ? xasprintf("%s team", company)
		                             : xstrdup("Sir or Madam");
	if (!str_empty(company) && !str_empty(name))
		return xasprintf("%s　%s 様", company, name);
	if (!str_empty(name))
		return xasprintf("%s 様", name);
	return !str_empty(company) ? xasprintf("%s　ご担当者様", company)
	                           : xstrdup("ご担当者様");
}

/* Its letters go to whoever brought the case, as nobody gave its address. */
static bool
is_relayed(const struct letter *letter)
{
	const struct case_row *c = letter->c;

	return letter->party == PARTY_REQUESTER && !letter->to && !c->requester_id &&
	       c->referrer_id;
}

static json_t *
company_object(const struct desk *d, const struct letter *letter, const char *lang)
{
	const struct case_row *c = letter->c;
	json_t *o = json_object();
	struct person p;

	put(o, "name", c->company);
	put(o, "contact", c->contact);
	put(o, "phone", c->phone);
	if (c->requester_id && store_person_get(d->store, c->requester_id, &p)) {
		if (!chat_is_person_address(p.email))
			put(o, "email", p.email);
		person_free(&p);
	}
	/* A letter to somebody else must not begin with the company's name. */
	if (letter->party != PARTY_REFERRER)
		put_take(o, "salutation", salutation(c->company, c->contact, lang));
	put_flag(o, "relayed", is_relayed(letter));
	return o;
}

static json_t *
agency_object(const struct desk *d, const struct case_row *c, const char *lang)
{
	struct person p;
	json_t *o;

	if (!c->referrer_id || !store_person_get(d->store, c->referrer_id, &p))
		return NULL;
	o = json_object();
	put(o, "name", p.company ? p.company : p.name);
	put(o, "contact", p.name); /* no text's: what the salutation tells */
	put_take(o, "salutation", salutation(p.company, p.name, lang));
	person_free(&p);
	return o;
}

static char *
joined(json_t *list, const char *lang)
{
	struct buf out = {0};
	json_t *item;
	size_t i;

	json_array_foreach(list, i, item) buf_addf(&out, "%s%s",
	    i == 0          ? ""
	    : english(lang) ? ", "
	                    : "、",
	    json_string_value(item));
	json_decref(list);
	return buf_steal(&out);
}

static const char *
affiliation_label(const char *affiliation, const char *lang)
{
	static const struct {
		const char *affiliation, *ja, *en;
	} labels[] = {
	    {"independent", "独立", "independent"},
	    {"employed", "企業勤務", "employed"},
	};

	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (str_eq(labels[i].affiliation, affiliation))
			return english(lang) ? labels[i].en : labels[i].ja;
	return affiliation;
}

static json_t *
expert_object(const struct desk *d, const struct expert *e, const char *lang)
{
	static const struct {
		unsigned form;
		const char *ja, *en;
	} forms[] = {
	    {FORM_VISIT, "訪問コンサルティング", "consulting on site"},
	    {FORM_ONLINE, "オンラインコンサルティング", "consulting online"},
	    {FORM_TRAINING, "講習・研修", "training"},
	    {FORM_PRODUCT, "セキュリティ製品の選定・導入支援",
	        "choosing and introducing security products"},
	};
	json_t *o = json_object(), *list = json_array();

	put(o, "name", e->name);
	put(o, "registration_no", e->registration_no);
	put(o, "affiliation", affiliation_label(e->affiliation, lang));
	put(o, "organisation", e->organisation);
	put(o, "email", e->email);
	put(o, "qualifications", e->qualifications);
	put(o, "industries", e->industries);
	put(o, "fee", e->fee);
	put(o, "track_record", e->track_record);
	put(o, "pr", e->pr);
	if (e->valid_until)
		put_take(o, "valid_until", day_text(e->valid_until, lang));
	for (int t = 1; t <= theme_last(); t++)
		if (e->themes & 1u << t && programme_theme(d->programme, t, lang))
			(void)json_array_append_new(
			    list, json_string(programme_theme(d->programme, t, lang)));
	put_take(o, "themes", joined(list, lang));
	list = json_array();
	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		if (e->forms & forms[i].form)
			(void)json_array_append_new(
			    list, json_string(english(lang) ? forms[i].en : forms[i].ja));
	put_take(o, "forms", joined(list, lang));
	return o;
}

json_t *
desk_visit_data(const struct desk *d, const struct visit *v, const char *lang)
{
	json_t *o = json_object();
	struct civil end = civil_from_time(v->ends_at);

	(void)json_object_set_new(o, "no", json_integer(v->no));
	(void)json_object_set_new(o, "total", json_integer(d->config->visits.count));
	put_take(o, "date",
	    english(lang) ? civil_en_datetime(v->starts_at)
	                  : civil_ja_datetime(v->starts_at));
	put_take(o, "end", xasprintf("%d:%02d", end.hour, end.minute));
	put_take(o, "span", desk_span_text(v->starts_at, v->ends_at, lang));
	put(o, "format_label", format_label(v->format, lang));
	put_flag(o, "online", str_eq(v->format, "online"));
	put_flag(o, "is_first", v->no == 1);
	put_flag(o, "is_last", v->no == d->config->visits.count);
	put_flag(o, "fixed", str_eq(v->state, "fixed"));
	put_flag(o, "open", str_eq(v->state, "proposed"));
	put_flag(o, "over", str_eq(v->state, "held") || str_eq(v->state, "reported"));
	return o;
}

/* Who has left a case learns nothing of what comes after him. */
static bool
is_anothers(const struct letter *letter, const struct visit *v)
{
	return letter->party == PARTY_EXPERT && letter->expert && v->expert_id &&
	       v->expert_id != letter->expert->id;
}

/* All that have a date, or only those still to come. */
static json_t *
visit_objects(
    const struct desk *d, const struct letter *letter, const char *lang, bool to_come)
{
	json_t *list = json_array();
	size_t n;
	struct visit *rows = store_visit_list(d->store, letter->c->id, &n);

	for (size_t i = 0; i < n; i++) {
		const struct visit *v = &rows[i];

		if (!str_eq(v->state, "cancelled") && !str_eq(v->state, "asked") &&
		    !(to_come && (!desk_visit_dated(v) || v->starts_at <= d->now)) &&
		    !is_anothers(letter, v))
			(void)json_array_append_new(list, desk_visit_data(d, v, lang));
	}
	visits_free(rows, n);
	return list;
}

static json_t *
menu_object(const struct desk *d, const char *lang)
{
	json_t *list = json_array();

	for (const char *category = "abcde"; *category; category++)
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s*}", "mark", programme_category_mark(*category),
		        "label", programme_category(d->programme, *category, lang)));
	return list;
}

static json_t *
missing_object(const struct case_row *c)
{
	json_t *o = json_object();
	const struct {
		const char *key;
		bool missing;
	} flags[] = {
	    {"category", !c->category},
	    {"prefecture", !c->prefecture},
	    {"theme", !c->theme && c->category != 'e'},
	    {"dates", !c->dates.n},
	    {"contact", !c->requester_id},
	    {"company", !c->company},
	    {"employees", c->employees < 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		put_flag(o, flags[i].key, flags[i].missing);
	return o;
}

/* Why this expert is asked, as one says it to him; the points are the operator's. */
static json_t *
offer_reasons(const struct desk *d, const struct case_row *c, const struct expert *e)
{
	json_t *list = json_array();
	const char *theme =
	    c->theme ? programme_theme(d->programme, c->theme, "ja") : NULL;
	int number = c->prefecture ? prefecture_number(c->prefecture) : 0;

	if (theme && e->themes & 1u << c->theme)
		(void)json_array_append_new(
		    list, json_sprintf(
		              "「%s」を指導テーマとしてご登録いただいています", theme));
	if (number && e->prefectures >> (number - 1) & 1)
		(void)json_array_append_new(
		    list, json_sprintf("%sを支援対象地域としてご登録いただいています",
		              c->prefecture));
	if (c->industry && e->industry_bits & industry_bit(c->industry))
		(void)json_array_append_new(list,
		    json_sprintf("得意とする業界に「%s」が含まれています", c->industry));
	return list;
}

static void
add_offer(
    const struct desk *d, json_t *data, const struct letter *letter, const char *lang)
{
	json_t *o = json_object();
	const struct offer *offer = letter->offer;

	put_take(o, "due",
	    english(lang) ? civil_en_datetime(offer->due_at)
	                  : civil_ja_datetime(offer->due_at));
	if (letter->c && letter->expert)
		(void)json_object_set_new(
		    o, "reasons", offer_reasons(d, letter->c, letter->expert));
	(void)json_object_set_new(data, "offer", o);
}

/* When the mail came in; what its Date says may be anything. */
static int64_t
received_at(const struct desk *d)
{
	struct inbox_row row;
	int64_t at = d->now;

	if (d->inbox_id && store_inbox_get(d->store, d->inbox_id, &row)) {
		at = row.received_at;
		store_inbox_row_free(&row);
	}
	return at;
}

static void
add_received(const struct desk *d, json_t *data, const char *lang)
{
	json_t *o = json_object();
	int64_t at = received_at(d);

	put(o, "subject", d->answering->subject);
	put_take(o, "date", english(lang) ? civil_en_date(at) : civil_ja_date(at));
	(void)json_object_set_new(data, "received", o);
}

json_t *
desk_data(struct desk *d, const struct letter *letter)
{
	struct case_row *c = letter->c;
	const char *lang = c && letter->party != PARTY_OPERATOR ? c->lang : "ja";
	/* Before an expert has accepted, nothing that tells who the company is. */
	bool identity = letter->party != PARTY_EXPERT ||
	                (c && letter->expert && c->expert_id == letter->expert->id);
	json_t *data = json_object(), *agency;

	if (letter->party == PARTY_EXPERT)
		lang = "ja";
	if (!c && letter->lang)
		lang = letter->lang;
	(void)json_object_set_new(data, "desk", desk_object(d, lang));
	(void)json_object_set_new(data, "menu", menu_object(d, lang));
	if (c) {
		(void)json_object_set_new(
		    data, "case", case_object(d, c, lang, identity));
		if (identity) {
			(void)json_object_set_new(
			    data, "company", company_object(d, letter, lang));
			agency = agency_object(d, c, lang);
			if (agency)
				(void)json_object_set_new(data, "agency", agency);
			put(data, "outcome", c->outcome);
		}
		put_object(data, "missing", missing_object(c));
		(void)json_object_set_new(
		    data, "visits", visit_objects(d, letter, lang, false));
		(void)json_object_set_new(
		    data, "to_come", visit_objects(d, letter, lang, true));
		desk_course_data(d, data, letter, lang);
	}
	if (letter->expert)
		(void)json_object_set_new(
		    data, "expert", expert_object(d, letter->expert, lang));
	if (letter->offer)
		add_offer(d, data, letter, lang);
	if (letter->visit)
		(void)json_object_set_new(
		    data, "visit", desk_visit_data(d, letter->visit, lang));
	if (d->answering && identity)
		add_received(d, data, lang);
	if (letter->extra)
		(void)json_object_update(data, letter->extra);
	return data;
}
