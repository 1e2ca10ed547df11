/*
 * What is written in the operators' channel, as a command of the desk: the table of
 * commands, in Japanese and English, and the reader of a message. Pure.
 *
 * A message that begins with the desk's name (`madoguchi`, `/madoguchi`, `@madoguchi`) is
 * said to the desk: what it does not understand is answered with the help. Any other
 * message is a command only when all of it is one (「承認 123」), since people talk
 * there: 「承認 123 はまだ待って」 is none.
 */
#ifndef MADOGUCHI_OPROOM_WORDS_H
#define MADOGUCHI_OPROOM_WORDS_H

#include "mem.h"

enum op_verb {
	OP_STATUS,
	OP_APPROVE,
	OP_REVIEW,
	OP_REVIEW_DONE,
	OP_REVIEW_RETRY,
	OP_REVIEW_DROP,
	OP_REVIEW_IGNORE,
	OP_CASES,
	OP_OUTBOX,
	OP_HELP,
	OP_VERBS
};

struct op_command {
	enum {
		OP_TALK,    /* no command */
		OP_COMMAND, /* verb and args are filled */
		OP_UNCLEAR  /* said to the desk, and not understood */
	} kind;
	enum op_verb verb;
	/* Numbers of cases ("123", "2026-0123"), or what waits ("m3"); in ASCII. */
	struct strlist args;
};

enum { OP_ARGS_MAX = 10 };

/* text: valid UTF-8; NULL: nothing. Full-width letters, digits and blanks count as the
 * others do. op_command_free. */
void op_read(const char *text, struct op_command *out);
void op_command_free(struct op_command *c);

/* One line of the help each, "承認 123    …"; NULL behind the last. english: the
 * reader's language. */
const char *op_help(size_t i, bool english);
/* "123" of a case; "2026-0123" is whole. */
bool op_number_is_short(const char *number);

#endif
