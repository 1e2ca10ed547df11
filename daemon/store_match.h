/* What the match goes by and what came of it: declared conflicts, and the candidates of
 * each search. */
#ifndef MADOGUCHI_STORE_MATCH_H
#define MADOGUCHI_STORE_MATCH_H

#include "conflict.h"
#include "store.h"

/* --- conflicts --- */

/* The id; 0 when the same was declared before. */
int64_t store_conflict_add(struct store *s, const struct conflict *k);
/* False: there was none. */
bool store_conflict_remove(
    struct store *s, int64_t expert_id, const char *kind, const char *value);
/* Of one expert (0: of all), oldest first. */
struct conflict *store_conflict_list(struct store *s, int64_t expert_id, size_t *n);
void conflicts_free(struct conflict *rows, size_t n);

/* --- searches --- */

struct match_run {
	int64_t id, case_id, at;
	int considered, eligible;
	char *failed; /* JSON: rule → [failed it alone, failed it at all] */
};
/* Returns the id. */
int64_t store_match_run_add(struct store *s, const struct match_run *run);
/* Of a case, oldest first. */
struct match_run *store_match_run_list(struct store *s, int64_t case_id, size_t *n);
void match_runs_free(struct match_run *rows, size_t n);

struct match_kept {
	int64_t run_id, expert_id;
	int rank; /* from 1 */
	bool eligible;
	double score;
	char *reasons; /* JSON list */
	/* not columns of the row */
	char *registration_no, *name;
	bool asked; /* the case was put to this expert, in this search or another */
};
void store_match_kept_add(struct store *s, const struct match_kept *k);
/* Of a run, by rank. */
struct match_kept *store_match_kept_list(struct store *s, int64_t run_id, size_t *n);
void match_kept_free(struct match_kept *rows, size_t n);

#endif
