/* What the charset labels of mails mean: which converter, and of what family its text is.
 */
#ifndef MADOGUCHI_CHARSET_LABEL_H
#define MADOGUCHI_CHARSET_LABEL_H

enum family {
	FAMILY_UNICODE,
	FAMILY_JAPANESE,
	FAMILY_CHINESE, /* Japanese mail is labelled so by broken senders */
	FAMILY_WESTERN,
	FAMILY_OTHER,
	FAMILY_UTF16, /* often said of what has only one byte a character */
	FAMILY_WIDE   /* its bytes are not a superset of ASCII */
};

enum {
	CODER_UTF8,
	CODER_JIS,
	CODER_SJIS,
	CODER_EUC,
	CODER_LATIN,
	CODER_UTF16LE,
	CODER_UTF16BE,
	CODERS_N = 30,
	CODER_NONE = -1
};

struct coder {
	const char *name; /* ICU's, unless there is another */
	enum family family;
	const char *opened_as;
};

/* By the numbers above. */
extern const struct coder coders[CODERS_N];

/* The coder that a label means, CODER_NONE when unknown or NULL. */
int coder_of(const char *label);
int coder_by_name(const char *name);

#endif
