/* The words that tell what a date is for, in tables. date_judge.c applies them. */
#ifndef MADOGUCHI_DATE_CUE_H
#define MADOGUCHI_DATE_CUE_H

#include "mem.h"

enum cue_kind {
	CUE_NONE,
	CUE_WISH,    /* お願い, 希望 */
	CUE_ABLE,    /* 空いて, 伺え: a wish, or ruled out where it is denied */
	CUE_WEAK,    /* 訪問, 研修: a wish where nothing else is said */
	CUE_BUSY,    /* 不可, 休業 */
	CUE_REST,    /* 休館: not then, but that may be why it suits */
	CUE_EVENT,   /* 提出, 監査: something of its own */
	CUE_PAST,    /* ました */
	CUE_DROPPED, /* 予定でした: was fixed, is no more */
	CUE_MOVE,    /* ずらす: to the date before it, or from it */
	CUE_BACK,    /* 帰国, 復帰: away until then */
	CUE_SKIP     /* looks like a cue and is none */
};

struct cue {
	const char *word;
	enum cue_kind kind;
};

/* Directly behind the date. *length: of the word. */
enum cue_kind cue_next(const char *p, size_t *length);
/* Anywhere behind it. */
enum cue_kind cue_later(const char *p, size_t *length);
/* In front of it, as a label (期限:) or the sentence's subject (納期は). */
enum cue_kind cue_label(const char *p, size_t *length);

#endif
