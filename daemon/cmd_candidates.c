/* What was kept of the searches for an expert, for `case show` and `export`. */
#include "cmd.h"

#include "clock.h"
#include "store_match.h"

#include <stdio.h>
#include <stdlib.h>

static json_t *
parsed(const char *text, json_t *otherwise)
{
	json_t *o = json_loads(text, 0, NULL);

	if (!o)
		return otherwise;
	json_decref(otherwise);
	return o;
}

static json_t *
candidates_json(struct store *s, int64_t run_id)
{
	size_t n;
	struct match_kept *rows = store_match_kept_list(s, run_id, &n);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:b, s:b, s:f, s:o}", "registration_no",
		        rows[i].registration_no, "name", rows[i].name, "eligible",
		        rows[i].eligible, "asked", rows[i].asked, "score", rows[i].score,
		        "reasons", parsed(rows[i].reasons, json_array())));
	match_kept_free(rows, n);
	return list;
}

json_t *
cmd_matches_json(struct store *s, int64_t case_id)
{
	size_t n;
	struct match_run *runs = store_match_run_list(s, case_id, &n);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:o, s:i, s:i, s:o, s:o}", "at", cmd_time(runs[i].at),
		        "considered", runs[i].considered, "eligible", runs[i].eligible,
		        "failed", parsed(runs[i].failed, json_object()), "candidates",
		        candidates_json(s, runs[i].id)));
	match_runs_free(runs, n);
	return list;
}

static void
print_reasons(const struct match_kept *k)
{
	json_t *reasons = parsed(k->reasons, json_array());
	size_t i;
	json_t *one;

	json_array_foreach(reasons, i, one)
	{
		(void)printf("         %s\n", json_string_value(one));
	}
	json_decref(reasons);
}

static void
print_failed(const char *text)
{
	json_t *failed = parsed(text, json_object()), *counts;
	const char *rule;

	json_object_foreach(failed, rule, counts)
	{
		(void)printf("  × %s: %d名（この点だけで対象外 %d名）\n", rule,
		    (int)json_integer_value(json_array_get(counts, 1)),
		    (int)json_integer_value(json_array_get(counts, 0)));
	}
	json_decref(failed);
}

void
cmd_print_candidates(struct store *s, int64_t case_id)
{
	size_t runs_n, n;
	struct match_run *runs = store_match_run_list(s, case_id, &runs_n);
	const struct match_run *last = runs_n ? &runs[runs_n - 1] : NULL;

	if (last) {
		struct match_kept *rows = store_match_kept_list(s, last->id, &n);
		char *at = civil_iso_minute(last->at);

		at[10] = ' ';
		(void)printf(
		    "--- 候補（%s、選定%zu回目: 対象%d名のうち条件を満たす%d名）---\n",
		    at, runs_n, last->considered, last->eligible);
		for (size_t i = 0; i < n; i++) {
			(void)printf("  %s %5.1f  %s  %s%s\n",
			    rows[i].eligible ? "○" : "×", rows[i].score,
			    rows[i].registration_no, rows[i].name,
			    rows[i].asked ? "  ← 打診" : "");
			print_reasons(&rows[i]);
		}
		print_failed(last->failed);
		free(at);
		match_kept_free(rows, n);
	}
	match_runs_free(runs, runs_n);
}
