/*
 * How mail programs mark quotations, forwards and signatures: one line at a time, as
 * data. split.c puts the lines together.
 */
#ifndef MADOGUCHI_SPLIT_RULES_H
#define MADOGUCHI_SPLIT_RULES_H

#include "mem.h"
#include "piece.h"

enum label {
	LABEL_NONE,
	LABEL_FROM,
	LABEL_DATE,
	LABEL_TO,
	LABEL_CC,
	LABEL_SUBJECT,
	LABEL_REPLY_TO,
	LABEL_OTHER /* says nothing to us, but stands among the others */
};

enum opener {
	OPENER_NONE,
	OPENER_REPLY,    /* "… wrote:": what follows is quoted, or marked so */
	OPENER_ORIGINAL, /* "-----Original Message-----" */
	OPENER_FORWARD,  /* "---------- Forwarded message ---------" */
	OPENER_PASTED,   /* "―― ここから ――", made by hand */
	OPENER_CLOSE,    /* "―― ここまで ――" */
	OPENER_END,      /* "--- Original Message Ends ---" */
	OPENER_RULE      /* 32 underscores: an opener only if header lines follow */
};

/* Takes quotation marks off the front; returns how deep the line is quoted. A line that
 * starts with '|' counts only if the caller knows it is no table: see bar. */
unsigned rules_quote(struct piece_of_text *line, bool bar);
/* Marks that count only in company: '|', and initials before a '>' ("ty> "). Length of
 * the mark, 0 for none. */
size_t rules_bar(struct piece_of_text line);
size_t rules_initials(struct piece_of_text line);
/* The parts of attributions, which stand above quoted lines: a date or a word such as
 * "On" at the front, a line that ends in the middle of one, a name with address, a time
 * or a word for writing anywhere. */
bool rules_begins_attribution(struct piece_of_text line);
bool rules_goes_on(struct piece_of_text line);
bool rules_names_writer(struct piece_of_text line);
/* A particle, which nobody begins a line with but after a mark that is meant as a word.
 */
bool rules_begins_with_particle(struct piece_of_text line);
/* A greeting or a first sentence, and words for what stands above: how one begins below a
 * mail that is passed on without marks. */
bool rules_greets(struct piece_of_text line);
bool rules_points_up(struct piece_of_text line);
bool rules_ends_with_colon(struct piece_of_text line);
bool rules_ends_sentence(struct piece_of_text line);
/* The header label a line begins with; its value in *value (may be NULL). */
enum label rules_label(struct piece_of_text line, struct piece_of_text *value);
enum opener rules_opener(struct piece_of_text line, struct piece_of_text next);
/* Bytes of the ornament that rules are made of at the front, 0 for none. */
size_t rules_ornament(struct piece_of_text p);
/* A line made of five or more of one ornament. */
bool rules_is_rule(struct piece_of_text line);
/* Two to forty hyphens and nothing else. */
bool rules_is_short_rule(struct piece_of_text line);
bool rules_is_signature_mark(struct piece_of_text line);
/* "iPhoneから送信" and its like. */
bool rules_is_sent_from(struct piece_of_text line);
/* Something that stands in signatures: telephone, address, company. */
bool rules_signature_hint(struct piece_of_text line);
bool rules_blank(struct piece_of_text line);
/* Fw:, Fwd:, 転送: at the start of a subject; Re: and 返信 likewise. */
bool rules_subject_forward(const char *subject);
bool rules_subject_reply(const char *subject);

#endif
