/*
 * The options of an offer (承諾, 辞退, 条件付き) as people mark them or point at them:
 * "○承諾 ×辞退", "承諾/辞退→承諾", 「後者でお願いします」. All texts are folded
 * (analysis_fold); each function returns REPLY_NONE where nothing, or more than one
 * thing, is said.
 */
#ifndef MADOGUCHI_REPLY_OPTIONS_H
#define MADOGUCHI_REPLY_OPTIONS_H

#include "mem.h"
#include "reading.h"

/* The options that a text names, in its order; returns how many, at most max. */
size_t options_named(const char *text, enum reply_kind *order, size_t max);
/* The option that a text names, if it names just one; what stands in brackets behind it
 * explains it. */
enum reply_kind option_named(const char *text);
/* The same for what was filled in: an acceptance must be one and nothing else. */
enum reply_kind option_filled(const char *text);
/* The one of several, divided by '/' or '|', that is marked or stands behind an arrow. */
enum reply_kind option_marked(const char *text);
/* A line of two options or more and nothing else, of which one bears a mark. */
enum reply_kind option_of_row(const char *line);
/* An option with a note behind an arrow: "辞退←こちらでお願いします". */
enum reply_kind option_pointed(const char *line);

/* "3つ目", "2番でお願いします" or "(1)": which option; 0 when it is no number, or more is
 * said of it: "1番ではありません". */
int option_number(const char *text);
/* Which of n options a text of a few words names by its place: "右端で", "真ん中です",
 * "左から2番目"; 0 when none. */
size_t option_place(const char *text, size_t n);
/* Which of the two options of an offer a sentence that says nothing else refers to:
 * 「前者でお願いします」 is 1, 「後者です」 and 「二つ目の方で」 2, 「三番目で」 3; 0
 * none. */
int option_reference(const char *sentence);

/* Bytes of a mark of choice, or of an empty box or a cross, at the front; 0 for none. */
size_t option_mark(const char *text);
size_t option_no_mark(const char *text);

#endif
