/*
 * The text of a message as rules and model see it, made once: NFKC, small letters, white
 * space only between Latin words. What the model counts in it is in feature.h.
 */
#ifndef MADOGUCHI_ANALYSIS_H
#define MADOGUCHI_ANALYSIS_H

#include "mem.h"
#include "message.h"
#include "reading.h"

enum stance_word { WORD_ACCEPT = 1, WORD_DECLINE = 2, WORD_CONDITION = 4, WORD_OPEN = 8 };

/* What shows whose matter it is: the sender's own or somebody else's. */
enum role_sign {
	ROLE_SUPPORTER, /* the sender's name or signature is a support body's or dealer's
	                 */
	ROLE_HEARSAY,   /* wishes are told as another's: とのこと, だそうです */
	ROLE_THIRD_PARTY, /* a company is named with さん or 様 */
	ROLE_OWN,         /* the sender speaks of his own company: 弊社, うちの */
	ROLE_EXPERT,      /* the sender is a specialist: 登録セキスペ, 支援士 */
	ROLE_SELLS,       /* offers goods or services: ご提案, 弊社サービス */
	ROLE_FIRST,       /* writes for the first time: 初めて, はじめまして */
	ROLE_KNOWN,       /* comes back to something: 先日, その後, の件で */
	ROLE_SIGN_COUNT
};

/* How a message speaks of an incident (incident.h); HELP stands last. */
enum incident_sign {
	INCIDENT_NAMED,
	INCIDENT_NOW,
	INCIDENT_PAST,
	INCIDENT_IF,
	INCIDENT_OTHERS,
	INCIDENT_DENIED,
	INCIDENT_HELP,
	INCIDENT_SIGN_COUNT
};

struct analysis {
	const struct message *m; /* borrowed */
	char *subject;           /* all texts: folded, never NULL */
	char *text;              /* the sender's newest words */
	char *fwd;               /* the forwarded words; "" when nothing was forwarded */
	char *lines; /* text as NFKC with its line breaks, for rules on lines */
	bool forward;
	enum context context; /* of the case that it came to; CONTEXT_NONE when unknown */
	bool bare; /* a text alone, of unknown sender and channel: no signs of these */
	unsigned hints; /* bit k: words of a rule for kind k were found */
	const char *hint_word[KIND_COUNT]; /* the words; static */
	unsigned incident_signs;           /* bits of enum incident_sign */
	unsigned role_signs;               /* bits of enum role_sign */
	bool case_number; /* subject or own text names a case of the desk's, or of
	                     somebody's */
	unsigned stance;  /* bits of enum stance_word: what set words of an answer say */
};

void analysis_make(struct analysis *a, const struct message *m);
void analysis_free(struct analysis *a);
const char *role_sign_name(enum role_sign s);
const char *incident_sign_name(enum incident_sign s);
/* The folding of one text. Owned. */
char *analysis_fold(const char *s);
/* The last so many characters of a text. */
const char *analysis_tail(const char *text, size_t chars);
/* True when the text has (nearly) no Japanese characters. */
bool analysis_english(const struct analysis *a);

#endif
