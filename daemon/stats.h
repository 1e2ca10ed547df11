/*
 * The figures of `stats`: tables of counts, shares and spans of time, built from the
 * store's facts (stats_build.c) and put out as text, JSON, CSV or a page (stats_text.c,
 * stats_json.c, stats_csv.c, stats_html.c). What each figure counts, from which event and
 * in which period, stands in madoguchi(1); change both together.
 */
#ifndef MADOGUCHI_STATS_H
#define MADOGUCHI_STATS_H

#include "buf.h"
#include "programme.h"
#include "store_stats.h"

/* --- tables --- */

enum stat_kind {
	STAT_NONE,  /* there is no such value */
	STAT_COUNT, /* a whole number */
	STAT_SHARE, /* 0-1 */
	STAT_SPAN   /* seconds */
};

struct stat_cell {
	enum stat_kind kind;
	double value;
	bool hidden; /* kept back: nobody is to see the value */
};

enum stat_plot {
	PLOT_NONE,
	PLOT_BARS,  /* the first column, one bar a row */
	PLOT_STACK, /* one bar a row, a part a column */
	PLOT_SPANS  /* from nought over the median to the 90 % value */
};

/* key: for programs; text: for people, in the report's language. */
struct stat_label {
	char *key, *text;
};

struct stat_table {
	const char *id;
	enum stat_plot plot;
	bool flat;         /* one column: name → count */
	bool named;        /* the rows' texts are facts, not translations */
	bool total_row;    /* the last row */
	bool total_column; /* the last column */
	struct stat_label *rows, *columns;
	size_t rows_n, columns_n;
	struct stat_cell *cells; /* row by row */
};

struct stat_report {
	const char *lang;   /* ja or en */
	char *from, *to;    /* ISO dates, both counted; NULL open */
	char *made;         /* when, as people read it */
	int64_t hide_below; /* 0: nothing is hidden */
	struct stat_table *tables;
	size_t n;
};

void stat_report_free(struct stat_report *r);
/* A new last table; borrowed until the next one is made. */
struct stat_table *stat_table_add(
    struct stat_report *r, const char *id, enum stat_plot plot);
/* All columns come before the first row. text NULL: the word for key. */
void stat_column(
    const struct stat_report *r, struct stat_table *t, const char *key, const char *text);
size_t stat_row_add(
    const struct stat_report *r, struct stat_table *t, const char *key, const char *text);
/* The row with this key; rows_n: none. */
size_t stat_row_find(const struct stat_table *t, const char *key);
struct stat_cell *stat_at(const struct stat_table *t, size_t row, size_t column);
void stat_count(struct stat_table *t, size_t row, size_t column, int64_t add);
/* The word for an id in a language; the id itself where there is none (stats_words.c). */
const char *stat_word(const char *id, const char *lang);
/* The period of a report, as it is printed. Owned. */
char *stat_period(const struct stat_report *r);

/* --- regions (stats_region.c) --- */

/* Prefectures as the configuration groups them: "名古屋=愛知県", "近畿=大阪府,京都府". */
struct stat_regions {
	struct stat_label *rows; /* in order of the configuration */
	size_t n;
	int of[48]; /* by JIS number; -1: a region of its own */
};
/* False: problems says what is wrong. */
bool stat_regions_read(
    const struct strlist *entries, struct stat_regions *out, struct strlist *problems);
void stat_regions_free(struct stat_regions *r);

/* --- building --- */

struct stat_wish {
	const char *lang;
	int64_t from, to;        /* [from, to) */
	bool open_from, open_to; /* they were not asked for */
	int64_t hide_below;
	int64_t now;
};
/* stat_report_free. */
struct stat_report *stat_report_make(struct store *s, const struct stat_regions *regions,
    const struct programme *p, const struct stat_wish *wish);

/* --- hiding (stats_hide.c) --- */

/* One printed number as an arc of a network in which what flows into a node flows out of
 * it: so every sum that holds between printed numbers is a node. */
struct hide_arc {
	int from, to;
	int64_t value;
	bool known; /* is printed in any case */
	bool hidden;
	struct stat_cell *cell; /* is hidden with it; NULL none */
};
/* Hides every arc with 0 < value < below, and further ones until no hidden value can be
 * computed from those that are left: each could be one higher or one lower. */
void stat_hide(struct hide_arc *arcs, size_t n, int nodes, int64_t below);
/* The same for a whole report, sums between its tables included. */
void stat_report_hide(struct stat_report *r);

/* --- putting out --- */

/* As people read it; owned. A hidden one: "*", none: "-" (stats_text.c). */
char *stat_cell_text(const struct stat_cell *c, const char *lang);
/* How many places a text takes; a full-width character takes two. */
int stat_columns(const char *s);
void stat_report_text(const struct stat_report *r, struct buf *out);
void stat_report_csv(const struct stat_report *r, struct buf *out);
void stat_report_html(const struct stat_report *r, const char *title, struct buf *out);
/* Adds to an object. */
void stat_report_json(const struct stat_report *r, json_t *object);

/* For the page: text with &<>"' escaped, and a plot of the table (stats_svg.c). */
void stat_escape(struct buf *out, const char *text);
void stat_svg(const struct stat_report *r, const struct stat_table *t, struct buf *out);

#endif
