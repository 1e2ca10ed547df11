/*
 * The published expert list as CSV: UTF-8 with or without BOM, or cp932 as Excel writes
 * it; quoted cells with line breaks, full-width figures, either wave dash, prefectures
 * with or without suffix, region blocks, themes by number or name. Columns are found by
 * their heading.
 */
#ifndef MADOGUCHI_EXPERT_CSV_H
#define MADOGUCHI_EXPERT_CSV_H

#include "err.h"
#include "store_expert.h"

struct expert_list {
	struct expert *v; /* good rows */
	int *line;        /* the file's line each begins on */
	size_t n;
	struct strlist problems; /* "file:line: column: what is wrong" for each bad row */
	struct strlist warnings; /* accepted, but worth a look */
	unsigned fields; /* bit n: the file has a column for enum expert_field n */
	struct strlist unusable; /* registration numbers of bad rows */
	size_t nameless;         /* bad rows of which not even that can be read */
};

/* False with e: the file cannot be used at all (not readable, no heading, no name
 * column). */
bool expert_csv_read(const char *path, struct expert_list *out, struct err *e) MUST_CHECK;
void expert_list_free(struct expert_list *l);

#endif
