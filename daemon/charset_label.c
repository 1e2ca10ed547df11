/* What the charset labels of mails mean. See charset_label.h. */
#include "charset_label.h"

#include "mem.h"

#include <string.h>

const struct coder coders[CODERS_N] = {
    {"UTF-8", FAMILY_UNICODE, NULL},
    /* The variant that knows JIS X 0212 and half-width kana besides. */
    {"ISO-2022-JP", FAMILY_JAPANESE, "ISO_2022,locale=ja,version=2"},
    {"windows-31j", FAMILY_JAPANESE, NULL},
    {"EUC-JP", FAMILY_JAPANESE, NULL},
    {"windows-1252", FAMILY_WESTERN, NULL},
    {"UTF-16LE", FAMILY_UTF16, NULL},
    {"UTF-16BE", FAMILY_UTF16, NULL},
    {"UTF-16", FAMILY_UTF16, NULL},
    {"UTF-32LE", FAMILY_WIDE, NULL},
    {"UTF-32BE", FAMILY_WIDE, NULL},
    {"UTF-32", FAMILY_WIDE, NULL},
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
    {"UTF-7", FAMILY_WIDE, NULL},
    {"HZ", FAMILY_WIDE, NULL},
};

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
    {"utf32", "UTF-32"},
    {"ucs-2", "UTF-16"},
    {"iso-10646-ucs-2", "UTF-16"},
    {"csunicode", "UTF-16"},
    {"unicode", "UTF-16"},
    {"utf-16-le", "UTF-16LE"},
};

int
coder_by_name(const char *name)
{
	for (size_t i = 0; i < CODERS_N; i++)
		if (str_ieq(coders[i].name, name))
			return (int)i;
	return CODER_NONE;
}

int
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
