/* What counts in favour of an expert, each with a value from 0 to 1 and its reason. */
#include "match_terms.h"

#include "buf.h"
#include "slots.h"

#include <stdlib.h>
#include <string.h>

/* What a term is worth where the need does not say enough to judge. */
#define NEUTRAL 0.5

static double term_says(double value, char **words, const char *fmt, ...) PRINTF(3, 4);

static double
term_says(double value, char **words, const char *fmt, ...)
{
	va_list ap;

	if (!words)
		return value;
	va_start(ap, fmt);
	*words = xvasprintf(fmt, ap);
	va_end(ap);
	return value;
}

/* --- industry --- */

static char *
industry_names(unsigned bits)
{
	struct buf b = {0};

	for (unsigned i = 0; i < 32; i++)
		if (bits & 1u << i) {
			const char *name = industry_name(1u << i);

			if (name)
				buf_addf(&b, "%s%s", b.len ? "、" : "", name);
		}
	return buf_steal(&b);
}

static double
industry_says(double value, char **words, unsigned bits, const char *rest)
{
	char *names;

	if (!words)
		return value;
	names = industry_names(bits);
	(void)term_says(value, words, "%s%s", names, rest);
	free(names);
	return value;
}

static double
industry(const struct wanted *w, const struct expert *e, char **words)
{
	unsigned want = w->need->industry_bits, both = e->industry_bits & want,
	         same = both & ~w->other_industry,
	         near = e->industry_bits & w->related_industries;

	if (!want)
		return term_says(NEUTRAL, words, "相談企業の業種が不明");
	if (same)
		return industry_says(1, words, same, "を得意とする");
	if (near)
		return industry_says(0.6, words, near, "（近い業種）を得意とする");
	/* Two that are in no class of the vocabulary need not be alike. */
	if (both)
		return term_says(0.5, words, "どちらも分類にない業種");
	if (!e->industry_bits)
		return term_says(0.3, words, "得意とする業種の記載なし");
	return term_says(0, words, "得意とする業種が異なる");
}

/* --- price --- */

/* A band that begins within the budget fits in part; above it points fall to nothing at
 * half as much again. */
static double
price(const struct wanted *w, const struct expert *e, char **words)
{
	int64_t budget = w->need->budget_yen;
	double over;

	if (budget < 0)
		return term_says(NEUTRAL, words, "予算が不明");
	if (e->fee_min < 0 && e->fee_max < 0)
		return term_says(0.4, words, "応相談");
	if (e->fee_max >= 0 && e->fee_max <= budget)
		return term_says(1, words, "予算内（上限%lld円）", (long long)e->fee_max);
	if (e->fee_min <= budget)
		return term_says(0.7, words, "予算内から始まる");
	over = budget > 0 ? (double)(e->fee_min - budget) / (double)budget : 1;
	return term_says(over < 0.5 ? 0.3 * (1 - over * 2) : 0, words,
	    "予算を超える（%lld円から）", (long long)e->fee_min);
}

/* --- skill --- */

static double
areas(const struct wanted *w, const struct expert *e, char **words)
{
	int strong = 0, good = 0, sum;

	(void)w;
	for (size_t i = 0; i < sizeof(e->areas) - 1 && e->areas[i]; i++) {
		strong += e->areas[i] == 'O';
		good += e->areas[i] == 'o';
	}
	sum = 2 * strong + good;
	return term_says(sum > 10 ? 1 : sum / 10.0, words, "◎%d ○%d", strong, good);
}

#define THEME(n) (1u << (n))
#define ALL      0xFFu

/* Which words of a qualification or a record bear on which theme. */
struct bearing {
	const char *word;
	unsigned themes;
};

static const struct bearing qualification_words[] = {
    {"CISSP", THEME(2) | THEME(3) | THEME(4)},
    {"CISA", THEME(1) | THEME(2) | THEME(6)},
    {"監査", THEME(1) | THEME(2) | THEME(6)},
    {"審査員", THEME(1) | THEME(2) | THEME(6)},
    {"プライバシー", THEME(1) | THEME(5)},
    {"ネットワーク", THEME(3) | THEME(4)},
    {"コーディネータ", THEME(1) | THEME(3) | THEME(5)},
    {"診断士", THEME(1) | THEME(5)},
    {"技術士", THEME(2) | THEME(3) | THEME(4) | THEME(6)},
};

static const struct bearing record_words[] = {
    {"規程", THEME(1)},
    {"ISMS", THEME(1) | THEME(2) | THEME(6)},
    {"Pマーク", THEME(1) | THEME(2)},
    {"インシデント", THEME(4)},
    {"セミナー", THEME(5)},
    {"研修", THEME(5)},
    {"クラウド", THEME(3)},
    {"リスク", THEME(2) | THEME(6)},
    {"顧問", ALL},
};

static const char *
bears_on(const struct bearing *v, size_t n, const char *text, unsigned theme)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].themes & theme && strstr(text, v[i].word))
			return v[i].word;
	return NULL;
}

static double
qualification(const struct wanted *w, const struct expert *e, char **words)
{
	if (str_empty(e->qualifications))
		return term_says(0, words, "記載なし");
	if (!bears_on(qualification_words, ARRAY_LEN(qualification_words),
	        e->qualifications, w->theme_bit ? w->theme_bit : ALL))
		return term_says(0.5, words, "%s", e->qualifications);
	return term_says(1, words, "%s（相談に合う）", e->qualifications);
}

static bool
newcomer(const struct expert *e)
{
	return e->load == 0 && e->recent == 0;
}

/* Somebody without a record would never get one: half the points for newcomers. */
static double
record(const struct wanted *w, const struct expert *e, char **words)
{
	if (str_empty(e->track_record))
		return newcomer(e) ? term_says(0.5, words, "これから（新しい登録者）")
		                   : term_says(0, words, "記載なし");
	if (!bears_on(record_words, ARRAY_LEN(record_words), e->track_record,
	        w->theme_bit ? w->theme_bit : ALL))
		return term_says(0.6, words, "%s", e->track_record);
	return term_says(1, words, "%s（相談に合う）", e->track_record);
}

/* --- nearness --- */

static double
near(const struct wanted *w, const struct expert *e, char **words)
{
	int home;
	uint64_t bit;

	if (!w->prefecture_bit)
		return term_says(NEUTRAL, words, "所在地が不明");
	if (w->online && !w->visit)
		return term_says(NEUTRAL, words, "オンラインのため距離は問わない");
	home = e->residence ? prefecture_number(e->residence) : 0;
	bit = home > 0 ? (uint64_t)1 << (home - 1) : 0;
	if (bit & w->prefecture_bit)
		return term_says(1, words, "%sに居住", e->residence);
	if (bit & w->neighbours)
		return term_says(0.7, words, "隣の%sに居住", e->residence);
	if (bit & w->region)
		return term_says(0.5, words, "同じ地方の%sに居住", e->residence);
	return term_says(0, words, bit ? "%sに居住（遠方）" : "居住地の記載なし",
	    e->residence ? e->residence : "");
}

/* --- fair share --- */

static double
load(const struct wanted *w, const struct expert *e, char **words)
{
	double open = e->capacity > 0 ? 1 - (double)e->load / e->capacity : 0;
	double year = 1.0 / (1 + (e->recent > 0 ? e->recent : 0));

	(void)w;
	if (newcomer(e))
		return term_says(1, words, "担当中なし、この一年の担当なし");
	return term_says((open > 0 ? 0.6 * open : 0) + 0.4 * year, words,
	    "担当中%d件（上限%d件）、この一年%d件", e->load, e->capacity, e->recent);
}

#define WEIGHT(field) offsetof(struct config, match.field)

static const struct term terms[] = {
    {"業種", WEIGHT(w_industry), industry},
    {"料金", WEIGHT(w_price), price},
    {"得意領域", WEIGHT(w_areas), areas},
    {"資格", WEIGHT(w_qualification), qualification},
    {"実績", WEIGHT(w_record), record},
    {"近さ", WEIGHT(w_near), near},
    {"負荷", WEIGHT(w_load), load},
};

const struct term *
match_term(size_t i)
{
	return i < ARRAY_LEN(terms) ? &terms[i] : NULL;
}
