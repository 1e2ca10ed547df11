/* How answers in the operators' channel are made; for oproom_do.c and oproom_list.c. */
#ifndef MADOGUCHI_OPROOM_SAY_H
#define MADOGUCHI_OPROOM_SAY_H

#include "oproom.h"

#include "buf.h"

enum { OP_LINES_MOST = 15 };

struct op_say {
	struct desk *d;
	bool english;
	bool names; /* people may be named */
	struct buf b;
};

/* Adds one of two texts with values; both take the same ones in the same order. */
#define OP_ADD(o, ja, en, ...)                                                           \
	((o)->english ? buf_addf(&(o)->b, en, __VA_ARGS__)                               \
	              : buf_addf(&(o)->b, ja, __VA_ARGS__))
const char *op_word(const struct op_say *o, const char *ja, const char *en);
/* A state of a case; static. */
const char *op_state(const struct op_say *o, const char *state);
/* "1日（火）13:30"; owned. */
char *op_time(const struct op_say *o, int64_t t);
/* " 専門家宛 打診（o12）": who a letter is for and what it is, without naming anybody. */
void op_add_mail(struct op_say *o, const struct outbox_row *row);

void op_review(struct op_say *o);
void op_cases(struct op_say *o);
void op_outbox(struct op_say *o);

#endif
