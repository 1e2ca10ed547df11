/* An expert in numbers and bits. See match_row.h. */
#include "match_row.h"

#include "clock.h"
#include "company_core.h"
#include "mail_domain.h"
#include "slots.h"
#include "theme.h"

#include <stdlib.h>
#include <string.h>

#define THEME(n) (1u << (n))
#define ALL      THEME_ANY

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

static uint16_t
bearing_of(const struct bearing *v, size_t n, const char *text)
{
	unsigned themes = 0;

	for (size_t i = 0; i < n && text; i++)
		if (v[i].themes & ~themes && strstr(text, v[i].word))
			themes |= v[i].themes;
	return (uint16_t)themes;
}

uint64_t
match_key(const char *s)
{
	uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3u;
	return h ? h : 1;
}

/* Of an owned text, which is freed; 0 for NULL. */
static uint64_t
key_of(char *s)
{
	uint64_t key = s ? match_key(s) : 0;

	free(s);
	return key;
}

static int32_t
day_of(const char *date)
{
	struct civil day;
	int64_t t;

	if (!date || !civil_parse_iso(date, &t))
		return DAY_UNKNOWN;
	day = civil_from_time(t);
	return (int32_t)civil_day(day.year, day.month, day.day);
}

static uint8_t
marks(const struct expert *e, char mark)
{
	unsigned bits = 0;

	for (unsigned i = 0; i < AREAS && e->areas[i]; i++)
		if (e->areas[i] == mark)
			bits |= 1u << i;
	return (uint8_t)bits;
}

static uint8_t
flags_of(const struct expert *e)
{
	/* No status: a list that is not in the store yet. */
	bool active = !e->status || str_eq(e->status, "active");

	return (uint8_t)((active ? ROW_ACTIVE : 0) | (e->unreachable ? ROW_DEAD : 0) |
	                 (str_empty(e->qualifications) ? 0 : ROW_SKILLED) |
	                 (str_empty(e->track_record) && !e->finished ? 0 : ROW_PROVEN));
}

struct match_row
match_row_of(const struct expert *e)
{
	return (struct match_row){
	    .expert = e,
	    .id = e->id,
	    .prefectures = e->prefectures,
	    .domain = key_of(mail_organisation(e->email)),
	    .company = key_of(company_core(e->organisation)),
	    .fee_min = e->fee_min,
	    .fee_max = e->fee_max,
	    .industries = e->industry_bits,
	    .valid_day = day_of(e->valid_until),
	    .load = e->load,
	    .capacity = e->capacity,
	    .recent = e->recent,
	    .response_sec = e->answers > 0 ? e->response_sec : -1,
	    .themes = (uint16_t)e->themes,
	    .forms = (uint8_t)e->forms,
	    .flags = flags_of(e),
	    .strong = marks(e, 'O'),
	    .good = marks(e, 'o'),
	    .qualified = bearing_of(
	        qualification_words, ARRAY_LEN(qualification_words), e->qualifications),
	    .experienced = (uint8_t)(bearing_of(record_words, ARRAY_LEN(record_words),
	                                 e->track_record) |
	                             (e->finished_themes & ~1u)),
	    .home = (uint8_t)(e->residence ? prefecture_number(e->residence) : 0),
	};
}

struct match_index *
match_index_new(const struct expert *list, size_t n)
{
	struct match_index *ix = xcalloc(1, sizeof(*ix));

	ix->rows = xcalloc(n ? n : 1, sizeof(*ix->rows));
	ix->n = n;
	for (size_t i = 0; i < n; i++)
		ix->rows[i] = match_row_of(&list[i]);
	return ix;
}

void
match_index_free(struct match_index *ix)
{
	if (ix)
		free(ix->rows);
	free(ix);
}

void
match_index_load(struct match_index *ix, int64_t expert_id, int load)
{
	for (size_t i = 0; i < ix->n; i++)
		if (ix->rows[i].id == expert_id)
			ix->rows[i].load = load;
}
