/* Text of any charset to UTF-8. See charset.h. Wraps ICU's converters. */
#include "charset.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ustring.h>

enum family {
	FAMILY_UNICODE,
	FAMILY_JAPANESE,
	FAMILY_CHINESE, /* Japanese mail is labelled so by broken senders */
	FAMILY_WESTERN,
	FAMILY_OTHER,
	FAMILY_WIDE /* its bytes are not a superset of ASCII */
};

static struct coder {
	const char *name; /* ICU's */
	enum family family;
	UConverter *conv;
} coders[] = {
    {"UTF-8", FAMILY_UNICODE, NULL},
    {"ISO-2022-JP", FAMILY_JAPANESE, NULL},
    {"windows-31j", FAMILY_JAPANESE, NULL},
    {"EUC-JP", FAMILY_JAPANESE, NULL},
    {"windows-1252", FAMILY_WESTERN, NULL},
    {"GB18030", FAMILY_CHINESE, NULL},
    {"Big5", FAMILY_CHINESE, NULL},
    {"windows-949", FAMILY_OTHER, NULL},
    {"ISO-2022-KR", FAMILY_OTHER, NULL},
    {"ISO-8859-2", FAMILY_OTHER, NULL},
    {"ISO-8859-5", FAMILY_OTHER, NULL},
    {"ISO-8859-7", FAMILY_OTHER, NULL},
    {"ISO-8859-9", FAMILY_OTHER, NULL},
    {"ISO-8859-15", FAMILY_WESTERN, NULL},
    {"windows-1250", FAMILY_OTHER, NULL},
    {"windows-1251", FAMILY_OTHER, NULL},
    {"windows-1253", FAMILY_OTHER, NULL},
    {"windows-1254", FAMILY_OTHER, NULL},
    {"windows-1258", FAMILY_OTHER, NULL},
    {"windows-874", FAMILY_OTHER, NULL},
    {"KOI8-R", FAMILY_OTHER, NULL},
    {"KOI8-U", FAMILY_OTHER, NULL},
    {"UTF-16", FAMILY_WIDE, NULL},
    {"UTF-16LE", FAMILY_WIDE, NULL},
    {"UTF-16BE", FAMILY_WIDE, NULL},
    {"UTF-7", FAMILY_WIDE, NULL},
    {"HZ", FAMILY_WIDE, NULL},
};

enum { CODER_UTF8, CODER_JIS, CODER_SJIS, CODER_EUC, CODER_LATIN, CODER_NONE = -1 };

/* Labels that are not ICU names of the table above, or mean more than they say: what
 * calls itself Shift_JIS is Windows' code page in practice, and so on. */
static const struct {
	const char *label;
	const char *name;
} aliases[] = {
    {"iso-2022-jp-1", "ISO-2022-JP"},
    {"iso-2022-jp-2", "ISO-2022-JP"},
    {"iso-2022-jp-3", "ISO-2022-JP"},
    {"iso-2022-jp-2004", "ISO-2022-JP"},
    {"iso-2022-jp-ms", "ISO-2022-JP"},
    {"iso2022jp", "ISO-2022-JP"},
    {"iso2022-jp", "ISO-2022-JP"},
    {"iso-2022jp", "ISO-2022-JP"},
    {"iso_2022_jp", "ISO-2022-JP"},
    {"csiso2022jp", "ISO-2022-JP"},
    {"cp50220", "ISO-2022-JP"},
    {"cp50221", "ISO-2022-JP"},
    {"cp50222", "ISO-2022-JP"},
    {"jis", "ISO-2022-JP"},
    {"shift_jis", "windows-31j"},
    {"shift-jis", "windows-31j"},
    {"shiftjis", "windows-31j"},
    {"shift_jisx0213", "windows-31j"},
    {"x-sjis", "windows-31j"},
    {"sjis", "windows-31j"},
    {"sjis-win", "windows-31j"},
    {"ms_kanji", "windows-31j"},
    {"csshiftjis", "windows-31j"},
    {"ms932", "windows-31j"},
    {"cp932", "windows-31j"},
    {"cp943", "windows-31j"},
    {"windows-932", "windows-31j"},
    {"cswindows31j", "windows-31j"},
    {"x-ms-cp932", "windows-31j"},
    {"euc-jp-ms", "EUC-JP"},
    {"eucjp-win", "EUC-JP"},
    {"eucjp-ms", "EUC-JP"},
    {"x-euc-jp", "EUC-JP"},
    {"x-euc", "EUC-JP"},
    {"eucjp", "EUC-JP"},
    {"euc_jp", "EUC-JP"},
    {"ujis", "EUC-JP"},
    {"cp51932", "EUC-JP"},
    {"cseucpkdfmtjapanese", "EUC-JP"},
    {"utf8", "UTF-8"},
    {"utf_8", "UTF-8"},
    {"utf-8mb4", "UTF-8"},
    {"utf8mb4", "UTF-8"},
    {"x-utf-8", "UTF-8"},
    {"cp65001", "UTF-8"},
    {"unicode-1-1-utf-8", "UTF-8"},
    {"unicode-1-1-utf-7", "UTF-7"},
    {"iso-8859-1", "windows-1252"},
    {"iso8859-1", "windows-1252"},
    {"iso_8859-1", "windows-1252"},
    {"latin1", "windows-1252"},
    {"latin-1", "windows-1252"},
    {"cp1252", "windows-1252"},
    {"cp1250", "windows-1250"},
    {"cp1251", "windows-1251"},
    {"latin2", "ISO-8859-2"},
    {"latin5", "ISO-8859-9"},
    {"latin9", "ISO-8859-15"},
    {"gb2312", "GB18030"},
    {"gbk", "GB18030"},
    {"cp936", "GB18030"},
    {"ms936", "GB18030"},
    {"x-gbk", "GB18030"},
    {"euc-cn", "GB18030"},
    {"csgb2312", "GB18030"},
    {"hz-gb-2312", "HZ"},
    {"big5-hkscs", "Big5"},
    {"cp950", "Big5"},
    {"euc-kr", "windows-949"},
    {"ks_c_5601-1987", "windows-949"},
    {"ksc5601", "windows-949"},
    {"cp949", "windows-949"},
    {"tis-620", "windows-874"},
    {"iso-8859-11", "windows-874"},
    {"utf16", "UTF-16"},
    {"unicode", "UTF-16"},
    {"utf-16-le", "UTF-16LE"},
};

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
	for (size_t i = 0; i < ARRAY_LEN(coders); i++) {
		UErrorCode error = U_ZERO_ERROR;

		if (coders[i].conv)
			continue;
		coders[i].conv = ucnv_open(coders[i].name, &error);
		if (U_FAILURE(error)) {
			coders[i].conv = NULL;
			continue;
		}
		ucnv_setToUCallBack(coders[i].conv, count_and_substitute, &substitutions,
		    NULL, NULL, &error);
	}
}

static int
coder_by_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(coders); i++)
		if (str_ieq(coders[i].name, name))
			return (int)i;
	return CODER_NONE;
}

static int
coder_of(const char *label)
{
	char clean[48];
	size_t n = 0;

	if (!label)
		return CODER_NONE;
	/* Quotation marks and white space come with labels of broken senders. */
	for (; *label && n < sizeof(clean) - 1; label++)
		if ((unsigned char)*label > ' ' && !strchr("\"'", *label))
			clean[n++] = *label;
	clean[n] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
		if (str_ieq(aliases[i].label, clean))
			return coder_by_name(aliases[i].name);
	return coder_by_name(clean);
}

bool
charset_same(const char *a, const char *b)
{
	int ca = coder_of(a);

	return str_ieq(a, b) || (ca != CODER_NONE && ca == coder_of(b));
}

static bool
continued(const unsigned char *s, size_t count)
{
	for (size_t i = 1; i <= count; i++)
		if ((s[i] & 0xC0) != 0x80)
			return false;
	return true;
}

size_t
utf8_seq(const char *text, size_t n)
{
	const unsigned char *s = (const unsigned char *)text;

	if (n && s[0] < 0x80)
		return 1;
	if (n >= 2 && s[0] >= 0xC2 && s[0] <= 0xDF)
		return continued(s, 1) ? 2 : 0;
	if (n >= 3 && (s[0] & 0xF0) == 0xE0 && continued(s, 2)) {
		if ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F))
			return 0;
		return 3;
	}
	if (n >= 4 && s[0] >= 0xF0 && s[0] <= 0xF4 && continued(s, 3)) {
		if ((s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F))
			return 0;
		return 4;
	}
	return 0;
}

uint32_t
utf8_code(const char *s, size_t len)
{
	const unsigned char *u = (const unsigned char *)s;
	uint32_t c = len == 1 ? u[0] : u[0] & (0xFFu >> (len + 1));

	for (size_t i = 1; i < len; i++)
		c = c << 6 | (u[i] & 0x3Fu);
	return c;
}

bool
utf8_ok(const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t len = utf8_seq(s + i, n - i);

		if (!len)
			return false;
		i += len;
	}
	return true;
}

size_t
utf8_fit(const char *s, size_t n, size_t max)
{
	if (n <= max)
		return n;
	while (max && ((unsigned char)s[max] & 0xC0) == 0x80)
		max--;
	return max;
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

static long
score_of(const UChar *text, int32_t len)
{
	long score = 0;

	for (int32_t i = 0; i < len; i++)
		score += char_cost(text[i]);
	return score;
}

/* Bytes of the escape sequence at s, 0 when there is none. */
static size_t
escape_at(const char *s, size_t n)
{
	if (n < 3 || s[0] != 0x1B || !strchr("$(&", s[1]))
		return 0;
	return s[1] == '$' && s[2] == '(' && n > 3 ? 4 : 3;
}

/* ICU takes a shift with nothing in it for an attack; mail programs make them every day,
 * and joined words do too. Owned. */
static char *
drop_empty_shifts(const char *s, size_t *n)
{
	char *copy = xcalloc(*n + 1, 1);
	size_t used = 0;

	for (size_t i = 0; i < *n;) {
		size_t escape = escape_at(s + i, *n - i);

		if (escape && escape_at(s + i + escape, *n - i - escape)) {
			i += escape;
			continue;
		}
		memcpy(copy + used, s + i, escape ? escape : 1);
		used += escape ? escape : 1;
		i += escape ? escape : 1;
	}
	*n = used;
	return copy;
}

static void
convert(struct attempt *a, int coder, const char *bytes, size_t n)
{
	UErrorCode error = U_ZERO_ERROR;
	UConverter *conv = coders[coder].conv;
	size_t room = n + 16;
	UChar *at;

	*a = (struct attempt){.coder = coder, .text = xcalloc(room, sizeof(UChar))};
	if (!conv) {
		a->score = INT32_MAX;
		return;
	}
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
	a->score = score_of(a->text, a->len);
}

static void
attempt_run(struct attempt *a, int coder, const char *bytes, size_t n)
{
	char *copy;

	if (coder != CODER_JIS) {
		convert(a, coder, bytes, n);
		return;
	}
	copy = drop_empty_shifts(bytes, &n);
	convert(a, coder, copy, n);
	free(copy);
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
	bool jis_escape; /* ESC $ or ESC ( I */
	bool utf8;       /* valid, and not only ASCII */
};

static struct looks
look_at(const char *s, size_t n)
{
	struct looks l = {0};

	for (size_t i = 0; i < n; i++) {
		if (s[i] & '\x80')
			l.eight_bit = true;
		else if (s[i] == 0x1B && i + 1 < n &&
		         (s[i + 1] == '$' || s[i + 1] == '('))
			l.jis_escape = true;
	}
	l.utf8 = l.eight_bit && utf8_ok(s, n);
	return l;
}

/* Which charsets are worth trying besides the label's own; returns how many. */
static size_t
candidates(int labelled, const struct looks *l, int list[6])
{
	size_t n = 0;
	bool guess = labelled == CODER_NONE || labelled == CODER_UTF8 ||
	             coders[labelled].family == FAMILY_CHINESE ||
	             coders[labelled].family == FAMILY_JAPANESE;

	if (l->utf8)
		list[n++] = CODER_UTF8;
	if (l->jis_escape)
		list[n++] = CODER_JIS;
	if (guess && l->eight_bit) {
		list[n++] = CODER_SJIS;
		list[n++] = CODER_EUC;
	}
	if (labelled == CODER_NONE && l->eight_bit) {
		list[n++] = CODER_LATIN;
		if (!l->utf8)
			list[n++] = CODER_UTF8;
	}
	return n;
}

/* The label wins unless another charset reads clearly better. */
static void
choose(struct attempt *best, int labelled, const struct looks *l, const char *s, size_t n)
{
	int list[6];
	size_t count = candidates(labelled, l, list);

	if (labelled != CODER_NONE)
		attempt_run(best, labelled, s, n);
	for (size_t i = 0; i < count; i++) {
		struct attempt a;

		if (list[i] == labelled)
			continue;
		attempt_run(&a, list[i], s, n);
		if (!best->text || a.score + 2 < best->score) {
			free(best->text);
			*best = a;
		} else {
			free(a.text);
		}
	}
	if (!best->text)
		attempt_run(best, CODER_SJIS, s, n);
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
	if (labelled != CODER_NONE && coders[labelled].family == FAMILY_WIDE && !l.utf8) {
		charset_init();
		attempt_run(&best, labelled, bytes, n);
	} else if (!l.jis_escape &&
	           (!l.eight_bit || (l.utf8 && labelled == CODER_UTF8))) {
		add_utf8(out, bytes, n);
		return;
	} else {
		charset_init();
		choose(&best, labelled, &l, bytes, n);
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
