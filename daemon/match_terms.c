/* What counts in favour of an expert, each with a value from 0 to 1 and its reason. */
#include "match_terms.h"

#include "buf.h"
#include "slots.h"
#include "theme.h"

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
industry(const struct wanted *w, const struct match_row *r, char **words)
{
	unsigned want = w->need->industry_bits, both = r->industries & want,
	         same = both & ~w->other_industry,
	         near = r->industries & w->related_industries;

	if (!want)
		return term_says(NEUTRAL, words, "相談企業の業種が不明");
	if (same)
		return industry_says(1, words, same, "を得意とする");
	if (near)
		return industry_says(0.6, words, near, "（近い業種）を得意とする");
	/* Two that are in no class of the vocabulary need not be alike. */
	if (both)
		return term_says(0.5, words, "どちらも分類にない業種");
	if (!r->industries)
		return term_says(0.3, words, "得意とする業種の記載なし");
	return term_says(0, words, "得意とする業種が異なる");
}

/* --- price --- */

/* A band that begins within the budget fits in part; above it points fall to nothing at
 * half as much again. */
static double
price(const struct wanted *w, const struct match_row *r, char **words)
{
	int64_t budget = w->need->budget_yen;
	double over;

	if (budget < 0)
		return term_says(NEUTRAL, words, "予算が不明");
	if (r->fee_min < 0 && r->fee_max < 0)
		return term_says(0.4, words, "応相談");
	if (r->fee_max >= 0 && r->fee_max <= budget)
		return term_says(1, words, "予算内（上限%lld円）", (long long)r->fee_max);
	if (r->fee_min <= budget)
		return term_says(0.7, words, "予算内から始まる");
	over = budget > 0 ? (double)(r->fee_min - budget) / (double)budget : 1;
	return term_says(over < 0.5 ? 0.3 * (1 - over * 2) : 0, words,
	    "予算を超える（%lld円から）", (long long)r->fee_min);
}

/* --- skill --- */

/* Of the areas that the need bears on: ◎ counts in full, ○ a little more than half. */
static double
areas(const struct wanted *w, const struct match_row *r, char **words)
{
	int asked = __builtin_popcount(w->areas),
	    strong = __builtin_popcount(r->strong & w->areas),
	    good = __builtin_popcount(r->good & w->areas);

	return term_says(asked ? (strong + 0.6 * good) / asked : 0, words,
	    "相談に関わる%d領域のうち◎%d ○%d", asked, strong, good);
}

static double
qualification(const struct wanted *w, const struct match_row *r, char **words)
{
	if (!(r->flags & ROW_SKILLED))
		return term_says(0, words, "記載なし");
	if (!(r->qualified & (w->theme_bit ? w->theme_bit : THEME_ANY)))
		return term_says(0.5, words, "%s", r->expert->qualifications);
	return term_says(1, words, "%s（相談に合う）", r->expert->qualifications);
}

/* Somebody new has no record and no case yet, and would never get any: in these terms
 * nobody without a case in twelve months has less than the floor of the configuration,
 * and whoever was never asked has it for his answers. */
static bool
newcomer(const struct match_row *r)
{
	return r->recent <= 0;
}

static double
lifted(const struct wanted *w, const struct match_row *r, double value)
{
	return newcomer(r) && value < w->floor ? w->floor : value;
}

/* What the list says, and what the desk knows itself. */
static double
record_says(double value, char **words, const struct expert *e, const char *rest)
{
	char *done;

	if (!words)
		return value;
	done = e->finished ? xasprintf("%s当窓口での支援完了%d件",
	                         str_empty(e->track_record) ? "" : "、", e->finished)
	                   : xstrdup("");
	(void)term_says(value, words, "%s%s%s",
	    str_empty(e->track_record) ? "" : e->track_record, done, rest);
	free(done);
	return value;
}

static double
record(const struct wanted *w, const struct match_row *r, char **words)
{
	if (!(r->flags & ROW_PROVEN))
		return term_says(lifted(w, r, 0), words,
		    newcomer(r) ? "記載なし（この一年の担当がないため下限を適用）"
		                : "記載なし");
	if (!(r->experienced & (w->theme_bit ? w->theme_bit : THEME_ANY)))
		return record_says(lifted(w, r, 0.6), words, r->expert, "");
	return record_says(1, words, r->expert, "（相談に合う）");
}

/* --- nearness --- */

static double
near(const struct wanted *w, const struct match_row *r, char **words)
{
	uint64_t bit = r->home ? (uint64_t)1 << (r->home - 1) : 0;
	const char *home = r->expert->residence;

	if (!w->prefecture_bit)
		return term_says(NEUTRAL, words, "所在地が不明");
	if (w->online && !w->visit)
		return term_says(NEUTRAL, words, "オンラインのため距離は問わない");
	if (bit & w->prefecture_bit)
		return term_says(1, words, "%sに居住", home);
	if (bit & w->neighbours)
		return term_says(0.7, words, "隣の%sに居住", home);
	if (bit & w->region)
		return term_says(0.5, words, "同じ地方の%sに居住", home);
	if (bit)
		return term_says(0, words, "%sに居住（遠方）", home);
	return term_says(0, words, "居住地の記載なし");
}

/* --- answers and fair share --- */

/* In full for an answer at once, half after a day, a quarter after three. */
static double
response(const struct wanted *w, const struct match_row *r, char **words)
{
	double days = r->response_sec / 86400.0;

	if (r->response_sec < 0)
		return term_says(w->floor, words, "打診への返答の記録なし（下限を適用）");
	return term_says(
	    1 / (1 + days), words, "打診への返答まで平均%.1f時間", days * 24);
}

static double
load(const struct wanted *w, const struct match_row *r, char **words)
{
	double open = r->capacity > 0 ? 1 - (double)r->load / r->capacity : 0;
	double year = 1.0 / (1 + (r->recent > 0 ? r->recent : 0));
	double value = (open > 0 ? 0.6 * open : 0) + 0.4 * year;

	return term_says(lifted(w, r, value), words,
	    "担当・打診中%d件（上限%d件）、この一年の担当%d件", r->load, r->capacity,
	    r->recent);
}

#define WEIGHT(field) offsetof(struct config, match.field)

static const struct term terms[] = {
    {"業種", WEIGHT(w_industry), industry},
    {"料金", WEIGHT(w_price), price},
    {"得意領域", WEIGHT(w_areas), areas},
    {"資格", WEIGHT(w_qualification), qualification},
    {"実績", WEIGHT(w_record), record},
    {"近さ", WEIGHT(w_near), near},
    {"応答", WEIGHT(w_response), response},
    {"負荷", WEIGHT(w_load), load},
};

const struct term *
match_term(size_t i)
{
	return i < ARRAY_LEN(terms) ? &terms[i] : NULL;
}
