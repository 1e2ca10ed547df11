/*
 * The programme as data (conf/programme.json): support menu, themes, what each visit
 * does, preparation, homework, deliverables, timetable, in Japanese and English. Another
 * programme with other texts is configured there, not programmed.
 */
#ifndef MADOGUCHI_PROGRAMME_H
#define MADOGUCHI_PROGRAMME_H

#include "config.h"
#include "err.h"

#include <jansson.h>

struct programme;

/* The file that the configuration names (data.programme), else conf/programme.json in its
 * data.dir. NULL with e: what is wrong, and where in the file. What is loaded tells
 * theme.h how many themes there are. */
struct programme *programme_load(const struct config *c, struct err *e) MUST_CHECK;
struct programme *programme_load_file(const char *path, struct err *e) MUST_CHECK;
/* For those who start and check: loads it and lets it go again. A line in problems where
 * it is of no use; in warnings for each part of it that is silent about a visit of the
 * course that is configured (visits.count), of which letters then speak in general. */
bool programme_usable(
    const struct config *c, struct strlist *problems, struct strlist *warnings);
void programme_free(struct programme *p);

/* Labels; NULL when there is none. lang: "ja" or "en". Borrowed from p. */
const char *programme_category(
    const struct programme *p, char category, const char *lang);
const char *programme_category_mark(char category); /* ア … オ; NULL */
const char *programme_submenu(
    const struct programme *p, const char *submenu, const char *lang);
const char *programme_theme(const struct programme *p, int theme, const char *lang);
/* New JSON lists of strings, empty when there is nothing: preparation before visit no,
 * what visit no does, the homework after it, the timetable of visit no, the course's
 * deliverables. */
json_t *programme_preparation(
    const struct programme *p, int theme, int no, const char *lang);
json_t *programme_content(const struct programme *p, int theme, int no, const char *lang);
json_t *programme_homework(
    const struct programme *p, int theme, int no, const char *lang);
json_t *programme_timetable(const struct programme *p, int no, const char *lang);
/* What the company is asked to confirm before visit no: a list of {"key", "ja", "en"};
 * NULL nothing. Borrowed. */
const json_t *programme_confirm(const struct programme *p, int no);
json_t *programme_deliverables(const struct programme *p, int theme, const char *lang);
/* The theme of guidance that serves a category where the message names none; 0 none. */
int programme_default_theme(
    const struct programme *p, char category, const char *submenu);

#endif
