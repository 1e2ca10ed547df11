/* The words of an answer about slots (slot_choice.h), one after another. */
#ifndef MADOGUCHI_SLOT_CHOICE_WORDS_H
#define MADOGUCHI_SLOT_CHOICE_WORDS_H

#include <stddef.h>
#include <stdint.h>

/* What a word does. The first group names slots: its value is a set of them, bit 1 for
 * the first; 0: it names what no slot is. */
enum slot_word {
	SLOT_WORD_NONE, /* unknown */
	SLOT_WORD_PLACE,
	SLOT_WORD_COUNT, /* "one", which may be a pronoun */
	SLOT_WORD_DAY,
	SLOT_WORD_WEEKDAY,
	SLOT_WORD_HALF,
	SLOT_WORD_TIME,
	SLOT_WORD_ALL,
	SLOT_WORD_TO, /* 1~3 */
	SLOT_WORD_AND,
	SLOT_WORD_OR,         /* か, which asks at the end of a sentence */
	SLOT_WORD_BUT_NOT,    /* "except", before what it takes out */
	SLOT_WORD_OTHER_THAN, /* 以外, behind it */
	SLOT_WORD_RANK,       /* が第1希望: its value is the rank */
	SLOT_WORD_PREFER,
	SLOT_WORD_YES,
	SLOT_WORD_NO,
	SLOT_WORD_NOT, /* turns the yes that follows */
	SLOT_WORD_MARK_YES,
	SLOT_WORD_MARK_NO,
	SLOT_WORD_NO_SLOT, /* none of them, other days */
	SLOT_WORD_TURN,    /* ",but" */
	SLOT_WORD_END,     /* of a sentence */
	SLOT_WORD_FILL
};

struct slot_lexer {
	const char *text, *at; /* folded, "{1}" for ① and "。" for a line's end */
	const int64_t *starts_at;
	size_t n;
};

/* Moves past one word. */
enum slot_word slot_word_next(struct slot_lexer *l, unsigned *value);

#endif
