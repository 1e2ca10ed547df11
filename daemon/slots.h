/* Facts out of a text: who, where, how large, when, for how much. Rules, no model. */
#ifndef MADOGUCHI_SLOTS_H
#define MADOGUCHI_SLOTS_H

#include "err.h"
#include "message.h"
#include "reading.h"

/* Word lists and tables (places, industries), loaded from data_dir/conf. */
struct gazetteer;
struct gazetteer *gazetteer_load(const char *data_dir, struct err *e) MUST_CHECK;
void gazetteer_free(struct gazetteer *g);
/* The company and the person that a normalised text names, its writer's (speaker) or a
 * third party's. Owned; NULL where there is none. */
void gazetteer_party(const struct gazetteer *g, const char *text, bool speaker,
    char **company, char **contact);

/* Fills s (initialised by the caller). forward: an agency's mail, so that company,
 * contact, phone and address are the forwarded company's, never the agency's. sent: when
 * the message was written; relative dates count from here. */
void slots_extract(const struct gazetteer *g, const struct message *m, bool forward,
    int64_t sent, struct slots *s);

struct date_findings {
	struct strlist wanted;      /* ISO dates, date-times, intervals a/b */
	struct strlist unavailable; /* likewise */
	struct strlist vague;     /* those of wanted that are a month or a part of one */
	struct strlist weeks;     /* those of wanted that are a week named as such */
	struct strlist remains;   /* those of wanted that are what is left of a stretch */
	struct strlist conflicts; /* phrases whose weekday and date do not fit */
};
/* Dates of a text in all notations of Japanese mail, resolved against sent in Asia/Tokyo.
 */
void dates_find(const char *text, int64_t sent, struct date_findings *f);
/* The same over texts of different days: a forwarded mail counts its 明日 from the day it
 * was written. What had gone by when the whole was sent is left out. */
struct date_part {
	const char *text; /* borrowed */
	int64_t written;
	bool normal; /* normalised already, with bullets for ① (date_text.h) */
};
void dates_find_parts(
    const struct date_part *parts, size_t n, int64_t sent, struct date_findings *f);
/* When a forwarded mail was written, by the last date line of its headers (Sent:,
 * 送信日時:); sent where none says or it is not credible. */
int64_t dates_written(const char *headers, int64_t sent);
void date_findings_free(struct date_findings *f);

/* JIS X 0401 number (1 Hokkaido … 47 Okinawa) of a prefecture name, with or without its
 * suffix; 0 when it is none. And back, with suffix. */
int prefecture_number(const char *name);
const char *prefecture_name(int number);
/* English, such as "Osaka". */
const char *prefecture_name_en(int number);
/* The first prefecture that an English text names as a whole word ("in Osaka"); 0: none.
 */
int prefecture_in_english(const char *text);
/* Region block: 北海道 東北 関東 甲信越 東海 近畿 中国 四国 九州 沖縄. */
const char *prefecture_region(int number);
/* Prefectures of a region block or 全国 as bits (bit n-1: prefecture n); 0: not a region.
 */
uint64_t region_prefectures(const char *name);
/* The region blocks whose land borders touch: prefectures adjacent to this one, as bits.
 */
uint64_t prefecture_neighbours(int number);

/* Industry vocabulary: 製造 自動車部品 医療福祉 建設 卸小売 士業 IT 運輸 宿泊飲食 農業
 * その他. Bit of a word of the vocabulary or of the published lists (製造業, 医療・福祉,
 * …); 0 when unknown. */
unsigned industry_bit(const char *word);
const char *industry_name(unsigned bit);
const char *industry_name_en(unsigned bit);

#endif
