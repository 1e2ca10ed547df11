/*
 * A linear model over n-grams (feature.h), as a file of less than 5 MiB: one row of
 * int8 weights a feature, so that all answers to it lie side by side. Several
 * heads (questions) share the file, and a network (net.h) that knows experts' answers.
 * tests/tools/train.c writes it.
 */
#ifndef MADOGUCHI_MODEL_H
#define MADOGUCHI_MODEL_H

#include "err.h"
#include "feature.h"
#include "net.h"
#include "reading.h"

enum head {
	HEAD_KIND,     /* enum kind */
	HEAD_CATEGORY, /* 0-4: a-e */
	HEAD_SUBMENU,  /* 0-3: a1-a4 */
	HEAD_THEME,    /* 0 none, 1-6 */
	HEAD_URGENT,   /* 0 no, 1 yes */
	HEAD_STANCE,   /* enum stance */
	HEAD_SENTENCE, /* enum stance but STANCE_OPEN, of each sentence */
	HEAD_REPLY,    /* REPLY_CLASS of enum reply_kind */
	HEAD_COUNT
};

/* What an expert's answer to an offer comes to. */
enum stance {
	STANCE_ACCEPT,
	STANCE_DECLINE,
	STANCE_CONDITIONAL,
	STANCE_OPEN,
	STANCE_COUNT
};
_Static_assert(NET_CLASSES == (int)STANCE_COUNT, "the network answers for the stance");

/* The three answers to an offer are one class: HEAD_STANCE tells them apart. */
#define REPLY_CLASSES (REPLY_KIND_COUNT - REPLY_EXPERT_CONDITIONAL)
#define REPLY_CLASS(kind)                                                                \
	((kind) > REPLY_EXPERT_CONDITIONAL ? (int)(kind)-REPLY_EXPERT_CONDITIONAL : 0)

/* An incident under way is believed from this probability on: missing one costs more than
 * asking for nothing. In a message of a running case it has to be likelier than not. */
#define MODEL_URGENT_MIN  0.28
#define MODEL_URGENT_LATE 0.4
#define MODEL_CLASSES_MAX 16
/* Classes of all heads together: the length of a row. */
#define MODEL_OUTPUTS                                                                    \
	(KIND_COUNT + 5 + 4 + 7 + 2 + STANCE_COUNT + STANCE_OPEN + REPLY_CLASSES)

int head_classes(enum head h);
enum feature_view head_view(enum head h);

/* Probabilities of one head's classes; best is the likeliest. */
struct answer {
	double p[MODEL_CLASSES_MAX];
	int best;
};

/* Everything that a file holds; what the trainer fills. */
struct text_model {
	float bias[MODEL_OUTPUTS];
	float scale[MODEL_OUTPUTS];  /* weight = int8 * scale */
	float sharpness[HEAD_COUNT]; /* margins are multiplied by it before the softmax */
	float platt_a, platt_b;      /* certainty that kind and category are both right */
	struct vocabulary vocabulary;
	signed char *weight; /* owned; vocabulary.n rows of MODEL_OUTPUTS */
	struct net *net;     /* owned; of HEAD_STANCE; NULL none */
};

/* Most rows that a model may have; its file stays below 5 MiB. */
#define MODEL_ROWS_MAX 200000U

/* All weights 0; takes over the vocabulary. */
struct text_model *model_new(struct vocabulary *v);
void model_free(struct text_model *m);
/* NULL with e filled when the file is missing, cut, of another version or damaged. */
struct text_model *model_load(const char *file, struct err *e) MUST_CHECK;
bool model_save(const struct text_model *m, const char *file, struct err *e) MUST_CHECK;

void model_ask(
    const struct text_model *m, enum head h, const struct features *f, struct answer *a);
/* Asks of each sentence of the message that the maker has looked at; what its strongest
 * sentence says for a class counts. */
void model_ask_sentences(const struct text_model *m, enum head h,
    struct feature_maker *maker, struct answer *a);
/* Certainty in [0,1] from the product of the probabilities that were relied on. */
double model_certainty(const struct text_model *m, double product);
/* The words of a folded text that spoke most for a class against the others; at most max
 * of them, appended to words. grams: of that text, as the maker saw it. */
void model_evidence(const struct text_model *m, enum head h, int class,
    const char *folded, const struct grams *grams, size_t max, struct strlist *words);
/* Offset of a head's first class within a row. */
int head_offset(enum head h);

#endif
