/* The cells of the expert list, one function for each column; for expert_csv.c alone. */
#ifndef MADOGUCHI_EXPERT_CELLS_H
#define MADOGUCHI_EXPERT_CELLS_H

#include "expert_csv.h"
#include "expert_field.h"

/* The row that is being read. */
struct reading_row {
	const char *file;
	const char *column; /* heading as it stands in the file */
	int line;
	bool bad;
	struct expert *e;
	struct expert_list *list;
};

/* In Japanese, for operators. A problem makes the row unusable, a warning does not. */
void row_problem(struct reading_row *r, const char *fmt, ...) PRINTF(2, 3);
void row_warning(struct reading_row *r, const char *fmt, ...) PRINTF(2, 3);

/* Which column a heading names. */
struct cell_column {
	const char *names; /* parts of headings, separated by |, without white space */
	/* cell: as written, white space cut at both ends. number: behind the heading
	 * (領域3), -1 none. */
	void (*put)(struct reading_row *r, const char *cell, int number);
	const char *required;    /* what is missing without the column; NULL: it may be */
	bool numbered;           /* one column for each number 0-7 */
	enum expert_field field; /* what it fills; FIELD_NONE: the registration number */
};

/* Column i; NULL behind the last one. */
const struct cell_column *cell_column(size_t i);

#endif
