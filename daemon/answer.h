/*
 * The shape of an answer: what is left of a folded text when every word but those of
 * undertaking, refusing, conditions, questions and turns is taken away. "お受けしたいのは
 * 山々ですが、手が回りません" is V H B H: a verb of undertaking, a hindrance, a turn, a
 * hindrance. Verbs and their endings are letters of their own, so that a shape stands for
 * many ways to say it. The model counts runs of letters (feature_answer.c).
 */
#ifndef MADOGUCHI_ANSWER_H
#define MADOGUCHI_ANSWER_H

#include "mem.h"

/* Letters of a shape; the tables in answer.c say which words each stands for. */
enum {
	SHAPE_VERB = 'V', /* an undertaking, whatever its ending: 受け, 伺, 動け */
	SHAPE_GLAD = 'G', /* assent: 喜んで, 承知, お任せ */
	SHAPE_FINE = 'K', /* 大丈夫, 結構, 構いません: assent or a polite no */
	SHAPE_NOT = 'N',  /* an ending that negates */
	SHAPE_REFUSAL = 'J',   /* 辞退, 見送, 他の方 */
	SHAPE_HINDRANCE = 'H', /* 難し, 手一杯, 専門外, and what cannot be */
	SHAPE_CONDITION = 'C', /* 条件, 前提, 限り */
	SHAPE_IF = 'I',        /* なら, れば, 次第で */
	SHAPE_WAIVED = 'F',    /* 条件はありません, 不要です */
	SHAPE_QUESTION = 'Q',  /* でしょうか, ? */
	SHAPE_WISH = 'W',      /* いただけま, 教えて, ください */
	SHAPE_BUT = 'B',       /* が、, けど, ただ */
	SHAPE_BEFORE = 'P',    /* what was said or thought before: と思い, 先ほど */
	SHAPE_REASON = 'R',    /* ので, ため */
	SHAPE_OPEN = 'O',      /* 検討, 後日 */
	SHAPE_END = '.'        /* of a sentence */
};

/* Letters that can bear the answer itself. */
#define SHAPE_BEARING "VGKJHCIQ"
/* Letters that do not go with a plain yes. */
#define SHAPE_TROUBLE "JHCI"

struct shape_sentence {
	const char *begin; /* in the text */
	size_t len;        /* bytes */
	const char *shape; /* its letters, ended by 0; valid during the call */
};

typedef void shape_fn(void *data, const struct shape_sentence *s);

/* Calls fn for each sentence, in order; letters beyond the 40th of a sentence are left
 * out. Costs no more than the text's length. */
void shape_walk(const char *text, shape_fn *fn, void *data);

#endif
