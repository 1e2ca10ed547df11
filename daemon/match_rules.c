/*
 * The hard rules. One table, the same for choosing and for explaining, in the order of
 * how many each keeps out.
 *
 * A place that is not known: support on the spot is then promised by those alone who come
 * to every prefecture, and support online by all who give it. Anybody else might have to
 * take the yes back when the place becomes known, after the company was told of him; and
 * leaving out nobody would say "covers the region" of experts of whom nobody knows it.
 * The desk asks a company for the place before it comes to this (case_intake.c), and
 * takes an incident that names none as one where help begins online (desk_match.c).
 */
#include "match_rules.h"

#include "clock.h"
#include "company_core.h"
#include "mail_domain.h"
#include "slots.h"
#include "theme.h"

#include <stdlib.h>

#define EVERYWHERE (((uint64_t)1 << 47) - 1)

/* --- the need, worked out once --- */

static unsigned
related_industries(unsigned bits)
{
	unsigned cars = industry_bit("自動車部品"), works = industry_bit("製造");

	if (bits & (cars | works))
		return cars | works;
	return 0;
}

static void
want_forms(struct wanted *w)
{
	const char *format = w->need->format;

	w->online = str_eq(format, "online") || str_eq(format, "any");
	w->visit = !str_eq(format, "online");
	w->training = w->need->category == 'c';
	w->product = w->need->product || str_eq(format, "product");
	/* Somebody who does nothing but trainings, or products, comes for these. */
	w->on_site_forms = w->training  ? FORM_TRAINING
	                   : w->product ? FORM_VISIT | FORM_PRODUCT
	                                : FORM_VISIT;
}

/* The eight areas of the list's survey stand for the eight lines of the support menu, in
 * its order: a1-a4, b, c, d, e. A need whose line is not known bears on those of its
 * theme; one of which nothing is known, on all. */
static unsigned
areas_of(const struct need *n)
{
	static const unsigned by_theme[] = {
	    0xFF, 1u << 1, 1u << 2, 1u << 2, 1u << 6, 1u << 5, 1u << 3 | 1u << 4};
	const char *s = n->submenu;

	if (n->category == 'a' && s && s[0] == 'a' && s[1] >= '1' && s[1] <= '4')
		return 1u << (s[1] - '1');
	if (n->category >= 'b' && n->category <= 'e')
		return 1u << (n->category - 'b' + 4);
	if (n->theme > 0 && n->theme < (int)ARRAY_LEN(by_theme))
		return by_theme[n->theme];
	return n->category == 'a' ? 0x0F : 0xFF;
}

static struct compared
compared(char *text)
{
	return (struct compared){text, text ? match_key(text) : 0};
}

static void
want_place(struct wanted *w, int prefecture)
{
	if (prefecture < 1 || prefecture > 47)
		return;
	w->prefecture_bit = (uint64_t)1 << (prefecture - 1);
	w->neighbours = prefecture_neighbours(prefecture);
	w->region = region_prefectures(prefecture_region(prefecture));
}

struct wanted
wanted_from(const struct config *c, const struct need *n)
{
	struct wanted w = {.need = n,
	    .areas = areas_of(n),
	    .other_industry = industry_bit("その他"),
	    .related_industries = related_industries(n->industry_bits),
	    .until = n->last_day > n->day ? n->last_day : n->day,
	    .floor = c ? c->match.newcomer_floor : 0,
	    .domain = compared(mail_organisation(n->company_domain)),
	    .company = compared(company_core(n->company)),
	    .referrer_domain = compared(mail_organisation(n->referrer_domain)),
	    .referrer_company = compared(company_core(n->referrer))};

	if (n->theme > 0 && n->theme <= THEME_MAX)
		w.theme_bit = 1u << n->theme;
	want_forms(&w);
	want_place(&w, n->prefecture);
	return w;
}

void
wanted_free(struct wanted *w)
{
	free(w->domain.text);
	free(w->company.text);
	free(w->referrer_domain.text);
	free(w->referrer_company.text);
}

/* --- the rules --- */

static bool
is_active(const struct wanted *w, const struct match_row *r)
{
	(void)w;
	return r->flags & ROW_ACTIVE;
}

static bool
can_be_reached(const struct wanted *w, const struct match_row *r)
{
	(void)w;
	return !(r->flags & ROW_DEAD);
}

static bool
covers_theme(const struct wanted *w, const struct match_row *r)
{
	return !w->theme_bit || (r->themes & w->theme_bit);
}

static bool
comes(const struct wanted *w, const struct match_row *r)
{
	return w->visit && (r->forms & w->on_site_forms);
}

static bool
joins_online(const struct wanted *w, const struct match_row *r)
{
	return w->online && (r->forms & FORM_ONLINE);
}

static bool
offers_form(const struct wanted *w, const struct match_row *r)
{
	if (w->training && !(r->forms & FORM_TRAINING))
		return false;
	return comes(w, r) || joins_online(w, r);
}

static bool
chooses_products(const struct wanted *w, const struct match_row *r)
{
	return !w->product || (r->forms & FORM_PRODUCT);
}

/* On the spot, the prefecture must be covered; online it does not matter. Whether he
 * would come at all is offers_form's question, so that each rule says one thing. */
static bool
reaches(const struct wanted *w, const struct match_row *r)
{
	uint64_t places = w->prefecture_bit ? w->prefecture_bit : EVERYWHERE;

	return !w->visit || joins_online(w, r) || (r->prefectures & places) == places;
}

static bool
has_room(const struct wanted *w, const struct match_row *r)
{
	(void)w;
	return r->load < r->capacity;
}

/* An unknown expiry is no proof of a registration. */
static bool
stays_registered(const struct wanted *w, const struct match_row *r)
{
	return w->until <= 0 || (r->valid_day != DAY_UNKNOWN && r->valid_day >= w->until);
}

static bool
not_excluded(const struct wanted *w, const struct match_row *r)
{
	for (size_t i = 0; i < w->need->excluded_n; i++)
		if (w->need->excluded[i] == r->id)
			return false;
	return true;
}

/* Keys are confirmed by the texts themselves, so that no chance keeps anybody out. */
static bool
same_text(const struct compared *x, char *other)
{
	bool same = str_eq(x->text, other);

	free(other);
	return same;
}

static bool
same_domain(const struct compared *x, const struct match_row *r)
{
	return x->text && x->key == r->domain &&
	       same_text(x, mail_organisation(r->expert->email));
}

static bool
same_company(const struct compared *x, const struct match_row *r)
{
	return x->text && x->key == r->company &&
	       same_text(x, company_core(r->expert->organisation));
}

static bool
other_domain(const struct wanted *w, const struct match_row *r)
{
	return !same_domain(&w->domain, r);
}

static bool
other_company(const struct wanted *w, const struct match_row *r)
{
	return !same_company(&w->company, r);
}

/* Who brings a case and takes it as well would be judge of his own sale. */
static bool
not_the_referrer(const struct wanted *w, const struct match_row *r)
{
	return !same_domain(&w->referrer_domain, r) &&
	       !same_company(&w->referrer_company, r);
}

static int
compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static bool
not_declared(const struct wanted *w, const struct match_row *r)
{
	return !w->need->declared_n ||
	       !bsearch(&r->id, w->need->declared, w->need->declared_n, sizeof(r->id),
	           compare_ids);
}

static bool
no_contractor(const struct wanted *w, const struct match_row *r)
{
	return !w->need->contractors_n ||
	       !bsearch(&r->id, w->need->contractors, w->need->contractors_n,
	           sizeof(r->id), compare_ids);
}

static const struct match_rule rules[] = {
    {"テーマ", covers_theme, "相談のテーマに対応", "相談のテーマに対応していない", NULL},
    {"支援形態", offers_form, "求められた形で支援できる",
        "求められた形の支援をしていない", NULL},
    {"製品選定", chooses_products, "製品の選定・導入支援の求めがないか、対応している",
        "製品の選定・導入支援に対応していない", NULL},
    {"地域", reaches, "支援対象地域に含まれる、またはオンラインで可",
        "支援対象地域に含まれない", "場所が不明で、全国対応でもオンラインでもない"},
    {"受入件数", has_room, "受入可能件数に余裕がある", "受入可能件数に達している", NULL},
    {"状態", is_active, "一覧に掲載中", "一覧で停止中または未掲載", NULL},
    {"登録期限", stays_registered, "最終日まで登録が有効",
        "最終日まで登録が有効と確認できない", NULL},
    {"連絡先", can_be_reached, "連絡先のメールが使える",
        "連絡先のメールが届かない（宛先不明で返送）", NULL},
    {"打診済み", not_excluded, "この案件で打診していない",
        "この案件で既に打診したか連絡不能", NULL},
    {"利害関係（メール）", other_domain, "相談企業とメールのドメインが異なる",
        "相談企業とメールのドメインが同じ", NULL},
    {"利害関係（所属）", other_company, "相談企業の所属ではない",
        "相談企業に所属している", NULL},
    {"利害関係（紹介者）", not_the_referrer, "案件の紹介者の所属ではない",
        "案件の紹介者とドメインまたは所属が同じ", NULL},
    {"利害関係（申告）", not_declared, "申告された利害関係がない",
        "相談企業または紹介者との利害関係が申告されている", NULL},
    {"利害関係（委託先）", no_contractor, "委託関係の申告がない",
        "相談企業または紹介者との委託関係が申告されている", NULL},
};

const struct match_rule *
match_rule(size_t i)
{
	return i < ARRAY_LEN(rules) ? &rules[i] : NULL;
}

const char *
rule_no(const struct match_rule *rule, const struct wanted *w)
{
	return rule->no_place && !w->prefecture_bit ? rule->no_place : rule->no;
}

bool
rules_hold(const struct wanted *w, const struct match_row *r)
{
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (!rules[i].holds(w, r))
			return false;
	return true;
}

uint32_t
rules_broken(const struct wanted *w, const struct match_row *r)
{
	uint32_t broken = 0;

	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (!rules[i].holds(w, r))
			broken |= (uint32_t)1 << i;
	return broken;
}

void
match_failures(
    const struct expert *list, size_t list_n, const struct need *need, unsigned *failed)
{
	struct wanted w = wanted_from(NULL, need);

	for (size_t i = 0; i < list_n; i++) {
		struct match_row r = match_row_of(&list[i]);

		failed[i] = rules_broken(&w, &r);
	}
	wanted_free(&w);
}

const char *
match_rule_name(size_t i)
{
	return i < ARRAY_LEN(rules) ? rules[i].name : NULL;
}
