/* The record of who was told what of whom. See desk_disclose.h. */
#include "desk_disclose.h"

#include "buf.h"
#include "store_disclosure.h"

#include <stdlib.h>
#include <string.h>

enum whose { OF_COMPANY, OF_EXPERT, OF_REFERRER, WHOSE, OF_COPY = WHOSE };

static const char *const roles[] = {"company", "expert", "referrer", "copy"};

enum field {
	F_COMPANY = 1 << 0,
	F_NAME = 1 << 1,
	F_MAIL = 1 << 2,
	F_PHONE = 1 << 3,
	F_REGISTRATION = 1 << 4,
	F_PROFILE = 1 << 5,
	F_REQUEST = 1 << 6,
	F_FACTS = 1 << 7,
	F_WORDS = 1 << 8,
	/* Beside nothing else they tell nobody's identity. */
	F_WEAK = F_FACTS | F_WORDS
};

static const char *const field_words[] = {"company", "name", "mail", "phone",
    "registration", "profile", "request", "facts", "words"};

/* Whose data a name of template_names.h is. value: the name whose value may stand in it,
 * where it is made of several. What is not here is the desk's, or the programme's. */
static const struct {
	const char *name, *value;
	enum whose whose;
	unsigned fields;
} names[] = {
    {"company.name", NULL, OF_COMPANY, F_COMPANY},
    {"company.contact", NULL, OF_COMPANY, F_NAME},
    {"company.email", NULL, OF_COMPANY, F_MAIL},
    {"company.phone", NULL, OF_COMPANY, F_PHONE},
    {"company.salutation", "company.name", OF_COMPANY, F_COMPANY},
    {"company.salutation", "company.contact", OF_COMPANY, F_NAME},
    {"case.need", NULL, OF_COMPANY, F_REQUEST},
    {"case.subject", NULL, OF_COMPANY, F_REQUEST},
    {"case.category_label", NULL, OF_COMPANY, F_FACTS},
    {"case.submenu_label", NULL, OF_COMPANY, F_FACTS},
    {"case.theme_label", NULL, OF_COMPANY, F_FACTS},
    {"case.region", NULL, OF_COMPANY, F_FACTS},
    {"case.industry", NULL, OF_COMPANY, F_FACTS},
    {"case.employees", NULL, OF_COMPANY, F_FACTS},
    {"case.budget", NULL, OF_COMPANY, F_FACTS},
    {"case.format_label", NULL, OF_COMPANY, F_FACTS},
    {"case.dates_text", NULL, OF_COMPANY, F_FACTS},
    {"outcome", NULL, OF_COMPANY, F_WORDS},
    {"confirmed.value", NULL, OF_COMPANY, F_WORDS},
    {"agency.name", NULL, OF_REFERRER, F_COMPANY},
    {"agency.salutation", "agency.name", OF_REFERRER, F_COMPANY},
    {"agency.salutation", "agency.contact", OF_REFERRER, F_NAME},
    {"expert.name", NULL, OF_EXPERT, F_NAME},
    {"expert.registration_no", NULL, OF_EXPERT, F_REGISTRATION},
    {"expert.affiliation", NULL, OF_EXPERT, F_COMPANY},
    {"expert.organisation", NULL, OF_EXPERT, F_COMPANY},
    {"expert.email", NULL, OF_EXPERT, F_MAIL},
    {"expert.qualifications", NULL, OF_EXPERT, F_PROFILE},
    {"expert.industries", NULL, OF_EXPERT, F_PROFILE},
    {"expert.themes", NULL, OF_EXPERT, F_PROFILE},
    {"expert.forms", NULL, OF_EXPERT, F_PROFILE},
    {"expert.fee", NULL, OF_EXPERT, F_PROFILE},
    {"expert.track_record", NULL, OF_EXPERT, F_PROFILE},
    {"expert.pr", NULL, OF_EXPERT, F_WORDS},
};

static const struct {
	const char *template_name, *purpose;
} purposes[] = {
    {"ack", "receipt"},
    {"ack_agency", "receipt"},
    {"ack_confirm", "receipt"},
    {"ack_incident", "receipt"},
    {"ack_place", "receipt"},
    {"ack_review", "receipt"},
    {"address_check", "receipt"},
    {"address_code", "receipt"},
    {"agency_status", "status"},
    {"agency_visits", "visit"},
    {"application_receipt", "list"},
    {"chat/ack", "receipt"},
    {"chat/ack_agency", "receipt"},
    {"chat/ack_confirm", "receipt"},
    {"chat/ack_incident", "receipt"},
    {"chat/ack_place", "receipt"},
    {"chat/ack_review", "receipt"},
    {"chat/address", "receipt"},
    {"chat/agency_news", "status"},
    {"chat/agency_status", "status"},
    {"chat/ask_address", "status"},
    {"chat/changed", "receipt"},
    {"chat/company_status", "status"},
    {"chat/here", "status"},
    {"chat/intro", "introduction"},
    {"chat/mailed", "status"},
    {"chat/menu_again", "receipt"},
    {"chat/no_expert", "status"},
    {"chat/operator_alert", "desk"},
    {"chat/operator_answer", "desk"},
    {"chat/place_ask", "receipt"},
    {"chat/receipt", "receipt"},
    {"chat/received", "receipt"},
    {"chat/withdraw_check", "status"},
    {"chat/withdrawn", "end"},
    {"closed_agency", "end"},
    {"closed_company", "end"},
    {"closed_expert", "end"},
    {"company_status", "status"},
    {"complaint_receipt", "receipt"},
    {"course_closed_agency", "end"},
    {"course_closed_company", "end"},
    {"course_closed_expert", "end"},
    {"course_end_ask", "visit"},
    {"expert_changed_agency", "status"},
    {"digest", "desk"},
    {"expert_changed_company", "status"},
    {"expert_released", "status"},
    {"expert_replaced", "end"},
    {"expiry_reminder", "list"},
    {"followup_receipt", "receipt"},
    {"homework_company", "report"},
    {"intro_agency", "introduction"},
    {"intro_company", "introduction"},
    {"intro_expert", "introduction"},
    {"list_confirmed", "list"},
    {"list_rejected", "list"},
    {"no_expert_agency", "status"},
    {"no_expert_company", "status"},
    {"offer", "offer"},
    {"offer_answer", "offer"},
    {"offer_closed", "offer"},
    {"offer_declined", "offer"},
    {"offer_delegated", "offer"},
    {"offer_incident", "offer"},
    {"offer_late", "offer"},
    {"offer_question", "offer"},
    {"offer_recalled", "offer"},
    {"offer_reminder", "offer"},
    {"operator_alert", "desk"},
    {"report_question", "report"},
    {"report_reminder", "report"},
    {"report_request", "report"},
    {"report_thanks", "report"},
    {"survey", "report"},
    {"survey_reminder", "report"},
    {"survey_thanks", "report"},
    {"visit_cancel", "visit"},
    {"visit_entry", "visit"},
    {"visit_fixed", "visit"},
    {"visit_format", "visit"},
    {"visit_format_ask", "visit"},
    {"visit_invite", "visit"},
    {"visit_off", "visit"},
    {"visit_reminder_company", "visit"},
    {"visit_reminder_expert", "visit"},
    {"visit_slots", "visit"},
    {"visit_slots_off", "visit"},
    {"visit_slots_reminder", "visit"},
    {"visit_slots_wrong", "visit"},
    {"visit_update", "visit"},
    {"withdraw_check", "status"},
    {"withdrawn_agency", "end"},
    {"withdrawn_company", "end"},
    {"withdrawn_expert", "end"},
};

const char *
disclosure_purpose(const char *template_name)
{
	for (size_t i = 0; i < ARRAY_LEN(purposes); i++)
		if (str_eq(purposes[i].template_name, template_name))
			return purposes[i].purpose;
	return NULL;
}

const char *
disclosure_label(const char *word)
{
	static const struct {
		const char *word, *label;
	} labels[] = {
	    {"company", "会社名・所属"},
	    {"name", "氏名"},
	    {"mail", "メールアドレス"},
	    {"phone", "電話番号"},
	    {"registration", "登録番号"},
	    {"profile", "プロフィール"},
	    {"request", "相談の原文"},
	    {"facts", "相談の概要"},
	    {"words", "自由記述"},
	    {"receipt", "受付の知らせ"},
	    {"offer", "打診"},
	    {"introduction", "紹介"},
	    {"status", "経過の知らせ"},
	    {"visit", "訪問の案内"},
	    {"report", "実施報告"},
	    {"end", "終了・取下げの知らせ"},
	    {"list", "専門家リストへの掲載"},
	    {"other", "その他の連絡"},
	    {"referral", "紹介元からの取次ぎ"},
	    {"acceptance", "打診への承諾"},
	};

	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (str_eq(labels[i].word, word))
			return labels[i].label;
	return word;
}

/* --- what the mail tells --- */

static const json_t *
value_of(const json_t *data, const char *name)
{
	const char *dot = strchr(name, '.');
	const json_t *v;
	char *head;

	if (!dot)
		return json_object_get(data, name);
	head = xstrndup(name, (size_t)(dot - name));
	v = json_object_get(json_object_get(data, head), dot + 1);
	free(head);
	return v;
}

/* What templates leave out of a value (mustache.c), so that it is not found again. */
static bool
is_left_out(const unsigned char *s)
{
	return (s[0] < 0x20 && s[0] != '\n' && s[0] != '\t') || s[0] == 0x7f ||
	       (s[0] == 0xc2 && s[1] < 0xa0) ||
	       (s[0] == 0xe2 && s[1] == 0x80 && s[2] >= 0xa8 && s[2] <= 0xae) ||
	       (s[0] == 0xe2 && s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9);
}

/* Texts are compared without white space, which folding moves. */
static char *
without_blanks(const char *s, bool *odd)
{
	struct buf out = {0};

	for (; *s; s++) {
		*odd = *odd || is_left_out((const unsigned char *)s);
		if (str_starts(s, "　"))
			s += strlen("　") - 1;
		else if ((unsigned char)*s > 0x20)
			buf_addc(&out, *s);
	}
	return buf_steal(&out);
}

static bool
holds(const char *text, const char *value)
{
	bool odd = false;
	char *plain = without_blanks(value, &odd);
	bool found = odd || (*plain && strstr(text, plain));

	free(plain);
	return found;
}

/* The same where the name is one of the entries of a list. */
static bool
one_is_told(const json_t *data, const char *text, const char *name)
{
	const char *dot = strchr(name, '.');
	char *head = dot ? xstrndup(name, (size_t)(dot - name)) : NULL;
	const json_t *list = head ? json_object_get(data, head) : NULL, *entry;
	bool told = false;
	size_t i;

	json_array_foreach(list, i, entry)
	{
		const char *value = json_string_value(json_object_get(entry, dot + 1));

		told = told || (value && holds(text, value));
	}
	free(head);
	return told;
}

/* True when the text holds the value of the name, and in that value stands part's (NULL:
 * any). */
static bool
is_told(const json_t *data, const char *text, const char *name, const char *part)
{
	const json_t *v = value_of(data, name);
	const char *value = json_string_value(v),
	           *inner = part ? json_string_value(value_of(data, part)) : NULL;

	if (!value)
		return part ? false : v ? true : one_is_told(data, text, name);
	if (part && (str_empty(inner) || !strstr(value, inner)))
		return false;
	return holds(text, value);
}

static char *
text_of(const struct disclosed_mail *m)
{
	bool odd = false;
	char *all = xasprintf("%s\n%s\n%s\n%s", m->mail->subject, m->mail->body,
	    m->title ? m->title : "", m->place ? m->place : "");
	char *text = without_blanks(all, &odd);

	free(all);
	return text;
}

/* Whether one of the mail's texts uses the name. */
static bool
is_used(struct desk *d, const struct disclosed_mail *m, const char *name)
{
	const struct strlist *letter = templates_names(
	                         d->templates, m->letter->template_name, m->mail->lang),
	                     *entry = templates_names(
	                         d->templates, "visit_entry", m->mail->lang);

	return (letter && strlist_has(letter, name)) ||
	       (m->title && entry && strlist_has(entry, name));
}

/* Who brings a case names himself in his mail, which may be the request. */
static void
add_request(const struct disclosed_mail *m, const char *text, unsigned *told)
{
	static const struct {
		const char *name;
		unsigned field;
	} parts[] = {{"agency.name", F_COMPANY}, {"agency.contact", F_NAME}};

	if (!(told[OF_COMPANY] & F_REQUEST))
		return;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (is_told(m->data, text, parts[i].name, NULL))
			told[OF_REFERRER] |= parts[i].field;
}

static void
add_text(struct desk *d, const struct disclosed_mail *m, unsigned *told)
{
	char *text = text_of(m);

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (is_used(d, m, names[i].name) &&
		    is_told(m->data, text, names[i].name, names[i].value))
			told[names[i].whose] |= names[i].fields;
	add_request(m, text, told);
	free(text);
}

static bool
is_person(struct desk *d, int64_t id, const char *addr)
{
	struct person p;
	bool same;

	if (!id || !store_person_get(d->store, id, &p))
		return false;
	same = str_ieq(p.email, addr);
	person_free(&p);
	return same;
}

/* As what an address reads along. */
static enum whose
role_of(struct desk *d, const struct letter *letter, const char *addr)
{
	static const enum whose of_party[] = {[PARTY_REQUESTER] = OF_COMPANY,
	    [PARTY_REFERRER] = OF_REFERRER,
	    [PARTY_EXPERT] = OF_EXPERT};
	enum whose role = of_party[letter->party];
	char *known = NULL;

	if (is_person(d, letter->c->requester_id, addr))
		return OF_COMPANY;
	if (is_person(d, letter->c->referrer_id, addr))
		return OF_REFERRER;
	if (store_case_has_person(d->store, letter->c->id, addr, &known))
		role = str_eq(known, "requester")  ? OF_COMPANY
		       : str_eq(known, "referrer") ? OF_REFERRER
		       : str_eq(known, "expert")   ? OF_EXPERT
		                                   : OF_COPY;
	free(known);
	return role;
}

static void
add_address(struct desk *d, const struct disclosed_mail *m, const struct address *a,
    unsigned *told)
{
	enum whose role;

	if (str_ieq(a->addr, m->addr))
		return;
	role = role_of(d, m->letter, a->addr);
	if (role < WHOSE)
		told[role] |= F_MAIL | (str_empty(a->name) ? 0u : F_NAME);
}

/* --- the row --- */

static void
put_person(struct desk *d, int64_t id, struct disclosure *row)
{
	struct person p;

	if (!id || !store_person_get(d->store, id, &p))
		return;
	if (!row->subject_name)
		row->subject_name = p.company && p.name
		                        ? xasprintf("%s　%s", p.company, p.name)
		                        : xstrdup_null(p.company ? p.company : p.name);
	row->subject_addr = xstrdup(p.email);
	person_free(&p);
}

static struct consent
consent_of_expert(struct desk *d, const struct case_row *c, const struct expert *e)
{
	/* The acceptance is being handled: it is not on the case yet. */
	if (d->inbox_id && d->answering && c->accepted_at == d->now &&
	    str_ieq(d->answering->from.addr, e->email))
		return store_consent(d->store, d->inbox_id);
	return store_consent_accepted(d->store, c->id, e->email, c->accepted_at);
}

static void
put_expert(struct desk *d, const struct letter *letter, struct disclosure *row)
{
	struct consent k = {0};
	struct expert own = {0};
	const struct expert *e = letter->expert;

	if (!e && desk_case_expert(d, letter->c, &own))
		e = &own;
	if (e) {
		row->subject_name = xstrdup(e->name);
		row->subject_addr = xstrdup(e->email);
		k = consent_of_expert(d, letter->c, e);
	}
	row->basis = xstrdup(k.inbox_id ? "acceptance" : "list");
	row->consent_id = k.inbox_id;
	row->consent_at = k.at;
	if (e == &own)
		expert_free(&own);
}

/* The company's own first mail, or that of who brought the case. */
static void
put_request(struct desk *d, const struct case_row *c, struct disclosure *row)
{
	struct consent k = store_consent_first(d->store, c->id);

	if (!k.inbox_id && d->inbox_id) /* it is being handled */
		k = store_consent(d->store, d->inbox_id);
	row->basis = xstrdup(c->referrer_id ? "referral" : "request");
	row->consent_id = k.inbox_id;
	row->consent_at = k.at;
}

static void
put_subject(
    struct desk *d, const struct letter *letter, enum whose whose, struct disclosure *row)
{
	const struct case_row *c = letter->c;

	row->subject = xstrdup(roles[whose]);
	if (whose == OF_EXPERT) {
		put_expert(d, letter, row);
		return;
	}
	if (whose == OF_COMPANY && c->company)
		row->subject_name = c->contact
		                        ? xasprintf("%s　%s", c->company, c->contact)
		                        : xstrdup(c->company);
	put_person(d, whose == OF_COMPANY ? c->requester_id : c->referrer_id, row);
	put_request(d, c, row);
}

static const char *
name_of_recipient(const struct disclosed_mail *m)
{
	if (str_ieq(m->mail->to.addr, m->addr))
		return m->mail->to.name;
	for (size_t i = 0; i < m->mail->cc.n; i++)
		if (str_ieq(m->mail->cc.v[i].addr, m->addr))
			return m->mail->cc.v[i].name;
	return NULL;
}

static void
write_row(struct desk *d, const struct disclosed_mail *m, enum whose whose,
    unsigned fields, enum whose reader)
{
	const char *purpose = disclosure_purpose(m->letter->template_name);
	struct disclosure row = {
	    .case_id = m->letter->c->id,
	    .outbox_id = m->outbox_id,
	    .recipient = xstrdup(roles[reader]),
	    .recipient_name = xstrdup_null(name_of_recipient(m)),
	    .purpose = xstrdup(purpose ? purpose : "other"),
	    .queued_at = d->now,
	};

	for (size_t i = 0; i < ARRAY_LEN(field_words); i++)
		if (fields & 1u << i)
			strlist_add(&row.fields, field_words[i]);
	put_subject(d, m->letter, whose, &row);
	store_disclosure_add(d->store, &row);
	disclosure_free(&row);
}

void
desk_disclose(struct desk *d, const struct disclosed_mail *m)
{
	unsigned told[WHOSE] = {0};
	enum whose reader;

	if (!m->letter->c || m->letter->party == PARTY_OPERATOR || !m->outbox_id)
		return;
	reader = role_of(d, m->letter, m->addr);
	add_text(d, m, told);
	add_address(d, m, &m->mail->to, told);
	for (size_t i = 0; i < m->mail->cc.n; i++)
		add_address(d, m, &m->mail->cc.v[i], told);
	for (int i = 0; i < WHOSE; i++)
		if ((enum whose)i != reader && told[i] & ~(unsigned)F_WEAK)
			write_row(d, m, (enum whose)i, told[i], reader);
}
