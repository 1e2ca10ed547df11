/*
 * Texts that people receive: Mustache (variables, sections, inverted sections, comments,
 * partials, standalone-line rules) over JSON data.
 *
 * A template file is header lines ("Subject: …"), an empty line, and the body. Files are
 * templates_dir/LANG/NAME.txt, those of chat LANG/chat/NAME.txt with the name chat/NAME
 * (there the subject is for the operator's lists, and lines are not folded); partials are
 * LANG/_NAME.txt. {{x}} in .txt files is put in
 * as it is (these are plain-text mails); in .html and .mustache files it is HTML-escaped.
 * A control character in a value is removed, and in a header line a line break becomes a
 * space, so that no value can add a header.
 */
#ifndef MADOGUCHI_TEMPLATE_H
#define MADOGUCHI_TEMPLATE_H

#include "err.h"
#include "mem.h"

#include <jansson.h>

struct templates;

/* Loads and checks every template of every language: syntax, partials that exist, names
 * that the template may use (template_names.c), the same set in each language. All
 * problems are collected as "file:line: what"; NULL when there is one. */
struct templates *templates_load(const char *dir, struct strlist *problems) MUST_CHECK;
void templates_free(struct templates *t);

/* Renders one template. *subject and *body are owned by the caller. The body has LF
 * lines, folded for Japanese mail (fold.h). False when there is no such template. */
bool templates_render(const struct templates *t, const char *name, const char *lang,
    const json_t *data, char **subject, char **body, struct err *e) MUST_CHECK;

/* The full names ("company.phone") whose values the text puts in, where they are known;
 * NULL when there is no such template. Borrowed. */
const struct strlist *templates_names(
    const struct templates *t, const char *name, const char *lang);

/* One file with data, as `madoguchi render` does: the whole text as it is, header lines
 * included; partials from the file's folder ("name", "_name", with the file's extension).
 */
bool template_render_file(
    const char *path, const json_t *data, char **out, struct err *e) MUST_CHECK;

#endif
