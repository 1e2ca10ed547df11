/*
 * The match. Rules and terms are tables of functions, the same for choosing and for
 * explaining. The order of the rules is by cost: bits first, texts only for an expert who
 * would come among the best.
 */
#include "match_terms.h"

#include "buf.h"
#include "clock.h"
#include "norm.h"
#include "slots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the need, worked out once --- */

/* A company's name without its legal form, so that 株式会社 before or behind does not
 * matter. */
static char *
company_core(const char *name)
{
	static const char *const forms[] = {"株式会社", "有限会社", "合同会社",
	    "合資会社", "合名会社", "一般社団法人", "(株)", "(有)", "(同)"};
	char *s = norm_squeeze(name);

	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		size_t n = strlen(forms[i]);
		char *at = strstr(s, forms[i]);

		if (at)
			memmove(at, at + n, strlen(at + n) + 1);
	}
	return s;
}

static unsigned
related_industries(unsigned bits)
{
	unsigned cars = industry_bit("自動車部品"), works = industry_bit("製造");

	if (bits & (cars | works))
		return cars | works;
	return 0;
}

static int64_t
needed_until(const struct need *n)
{
	return n->last_day > n->day ? n->last_day : n->day;
}

static void
want_forms(struct wanted *w)
{
	const char *format = w->need->format;

	w->online = str_eq(format, "online") || str_eq(format, "any");
	w->visit = !str_eq(format, "online");
	w->training = w->need->category == 'c';
}

static struct wanted
wanted_from(const struct need *n)
{
	struct wanted w = {.need = n};
	int64_t until = needed_until(n);

	want_forms(&w);
	if (n->theme > 0 && n->theme < 32)
		w.theme_bit = 1u << n->theme;
	if (n->prefecture >= 1 && n->prefecture <= 47) {
		w.prefecture_bit = (uint64_t)1 << (n->prefecture - 1);
		w.neighbours = prefecture_neighbours(n->prefecture);
		w.region = region_prefectures(prefecture_region(n->prefecture));
	}
	w.other_industry = industry_bit("その他");
	w.related_industries = related_industries(n->industry_bits);
	if (until > 0) {
		struct civil day = civil_from_day(until);

		(void)snprintf(w.last_day, sizeof(w.last_day), "%04d-%02d-%02d",
		    day.year % 10000, day.month, day.day);
	}
	if (!str_empty(n->company))
		w.company = company_core(n->company);
	return w;
}

static void
wanted_free(struct wanted *w)
{
	free(w->company);
}

/* --- hard rules --- */

static bool
is_active(const struct wanted *w, const struct expert *e)
{
	(void)w;
	/* No status: a list that is not in the store yet. */
	return !e->status || str_eq(e->status, "active");
}

static bool
covers_theme(const struct wanted *w, const struct expert *e)
{
	return !w->theme_bit || (e->themes & w->theme_bit);
}

static bool
covers_prefecture(const struct wanted *w, const struct expert *e)
{
	return !w->prefecture_bit || (e->prefectures & w->prefecture_bit);
}

/* On site: the prefecture must be covered. Online: it does not matter. A training may be
 * held by somebody who does nothing but trainings. */
static bool
offers_form(const struct wanted *w, const struct expert *e)
{
	bool on_site =
	    w->visit && (e->forms & (w->training ? FORM_TRAINING : FORM_VISIT));
	bool online = w->online && (e->forms & FORM_ONLINE);

	if (w->training && !(e->forms & FORM_TRAINING))
		return false;
	return on_site || online;
}

/* Asked after offers_form: with either form allowed, the one that is offered counts. */
static bool
reaches(const struct wanted *w, const struct expert *e)
{
	bool online = w->online && (e->forms & FORM_ONLINE);
	bool on_site =
	    w->visit && (e->forms & (w->training ? FORM_TRAINING : FORM_VISIT));

	return online || (on_site && covers_prefecture(w, e));
}

static bool
has_room(const struct wanted *w, const struct expert *e)
{
	(void)w;
	return e->load < e->capacity;
}

/* An unknown expiry is no proof of a registration. */
static bool
stays_registered(const struct wanted *w, const struct expert *e)
{
	return !w->last_day[0] ||
	       (e->valid_until && strncmp(e->valid_until, w->last_day, 10) >= 0);
}

static bool
not_excluded(const struct wanted *w, const struct expert *e)
{
	for (size_t i = 0; i < w->need->excluded_n; i++)
		if (w->need->excluded[i] == e->id)
			return false;
	return true;
}

/* Mailboxes that thousands share say nothing about who works where. */
static bool
shared_domain(const char *domain)
{
	static const char *const shared[] = {"gmail.com", "googlemail.com", "yahoo.co.jp",
	    "yahoo.com", "ymail.ne.jp", "outlook.jp", "outlook.com", "hotmail.com",
	    "hotmail.co.jp", "live.jp", "live.com", "msn.com", "icloud.com", "me.com",
	    "mac.com", "aol.com", "proton.me", "protonmail.com", "gmx.com", "nifty.com",
	    "biglobe.ne.jp", "so-net.ne.jp", "ocn.ne.jp", "plala.or.jp", "dion.ne.jp",
	    "docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp",
	    "ybb.ne.jp", "asahi-net.or.jp", "infoweb.ne.jp", "excite.co.jp",
	    "eonet.ne.jp", "jcom.home.ne.jp", "hi-ho.ne.jp", "wakwak.com", "tiki.ne.jp",
	    "mopera.net"};

	for (size_t i = 0; i < ARRAY_LEN(shared); i++) {
		size_t n = strlen(shared[i]), len = strlen(domain);

		if (len >= n && str_ieq(domain + len - n, shared[i]) &&
		    (len == n || domain[len - n - 1] == '.'))
			return true;
	}
	return false;
}

static bool
other_domain(const struct wanted *w, const struct expert *e)
{
	const char *at = e->email ? strrchr(e->email, '@') : NULL;

	return !at || str_empty(w->need->company_domain) ||
	       !str_ieq(at + 1, w->need->company_domain) ||
	       shared_domain(w->need->company_domain);
}

static bool
other_company(const struct wanted *w, const struct expert *e)
{
	char *core;
	bool other;

	if (str_empty(w->company) || str_empty(e->organisation))
		return true;
	core = company_core(e->organisation);
	other = !str_ieq(core, w->company);
	free(core);
	return other;
}

struct rule {
	const char *name; /* in Japanese */
	bool (*holds)(const struct wanted *w, const struct expert *e);
	const char *yes, *no;
	bool late; /* costly: asked only where the answer matters */
};

static const struct rule rules[] = {
    {"テーマ", covers_theme, "相談のテーマに対応", "相談のテーマに対応していない", false},
    {"支援形態", offers_form, "求められた形で支援できる",
        "求められた形の支援をしていない", false},
    {"地域", reaches, "支援対象地域に含まれる、またはオンラインで可",
        "支援対象地域に含まれない", false},
    {"受入件数", has_room, "受入可能件数に余裕がある", "受入可能件数に達している", false},
    {"状態", is_active, "一覧に掲載中", "一覧で停止中または未掲載", false},
    {"登録期限", stays_registered, "最終日まで登録が有効",
        "最終日まで登録が有効と確認できない", false},
    {"打診済み", not_excluded, "この案件で打診していない",
        "この案件で既に打診したか連絡不能", false},
    {"利害関係（メール）", other_domain, "相談企業とメールのドメインが異なる",
        "相談企業とメールのドメインが同じ", true},
    {"利害関係（所属）", other_company, "相談企業の所属ではない",
        "相談企業に所属している", true},
};

static bool
holds_all(const struct wanted *w, const struct expert *e, bool late)
{
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (rules[i].late == late && !rules[i].holds(w, e))
			return false;
	return true;
}

/* --- the score --- */

static double
weight(const struct config *c, const struct term *t)
{
	double value;

	memcpy(&value, (const char *)c + t->weight, sizeof(value));
	return value;
}

static double
weight_sum(const struct config *c)
{
	const struct term *t;
	double sum = 0;

	for (size_t i = 0; (t = match_term(i)); i++)
		sum += weight(c, t);
	return sum;
}

/* Two decimals, so that the order is the one that people see. */
static double
rounded(double score)
{
	return (double)(int64_t)(score * 100 + 0.5) / 100;
}

/* sum: of all weights. reasons NULL, or gets one line for each term that counts. One who
 * cannot reach least any more is not looked at further; what he has then is less. */
static double
score(const struct config *c, double sum, const struct wanted *w, const struct expert *e,
    double least, struct strlist *reasons)
{
	const struct term *t;
	double total = 0, left = 100;

	for (size_t i = 0; (t = match_term(i)); i++) {
		double most = sum > 0 ? 100 * weight(c, t) / sum : 0, points;
		char *words = NULL;

		if (!(most > 0))
			continue;
		if (total + left + 0.02 < least)
			break;
		points = most * t->value(w, e, reasons ? &words : NULL);
		total += points;
		left -= most;
		if (reasons)
			strlist_addf(reasons, "%s: %s（%.1f／%.1f点）", t->name, words,
			    points, most);
		free(words);
	}
	return rounded(total);
}

/* --- the best --- */

struct place {
	double score;
	const struct expert *expert;
};

static bool
better(const struct place *a, const struct place *b)
{
	int by_number;

	if (a->score > b->score || a->score < b->score)
		return a->score > b->score;
	by_number = cmp_str(a->expert->registration_no, b->expert->registration_no);
	return by_number ? by_number < 0 : a->expert < b->expert;
}

/* The worst of the best so far is at the root, where it can be replaced. */
static void
sink_root(struct place *heap, size_t n)
{
	size_t i = 0;

	for (;;) {
		size_t child = 2 * i + 1;
		struct place tmp = heap[i];

		if (child >= n)
			return;
		if (child + 1 < n && better(&heap[child], &heap[child + 1]))
			child++;
		if (better(&heap[child], &heap[i]))
			return;
		heap[i] = heap[child];
		heap[child] = tmp;
		i = child;
	}
}

static void
rise(struct place *heap, size_t i)
{
	while (i > 0) {
		size_t parent = (i - 1) / 2;
		struct place tmp = heap[i];

		if (better(&heap[i], &heap[parent]))
			return;
		heap[i] = heap[parent];
		heap[parent] = tmp;
		i = parent;
	}
}

static size_t
best_places(const struct config *c, const struct wanted *w, const struct expert *list,
    size_t list_n, struct place *heap, size_t limit)
{
	double sum = weight_sum(c);
	size_t n = 0;

	for (size_t i = 0; i < list_n; i++) {
		struct place p = {.expert = &list[i]};

		if (!holds_all(w, &list[i], false))
			continue;
		p.score =
		    score(c, sum, w, &list[i], n == limit ? heap[0].score : 0, NULL);
		if (n == limit && !better(&p, &heap[0]))
			continue;
		if (!holds_all(w, &list[i], true))
			continue;
		if (n < limit) {
			heap[n] = p;
			rise(heap, n++);
		} else {
			heap[0] = p;
			sink_root(heap, n);
		}
	}
	return n;
}

struct candidate *
match_best(const struct config *c, const struct expert *list, size_t list_n,
    const struct need *need, size_t limit, size_t *n)
{
	struct wanted w = wanted_from(need);
	double sum = weight_sum(c);
	struct candidate *out;
	struct place *heap;

	if (limit > list_n)
		limit = list_n;
	heap = xcalloc(limit ? limit : 1, sizeof(*heap));
	*n = limit ? best_places(c, &w, list, list_n, heap, limit) : 0;
	out = xcalloc(*n ? *n : 1, sizeof(*out));
	for (size_t left = *n; left > 0; left--) {
		struct candidate *to = &out[left - 1];

		to->expert = heap[0].expert;
		to->score = score(c, sum, &w, to->expert, 0, &to->reasons);
		heap[0] = heap[left - 1];
		sink_root(heap, left - 1);
	}
	free(heap);
	wanted_free(&w);
	return out;
}

void
candidates_free(struct candidate *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		strlist_free(&v[i].reasons);
	free(v);
}

/* --- why --- */

void
match_explain(const struct config *c, const struct expert *e, const struct need *need,
    struct match_explanation *out)
{
	struct wanted w = wanted_from(need);

	*out = (struct match_explanation){.eligible = true};
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		bool ok = rules[i].holds(&w, e);

		strlist_addf(&out->rules, "%s %s: %s", ok ? "○" : "×", rules[i].name,
		    ok ? rules[i].yes : rules[i].no);
		out->eligible = out->eligible && ok;
	}
	out->score = score(c, weight_sum(c), &w, e, 0, &out->terms);
	wanted_free(&w);
}

void
match_explanation_free(struct match_explanation *x)
{
	strlist_free(&x->rules);
	strlist_free(&x->terms);
	*x = (struct match_explanation){0};
}

void
match_failures(
    const struct expert *list, size_t list_n, const struct need *need, unsigned *failed)
{
	struct wanted w = wanted_from(need);

	for (size_t e = 0; e < list_n; e++) {
		failed[e] = 0;
		for (size_t i = 0; i < ARRAY_LEN(rules); i++)
			if (!rules[i].holds(&w, &list[e]))
				failed[e] |= 1u << i;
	}
	wanted_free(&w);
}

const char *
match_rule_name(size_t i)
{
	return i < ARRAY_LEN(rules) ? rules[i].name : NULL;
}

bool
form_parse(const char *word, unsigned *forms)
{
	/* Looked up in this order, as parts of the word. */
	static const struct {
		const char *word;
		unsigned forms;
	} known[] = {
	    {"visit", FORM_VISIT},
	    {"online", FORM_ONLINE},
	    {"training", FORM_TRAINING},
	    {"product", FORM_PRODUCT},
	    {"オンライン", FORM_ONLINE},
	    {"リモート", FORM_ONLINE},
	    {"Web", FORM_ONLINE},
	    {"講習", FORM_TRAINING},
	    {"研修", FORM_TRAINING},
	    {"講演", FORM_TRAINING},
	    {"セミナー", FORM_TRAINING},
	    {"製品", FORM_PRODUCT},
	    {"導入", FORM_PRODUCT},
	    {"訪問", FORM_VISIT},
	    {"対面", FORM_VISIT},
	    {"any", FORM_VISIT | FORM_ONLINE},
	    {"どちらでも", FORM_VISIT | FORM_ONLINE},
	};
	char *s = norm_squeeze(word);
	unsigned found = 0;

	for (size_t i = 0; i < ARRAY_LEN(known) && !found; i++)
		if (str_ifind(s, known[i].word))
			found = known[i].forms;
	free(s);
	if (found)
		*forms = found;
	return found != 0;
}
