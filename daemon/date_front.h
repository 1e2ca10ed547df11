/*
 * What stands in front of a date: the label or heading that it belongs to, words of the
 * past, marks. For date_judge.c.
 */
#ifndef MADOGUCHI_DATE_FRONT_H
#define MADOGUCHI_DATE_FRONT_H

#include "date_cue.h"
#include "date_judge.h"

/* text: as date_text_plain makes it; p: where a date in it begins. All look back within
 * some hundred bytes. */

/* Of the sentence or line, but not further back than a label may stand. */
const char *date_sentence_start(const char *text, const char *p);
/* 先週木曜(7月3日), 去年の12月8日 */
bool date_past_before(const char *text, const char *p);
/* 毎年6月 */
bool date_every_before(const char *text, const char *p);
/* What the label of the date, or the heading of its list, says: 締切:, 希望日は. */
enum cue_kind date_label(const char *text, const char *date);
/* ○10/8 ×10/9: marks in front, in a line that begins with one. Else DATE_OPEN. */
enum date_verdict date_mark_before(const char *text, const char *p);

#endif
