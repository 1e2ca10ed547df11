/* Text of any charset to UTF-8. See charset.h. Wraps ICU's converters. */
#include "charset.h"

#include "charset_label.h"
#include "jis_repair.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ustring.h>

static UConverter *converters[CODERS_N];

static void U_CALLCONV
count_and_substitute(const void *context, UConverterToUnicodeArgs *args, const char *unit,
    int32_t length, UConverterCallbackReason reason, UErrorCode *error)
{
	size_t *count = NULL;

	/* The context is ours; ICU's prototype makes it const. */
	memcpy(&count, &context, sizeof(count));
	if (count && reason <= UCNV_IRREGULAR)
		(*count)++;
	UCNV_TO_U_CALLBACK_SUBSTITUTE(NULL, args, unit, length, reason, error);
}

static size_t substitutions;

void
charset_init(void)
{
	for (size_t i = 0; i < CODERS_N; i++) {
		UErrorCode error = U_ZERO_ERROR;

		if (converters[i])
			continue;
		converters[i] = ucnv_open(
		    coders[i].opened_as ? coders[i].opened_as : coders[i].name, &error);
		if (U_FAILURE(error)) {
			converters[i] = NULL;
			continue;
		}
		ucnv_setToUCallBack(converters[i], count_and_substitute, &substitutions,
		    NULL, NULL, &error);
	}
}

bool
charset_known(const char *label)
{
	return coder_of(label) != CODER_NONE;
}

bool
charset_same(const char *a, const char *b)
{
	int ca = coder_of(a);

	return str_ieq(a, b) || (ca != CODER_NONE && ca == coder_of(b));
}

static bool
is_private(uint32_t c)
{
	return (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
}

/* One attempt at reading the bytes. */
struct attempt {
	int coder;
	UChar *text; /* owned */
	int32_t len;
	size_t substitutions;
	long score; /* the smaller, the more it reads like language */
};

/* A character that stands beside Latin letters in no language. */
static bool
is_misplaced(uint32_t c)
{
	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xFF61 && c <= 0xFF9F) ||
	       (c >= 0xAC00 && c <= 0xD7A3) || is_private(c);
}

static bool
is_letter(uint32_t c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static int
char_cost(uint32_t c)
{
	if (c == 0xFFFD)
		return 20;
	if (c >= 0x3041 && c <= 0x3096)
		return -3;
	if (c >= 0x30A1 && c <= 0x30FE)
		return -2;
	if (c < 0x20)
		return c == '\n' || c == '\r' || c == '\t' ? 0 : 10;
	if (c >= 0x80 && c < 0xA0)
		return 8;
	if (c >= 0xA0 && c < 0x250)
		return 1;
	if (c >= 0xFF61 && c <= 0xFF9F)
		return 1;
	if (is_private(c))
		return 4;
	if ((c >= 0x3000 && c <= 0x303F) || (c >= 0xFF01 && c <= 0xFF5E) || c < 0x80)
		return 0;
	return c >= 0x4E00 && c <= 0x9FFF ? 0 : 2;
}

/* sure: half-width kana speak against a charset only where it is guessed. */
static long
score_of(const UChar *text, int32_t len, bool sure)
{
	long score = 0;
	uint32_t before = ' ';

	for (int32_t i = 0; i < len; i++) {
		uint32_t c = text[i];

		if (!sure || c < 0xFF61 || c > 0xFF9F)
			score += char_cost(c);
		if ((is_letter(before) && is_misplaced(c)) ||
		    (is_letter(c) && is_misplaced(before)))
			score += 2;
		/* Accented letters come one by one. */
		if (c >= 0xA0 && c < 0x250 && before >= 0xA0 && before < 0x250)
			score++;
		before = c;
	}
	return score;
}

static void
convert(struct attempt *a, int coder, const char *bytes, size_t n)
{
	UErrorCode error = U_ZERO_ERROR;
	UConverter *conv = converters[coder];
	size_t room = n + 16;
	UChar *at;

	*a = (struct attempt){.coder = coder, .text = xcalloc(room, sizeof(UChar))};
	if (!conv)
		return;
	ucnv_reset(conv);
	substitutions = 0;
	at = a->text;
	for (;;) {
		const char *end = bytes + n;
		size_t used;

		ucnv_toUnicode(
		    conv, &at, a->text + room, &bytes, end, NULL, true, &error);
		n = (size_t)(end - bytes);
		if (error != U_BUFFER_OVERFLOW_ERROR)
			break;
		/* More than one unit a byte: a rare table, or UTF-7. */
		error = U_ZERO_ERROR;
		used = (size_t)(at - a->text);
		room *= 2;
		a->text = xreallocarray(a->text, room, sizeof(UChar));
		at = a->text + used;
	}
	a->len = (int32_t)(at - a->text);
	a->substitutions = substitutions;
}

static void U_CALLCONV
count_and_skip(const void *context, UConverterFromUnicodeArgs *args, const UChar *units,
    int32_t length, UChar32 c, UConverterCallbackReason reason, UErrorCode *error)
{
	long *count = NULL;

	memcpy(&count, &context, sizeof(count));
	if (count && reason <= UCNV_IRREGULAR)
		(*count)++;
	UCNV_FROM_U_CALLBACK_SKIP(NULL, args, units, length, c, reason, error);
}

/* How many characters no Japanese charset has. */
static long
count_foreign(const UChar *text, int32_t len)
{
	UConverter *conv = converters[CODER_SJIS];
	const UChar *end = text + len;
	UErrorCode error = U_ZERO_ERROR;
	long count = 0;

	if (!conv)
		return 0;
	ucnv_setFromUCallBack(conv, count_and_skip, &count, NULL, NULL, &error);
	do {
		char bytes[1024], *to = bytes;

		error = U_ZERO_ERROR;
		ucnv_fromUnicode(
		    conv, &to, bytes + sizeof(bytes), &text, end, NULL, true, &error);
	} while (error == U_BUFFER_OVERFLOW_ERROR);
	ucnv_setFromUCallBack(
	    conv, UCNV_FROM_U_CALLBACK_SUBSTITUTE, NULL, NULL, NULL, &error);
	return count;
}

/* Chinese and Japanese charsets have kana in the same places, and other characters around
 * them: kana among what only Chinese has are Japanese that was labelled wrongly. */
static long
chinese_cost(const struct attempt *a)
{
	return a->score < 0 ? 2 * count_foreign(a->text, a->len) : 0;
}

static void
attempt_run(struct attempt *a, int coder, int labelled, const char *bytes, size_t n)
{
	char *repaired = NULL;

	if (coder == CODER_JIS)
		bytes = repaired = jis_repair(bytes, &n);
	convert(a, coder, bytes, n);
	if (a->text)
		a->score = score_of(a->text, a->len,
		    coder == labelled || coder == CODER_JIS ||
		        coders[coder].family == FAMILY_UTF16);
	if (a->text && coders[coder].family == FAMILY_CHINESE)
		a->score += chinese_cost(a);
	free(repaired);
}

static void
add_char(struct buf *out, uint32_t c)
{
	char bytes[4];

	if (c < 0x80) {
		buf_addc(out, (char)c);
		return;
	}
	if (c < 0x800) {
		bytes[0] = (char)(0xC0 | c >> 6);
		bytes[1] = (char)(0x80 | (c & 0x3F));
		buf_add(out, bytes, 2);
		return;
	}
	if (c < 0x10000) {
		bytes[0] = (char)(0xE0 | c >> 12);
		bytes[1] = (char)(0x80 | (c >> 6 & 0x3F));
		bytes[2] = (char)(0x80 | (c & 0x3F));
		buf_add(out, bytes, 3);
		return;
	}
	bytes[0] = (char)(0xF0 | c >> 18);
	bytes[1] = (char)(0x80 | (c >> 12 & 0x3F));
	bytes[2] = (char)(0x80 | (c >> 6 & 0x3F));
	bytes[3] = (char)(0x80 | (c & 0x3F));
	buf_add(out, bytes, 4);
}

static void
add_utf16(struct buf *out, const UChar *text, int32_t len)
{
	for (int32_t i = 0; i < len; i++) {
		uint32_t c = text[i];

		if (c == 0 || (c == 0xFEFF && i == 0))
			continue;
		if ((c & 0xFC00) == 0xD800 && i + 1 < len &&
		    (text[i + 1] & 0xFC00) == 0xDC00)
			c = 0x10000 + ((c & 0x3FF) << 10) + (text[++i] & 0x3FFu);
		else if ((c & 0xF800) == 0xD800)
			c = 0xFFFD;
		add_char(out, is_private(c) ? 0x3013 : c);
	}
}

/* Valid UTF-8 needs no converter, only the same cleaning. */
static void
add_utf8(struct buf *out, const char *s, size_t n)
{
	size_t from = 0, i = 0;

	if (n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0)
		from = i = 3;
	while (i < n) {
		unsigned char c = (unsigned char)s[i];
		size_t len = c < 0x80 ? 1 : utf8_seq(s + i, n - i);

		if (c == 0 || (c >= 0xEE && is_private(utf8_code(s + i, len)))) {
			buf_add(out, s + from, i - from);
			if (c)
				buf_adds(out, "〓");
			from = i + len;
		}
		i += len;
	}
	buf_add(out, s + from, n - from);
}

struct looks {
	bool eight_bit;
	bool nul;
	bool jis_escape; /* ESC $ or ESC ( I */
	bool utf8;       /* valid, and not only ASCII */
	size_t longer;   /* characters of three bytes and more, in valid UTF-8 */
};

static struct looks
look_at(const char *s, size_t n)
{
	struct looks l = {0};

	for (size_t i = 0; i < n; i++) {
		if (s[i] & '\x80') {
			l.eight_bit = true;
			l.longer += (unsigned char)s[i] >= 0xE0;
		} else if (s[i] == '\0') {
			l.nul = true;
		} else if (s[i] == 0x1B && i + 1 < n &&
		           (s[i + 1] == '$' || s[i + 1] == '(')) {
			l.jis_escape = true;
		}
	}
	l.utf8 = l.eight_bit && utf8_ok(s, n);
	return l;
}

/* Valid UTF-8 is no chance, but for a few bytes of a charset whose characters are made of
 * like ones. */
static bool
surely_utf8(int labelled, const struct looks *l)
{
	if (!l->utf8)
		return false;
	if (labelled == CODER_NONE)
		return l->longer > 0;
	switch (coders[labelled].family) {
	case FAMILY_UNICODE:
	case FAMILY_WESTERN: return true;
	case FAMILY_JAPANESE: return l->longer >= 2;
	case FAMILY_CHINESE:
	case FAMILY_OTHER: return l->longer >= 4;
	case FAMILY_UTF16:
	case FAMILY_WIDE: return l->longer > 0 && !l->nul;
	}
	return false;
}

/* Which charsets are worth trying besides the label's own; returns how many. */
static size_t
candidates(int labelled, const struct looks *l, int list[8])
{
	size_t n = 0;
	bool guess = labelled == CODER_NONE || labelled == CODER_UTF8 ||
	             coders[labelled].family == FAMILY_CHINESE ||
	             coders[labelled].family == FAMILY_WESTERN ||
	             coders[labelled].family == FAMILY_JAPANESE;

	if (l->utf8)
		list[n++] = CODER_UTF8;
	if (l->jis_escape)
		list[n++] = CODER_JIS;
	if (guess && l->eight_bit) {
		list[n++] = CODER_SJIS;
		list[n++] = CODER_EUC;
	}
	if ((labelled == CODER_NONE || labelled == CODER_UTF8) && l->eight_bit) {
		list[n++] = CODER_LATIN;
		if (!l->utf8)
			list[n++] = CODER_UTF8;
	}
	if (labelled != CODER_NONE && coders[labelled].family == FAMILY_UTF16) {
		list[n++] = CODER_UTF16LE;
		list[n++] = CODER_UTF16BE;
	}
	return n;
}

/* The label wins unless another charset reads clearly better. Against a Western label
 * speak only characters that make sense together. */
static bool
is_better(const struct attempt *a, const struct attempt *best, int labelled)
{
	if (!best->text)
		return true;
	if (labelled != CODER_NONE && coders[labelled].family == FAMILY_WESTERN &&
	    best->coder == labelled && (a->score > 0 || a->substitutions))
		return false;
	return a->score + (best->coder == labelled ? 2 : 0) < best->score;
}

static void
choose(struct attempt *best, int labelled, const struct looks *l, const char *s, size_t n)
{
	int list[8];
	size_t count = candidates(labelled, l, list);

	if (labelled != CODER_NONE)
		attempt_run(best, labelled, labelled, s, n);
	for (size_t i = 0; i < count; i++) {
		struct attempt a;

		if (list[i] == labelled)
			continue;
		attempt_run(&a, list[i], labelled, s, n);
		if (is_better(&a, best, labelled)) {
			free(best->text);
			*best = a;
		} else {
			free(a.text);
		}
	}
	if (!best->text)
		attempt_run(best, CODER_SJIS, labelled, s, n);
}

/* Text whose escape bytes were lost on the way: true when it reads as one all the same.
 */
static bool
choose_restored(struct attempt *best, int labelled, const char *s, size_t n)
{
	struct attempt a;
	char *restored;

	if (labelled != CODER_NONE && labelled != CODER_JIS && labelled != CODER_UTF8)
		return false;
	restored = memchr(s, '$', n) ? jis_restore(s, &n) : NULL;
	if (!restored)
		return false;
	attempt_run(&a, CODER_JIS, CODER_JIS, restored, n);
	free(restored);
	if (a.substitutions || a.score >= (labelled == CODER_JIS ? 1 : -2)) {
		free(a.text);
		return false;
	}
	*best = a;
	return true;
}

/* A byte order mark says more than any label; CODER_NONE when there is none. */
static int
coder_of_mark(const char *s, size_t n)
{
	if (n >= 4 && memcmp(s, "\xFF\xFE\0\0", 4) == 0)
		return coder_by_name("UTF-32LE");
	if (n >= 4 && memcmp(s, "\0\0\xFE\xFF", 4) == 0)
		return coder_by_name("UTF-32BE");
	if (n >= 2 && memcmp(s, "\xFF\xFE", 2) == 0)
		return CODER_UTF16LE;
	return n >= 2 && memcmp(s, "\xFE\xFF", 2) == 0 ? CODER_UTF16BE : CODER_NONE;
}

/* What calls itself UTF-16, but is ASCII or something like it. */
static bool
is_narrow(int labelled, const struct looks *l, size_t n)
{
	return coders[labelled].family == FAMILY_UTF16 && !l->eight_bit && !l->nul &&
	       n > 2;
}

static void
read_as(
    struct attempt *best, int labelled, const struct looks *l, const char *s, size_t n)
{
	int marked = coder_of_mark(s, n);
	bool wide = labelled != CODER_NONE && coders[labelled].family == FAMILY_WIDE;

	charset_init();
	if (marked != CODER_NONE)
		attempt_run(best, marked, marked, s, n);
	else if (surely_utf8(labelled, l))
		attempt_run(best, CODER_UTF8, CODER_UTF8, s, n);
	else if (wide)
		attempt_run(best, labelled, labelled, s, n);
	else
		choose(best, labelled, l, s, n);
}

/* Text that is UTF-8 and nothing else needs no converter. */
static bool
is_plain(int labelled, const struct looks *l, size_t n)
{
	if (labelled != CODER_NONE && !l->eight_bit &&
	    (coders[labelled].family == FAMILY_WIDE ||
	        (coders[labelled].family == FAMILY_UTF16 && !is_narrow(labelled, l, n))))
		return false;
	return !l->jis_escape && (!l->eight_bit || surely_utf8(labelled, l));
}

void
charset_decode(const char *label, const void *bytes, size_t n, struct buf *out,
    struct charset_note *note)
{
	int labelled = coder_of(label);
	struct looks l = look_at(bytes, n);
	struct attempt best = {.coder = CODER_NONE};
	struct charset_note local;

	if (!note)
		note = &local;
	*note = (struct charset_note){.used = "UTF-8"};
	if (is_plain(labelled, &l, n)) {
		charset_init();
		note->relabelled = l.utf8 && labelled > CODER_UTF8;
		if (l.eight_bit || !choose_restored(&best, labelled, bytes, n)) {
			add_utf8(out, bytes, n);
			return;
		}
	} else {
		read_as(&best, labelled, &l, bytes, n);
	}
	add_utf16(out, best.text, best.len);
	free(best.text);
	note->used = coders[best.coder].name;
	note->substitutions = best.substitutions;
	note->relabelled = labelled != CODER_NONE && labelled != best.coder;
}

char *
charset_decode_str(
    const char *label, const void *bytes, size_t n, struct charset_note *note)
{
	struct buf out = {0};

	charset_decode(label, bytes, n, &out, note);
	return buf_steal(&out);
}
