/*
 * The vocabulary of industries, and reading an industry from a text. See industry.h and
 * slots.h.
 */
#include "industry.h"
#include "buf.h"
#include "norm.h"
#include "slots.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { INDUSTRIES = 11, MAX_WORD_BYTES = 45, BUCKETS = 4096 };

static const char *const names[INDUSTRIES] = {"製造", "自動車部品", "医療福祉", "建設",
    "卸小売", "士業", "IT", "運輸", "宿泊飲食", "農業", "その他"};

/* Words of published lists and forms. */
static const struct {
	const char *word, *name;
} aliases[] = {{"製造業", "製造"}, {"自動車産業", "自動車部品"}, {"自動車", "自動車部品"},
    {"自動車部品製造業", "自動車部品"}, {"医療・福祉", "医療福祉"}, {"医療", "医療福祉"},
    {"福祉", "医療福祉"}, {"介護", "医療福祉"}, {"医療業", "医療福祉"},
    {"建設業", "建設"}, {"卸売業", "卸小売"}, {"小売業", "卸小売"},
    {"卸売・小売業", "卸小売"}, {"卸売業・小売業", "卸小売"}, {"卸・小売", "卸小売"},
    {"卸売業、小売業", "卸小売"}, {"士業・専門サービス", "士業"},
    {"士業・専門サービス業", "士業"}, {"専門サービス業", "士業"},
    {"学術研究・専門サービス業", "士業"}, {"情報通信業", "IT"}, {"情報通信", "IT"},
    {"IT業", "IT"}, {"情報サービス業", "IT"}, {"運輸業", "運輸"}, {"物流", "運輸"},
    {"運輸・物流", "運輸"}, {"運輸業・郵便業", "運輸"}, {"宿泊・飲食業", "宿泊飲食"},
    {"宿泊業", "宿泊飲食"}, {"飲食業", "宿泊飲食"},
    {"宿泊業・飲食サービス業", "宿泊飲食"}, {"農林水産業", "農業"}, {"漁業", "農業"},
    {"農業・林業", "農業"}, {"林業", "農業"}, {"金融業", "その他"}, {"金融", "その他"},
    {"金融・保険業", "その他"}, {"不動産業", "その他"}, {"教育", "その他"},
    {"サービス業", "その他"}, {"生活関連サービス業", "その他"}, {"公務・団体", "その他"},
    {"電気・ガス・水道", "その他"}};

struct word {
	char *text; /* owned */
	size_t len;
	unsigned char industry;
	unsigned char weight;
	char second; /* the byte behind its first character: tells most apart */
	struct word *next;
};

/* Words by the hash of their first character, the longest first. */
struct industries {
	struct word *bucket[BUCKETS];
};

static int
index_of(const char *word)
{
	for (int i = 0; i < INDUSTRIES; i++) {
		if (str_eq(word, names[i]))
			return i;
	}
	for (size_t i = 0; i < ARRAY_LEN(aliases); i++) {
		if (str_eq(word, aliases[i].word))
			return index_of(aliases[i].name);
	}
	return -1;
}

unsigned
industry_bit(const char *word)
{
	int i = word != NULL ? index_of(word) : -1;

	return i < 0 ? 0 : 1u << i;
}

const char *
industry_name(unsigned bit)
{
	for (int i = 0; i < INDUSTRIES; i++) {
		if (bit == 1u << i)
			return names[i];
	}
	return NULL;
}

const char *
industry_name_en(unsigned bit)
{
	static const char *const english[INDUSTRIES] = {"manufacturing", "car parts",
	    "health care", "construction", "wholesale and retail",
	    "professional services", "IT", "transport", "accommodation and food",
	    "agriculture and fishery", "other"};

	for (int i = 0; i < INDUSTRIES; i++) {
		if (bit == 1u << i)
			return english[i];
	}
	return NULL;
}

static void
add_word(struct industries *list, const char *text, int industry, int weight)
{
	struct word *w = xcalloc(1, sizeof(*w)), **slot;
	uint32_t cp;

	w->text = norm_text(text);
	w->len = strlen(w->text);
	w->industry = (unsigned char)industry;
	w->weight = (unsigned char)weight;
	w->second = w->text[utf8_next(w->text, &cp)];
	slot = &list->bucket[cp % BUCKETS];
	while (*slot != NULL && (*slot)->len >= w->len)
		slot = &(*slot)->next;
	w->next = *slot;
	*slot = w;
}

static bool
add_line(struct industries *list, char *line)
{
	char *name, *number;
	long weight = 1;
	int industry;

	if (line[0] == '#' || *str_trim(line) == '\0')
		return true;
	name = strchr(line, '\t');
	if (name == NULL || name == line || strlen(line) > 100)
		return false;
	*name++ = '\0';
	number = strchr(name, '\t');
	if (number != NULL) {
		*number++ = '\0';
		weight = strtol(number, NULL, 10);
	}
	industry = index_of(name);
	if (industry < 0 || weight < 1 || weight > 100 || strlen(line) > MAX_WORD_BYTES)
		return false;
	add_word(list, line, industry, (int)weight);
	return true;
}

struct industries *
industries_load(const char *path, struct err *e)
{
	struct buf text = {0};
	struct industries *list;
	int row = 0;
	bool ok = true;

	if (!buf_read_file(&text, path, 1 << 20)) {
		(void)err_set(e, "%s: %s", path, strerror(errno));
		return NULL;
	}
	list = xcalloc(1, sizeof(*list));
	for (char *line = text.data, *end; line != NULL && ok; line = end) {
		end = strchr(line, '\n');
		if (end != NULL)
			*end++ = '\0';
		row++;
		ok = add_line(list, line);
	}
	buf_free(&text);
	if (ok)
		return list;
	(void)err_set(e, "%s:%d: wants a word, a tab and an industry", path, row);
	industries_free(list);
	return NULL;
}

void
industries_free(struct industries *list)
{
	if (list == NULL)
		return;
	for (size_t i = 0; i < BUCKETS; i++) {
		for (struct word *w = list->bucket[i], *next; w != NULL; w = next) {
			next = w->next;
			free(w->text);
			free(w);
		}
	}
	free(list);
}

static const struct word *
word_at(const struct industries *list, const char *p, uint32_t cp, char second)
{
	for (const struct word *w = list->bucket[cp % BUCKETS]; w != NULL; w = w->next) {
		if ((w->second == second || w->second == '\0') &&
		    strncmp(p, w->text, w->len) == 0)
			return w;
	}
	return NULL;
}

static void
weigh_text(const struct industries *list, const char *text, int times, int score[])
{
	/* A word that is said often says little more than one that is said twice. */
	enum { MAX_SCORE = 60 };
	uint32_t cp;
	size_t len;

	for (const char *p = text; *p != '\0'; p += len) {
		const struct word *w;

		len = utf8_next(p, &cp);
		w = word_at(list, p, cp, p[len]);
		if (w == NULL)
			continue;
		len = w->len;
		if (score[w->industry] < MAX_SCORE * times)
			score[w->industry] += w->weight * times;
	}
}

unsigned
industries_find(const struct industries *list, const char *text, const char *head)
{
	enum { HEAD_TIMES = 3, SAID_OUTRIGHT = 3, MAKING = 0, CAR_PARTS = 1 };
	int score[INDUSTRIES] = {0}, best = 0;

	weigh_text(list, text, 1, score);
	if (head != NULL)
		weigh_text(list, head, HEAD_TIMES, score);
	for (int i = 1; i < INDUSTRIES; i++) {
		if (score[i] > score[best])
			best = i;
	}
	/* Car parts are manufactured: their makers' words are those of all makers, and
	 * some. */
	if (best == MAKING && score[CAR_PARTS] >= SAID_OUTRIGHT)
		best = CAR_PARTS;
	return score[best] > 0 ? 1u << best : 0;
}
