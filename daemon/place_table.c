/* The names of places, sorted, and finding the one that starts at a point of a text. See
 * place_table.h. */
#include "place_table.h"
#include "buf.h"
#include "norm.h"
#include "slots.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NAME = 8, MAX_LATIN = 24, PREFECTURE_MAX = 47, PAIRS = 65536, LEADS = 65536 };

struct places {
	struct place_name *v;
	size_t n, cap;
	unsigned char first[65536 / 8];
	/* Where the names begin that start with these two bytes, and the ones before end:
	 * so that the search is among some ten names and not among all. */
	uint32_t lead[LEADS + 1];
	unsigned char
	    pair[PAIRS / 8]; /* by pair_of, of names of two characters and more */
};

static struct place_name *
add_name(struct places *p, const char *text, size_t len, uint64_t prefectures, int weight,
    bool bare)
{
	struct place_name *name;

	if (p->n == p->cap) {
		p->cap = p->cap ? p->cap * 2 : 1024;
		p->v = xreallocarray(p->v, p->cap, sizeof(*p->v));
	}
	name = &p->v[p->n++];
	*name = (struct place_name){.text = xstrndup(text, len),
	    .len = len,
	    .prefectures = prefectures,
	    .weight = (short)weight,
	    .bare = bare};
	return name;
}

static int
cmp_name(const void *a, const void *b)
{
	const struct place_name *x = a, *y = b;
	int order = strcmp(x->text, y->text);

	return order != 0 ? order : (y->weight > x->weight) - (y->weight < x->weight);
}

/* Most places of a text are passed over by their first two characters. */
static uint32_t
pair_of(uint32_t first, uint32_t second)
{
	return (first * 40503u ^ second * 30011u) % PAIRS;
}

static void
mark_first(struct places *p, const char *text)
{
	uint32_t cp, second, pair;
	size_t len = utf8_next(text, &cp);

	if (cp < 65536)
		p->first[cp / 8] |= (unsigned char)(1u << cp % 8);
	if (text[len] == '\0')
		return;
	(void)utf8_next(text + len, &second);
	pair = pair_of(cp, second);
	p->pair[pair / 8] |= (unsigned char)(1u << pair % 8);
}

/* Whether a name of two characters or more may start there. */
static bool
pair_may_start(const struct places *p, const char *s)
{
	uint32_t cp, second, pair;
	size_t len = utf8_next(s, &cp);

	if (*s == '\0' || s[len] == '\0')
		return false;
	(void)utf8_next(s + len, &second);
	pair = pair_of(cp, second);
	return (p->pair[pair / 8] >> pair % 8 & 1) != 0;
}

static unsigned
lead_of(const char *s, size_t len)
{
	const unsigned char *u = (const unsigned char *)s;

	return (len > 0 ? (unsigned)u[0] << 8 : 0) | (len > 1 ? u[1] : 0);
}

static void
index_leads(struct places *p)
{
	size_t i = 0;

	for (unsigned lead = 0; lead < LEADS; lead++) {
		p->lead[lead] = (uint32_t)i;
		while (i < p->n && lead_of(p->v[i].text, p->v[i].len) == lead)
			i++;
	}
	p->lead[LEADS] = (uint32_t)i;
}

/* Sorts, and joins equal names: the stronger reading stays, prefectures of equal
 * strength are both possible. */
static void
index_names(struct places *p)
{
	size_t kept = 0;

	qsort(p->v, p->n, sizeof(*p->v), cmp_name);
	for (size_t i = 0; i < p->n; i++) {
		if (kept > 0 && strcmp(p->v[kept - 1].text, p->v[i].text) == 0) {
			if (p->v[kept - 1].weight == p->v[i].weight)
				p->v[kept - 1].prefectures |= p->v[i].prefectures;
			p->v[kept - 1].family |= p->v[i].family;
			free(p->v[i].text);
			continue;
		}
		p->v[kept++] = p->v[i];
		mark_first(p, p->v[i].text);
	}
	p->n = kept;
	index_leads(p);
}

static size_t
chars(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)s[i] & 0xC0) != 0x80;
	return n;
}

/* As str_ends, for a length that is known: it is asked of some thousand names. */
static bool
ends_with(const char *text, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len >= n && text[len - 1] == end[n - 1] &&
	       memcmp(text + len - n, end, n) == 0;
}

/* Kinds of places that are never anything else. */
static bool
sure_kind(const char *text, size_t len)
{
	static const char *const ends[] = {"温泉", "高原", "半島", "空港", "諸島", "列島",
	    "平野", "盆地", "海岸", "地方"};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		if (ends_with(text, len, ends[i]))
			return true;
	}
	return (ends_with(text, len, "島") || ends_with(text, len, "駅")) &&
	       chars(text, len) >= 3;
}

static void
add_place(struct places *p, const char *text, int number, const char *flags)
{
	static const struct {
		const char *suffix;
		int weight; /* of the name without it */
	} kinds[] = {{"市", WEIGHT_BARE}, {"区", WEIGHT_BARE}, {"町", WEIGHT_VILLAGE},
	    {"村", WEIGHT_VILLAGE}};
	uint64_t bit = UINT64_C(1) << (number - 1);
	size_t len = strlen(text);
	bool family = strchr(flags, 'f') != NULL, old = strchr(flags, 'o') != NULL;
	bool ward = strchr(flags, 'w') != NULL, person = strchr(flags, 'p') != NULL;
	bool sure = sure_kind(text, len);

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (len <= 3 || !ends_with(text, len, kinds[i].suffix))
			continue;
		add_name(p, text, len, bit, old ? WEIGHT_OLD : WEIGHT_FULL, person)
		    ->family = person;
		len -= strlen(kinds[i].suffix);
		/* One character says nothing alone. */
		if (chars(text, len) >= 2 && !old)
			add_name(p, text, len, bit,
			    ward ? WEIGHT_VILLAGE : kinds[i].weight, true)
			    ->family = family;
		return;
	}
	if (strncmp(text, "〒", 3) == 0 || strchr(flags, 's') != NULL)
		sure = true;
	add_name(p, text, len, bit,
	    sure                            ? WEIGHT_FULL
	    : (unsigned char)text[0] < 0x80 ? WEIGHT_VILLAGE
	                                    : WEIGHT_BARE,
	    !sure)
	    ->family = family;
}

static void
add_prefectures(struct places *p)
{
	static const char surnames[] = "山口県 福島県 石川県 千葉県 宮崎県 長野県 長崎県 "
	                               "秋田県 宮城県 福井県 富山県 "
	                               "徳島県 香川県 佐賀県 山形県 奈良県 高知県 福岡県 "
	                               "岡山県 滋賀県 三重県 広島県";

	for (int i = 1; i <= PREFECTURE_MAX; i++) {
		const char *full = prefecture_name(i);
		size_t len = strlen(full);
		uint64_t bit = UINT64_C(1) << (i - 1);

		add_name(p, full, len, bit, WEIGHT_PREFECTURE, false);
		add_name(p, prefecture_name_en(i), strlen(prefecture_name_en(i)), bit,
		    WEIGHT_PREFECTURE, true);
		if (i != 1)
			add_name(p, full, len - strlen("県"), bit, WEIGHT_SHORT, true)
			    ->family = strstr(surnames, full) != NULL;
	}
}

static bool
add_line(struct places *p, char *line)
{
	char *tab, *flags;
	long number;
	size_t most = (unsigned char)line[0] < 0x80 ? MAX_LATIN : MAX_NAME;

	if (line[0] == '#' || *str_trim(line) == '\0')
		return true;
	tab = strchr(line, '\t');
	if (tab == NULL || tab == line)
		return false;
	*tab = '\0';
	number = strtol(tab + 1, &flags, 10);
	if (number < 1 || number > PREFECTURE_MAX || chars(line, strlen(line)) > most)
		return false;
	add_place(p, line, (int)number, flags);
	return true;
}

static bool
add_file(struct places *p, const char *path, struct err *e)
{
	struct buf text = {0};
	int row = 0;
	bool ok = true;

	if (!buf_read_file(&text, path, 1 << 20))
		return err_set(e, "%s: %s", path, strerror(errno));
	for (char *line = text.data, *end; line != NULL && ok; line = end) {
		end = strchr(line, '\n');
		if (end != NULL)
			*end++ = '\0';
		row++;
		ok = add_line(p, line);
	}
	buf_free(&text);
	if (!ok)
		return err_set(
		    e, "%s:%d: wants a name, a tab and a number from 1 to 47", path, row);
	return true;
}

struct places *
places_load(const char *const *paths, size_t n, struct err *e)
{
	struct places *p = xcalloc(1, sizeof(*p));

	add_prefectures(p);
	for (size_t i = 0; i < n; i++) {
		if (!add_file(p, paths[i], e)) {
			places_free(p);
			return NULL;
		}
	}
	index_names(p);
	return p;
}

void
places_free(struct places *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->n; i++)
		free(p->v[i].text);
	free(p->v);
	free(p);
}

/* The first name that is not before these bytes, as far as they go. */
static size_t
lower_bound(const struct places *p, const char *s, size_t len)
{
	unsigned lead = lead_of(s, len);
	size_t low = p->lead[lead], high = p->lead[lead + 1];

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strncmp(p->v[mid].text, s, len) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct place_name *
place_named(const struct places *p, const char *s, size_t len)
{
	/* The shortest of the names that start so is the first of them. */
	size_t i = lower_bound(p, s, len);

	return i < p->n && p->v[i].len == len && memcmp(p->v[i].text, s, len) == 0
	           ? &p->v[i]
	           : NULL;
}

bool
place_may_start(const struct places *p, uint32_t cp)
{
	return cp < 65536 && (p->first[cp / 8] >> cp % 8 & 1) != 0;
}

const struct place_name *
place_longest(const struct places *p, const char *s, bool single)
{
	size_t ends[MAX_NAME], n = 0, at = 0, i;
	const struct place_name *found = NULL;
	uint32_t cp;

	if (!pair_may_start(p, s)) {
		at = *s != '\0' ? utf8_next(s, &cp) : 0;
		return single && at > 0 ? place_named(p, s, at) : NULL;
	}
	while (n < MAX_NAME && s[at] != '\0') {
		at += utf8_next(s + at, &cp);
		ends[n++] = at;
	}
	if (n >= 2) {
		i = lower_bound(p, s, ends[1]);
		if (i == p->n || strncmp(p->v[i].text, s, ends[1]) != 0)
			n = 1;
	}
	for (; n >= 2 && found == NULL; n--)
		found = place_named(p, s, ends[n - 1]);
	if (found == NULL && single && at > 0)
		found = place_named(p, s, ends[0]);
	return found;
}
