/*
 * Scores the dates that the desk reads, against labelled messages.
 *
 *     build/tools/eval_dates DATA_DIR FILE.jsonl... [-v]
 *
 * For each file: how often the set of days is exactly right where the label has any, how
 * often a day is invented where it has none, and the same for days ruled out where the
 * file labels them. `dates_alt` in a label lists further sets that count as right. -v
 * shows the messages that were read wrongly.
 */
#include "corpus.h"
#include "decide.h"

struct tally {
	size_t exact, of_some;    /* messages whose label has days */
	size_t invented, of_none; /* messages whose label has none */
	size_t hit, said, are;    /* single days */
};

static bool verbose;

static double
share(size_t part, size_t of)
{
	return of ? (double)part / (double)of : 0;
}

static size_t
common(const struct strlist *list, const json_t *label)
{
	size_t n = 0;

	for (size_t i = 0; i < json_array_size(label); i++)
		n += strlist_has(list, json_string_value(json_array_get(label, i)));
	return n;
}

static bool
same_set(const struct strlist *list, const json_t *label)
{
	return list->n == json_array_size(label) && common(list, label) == list->n;
}

static bool
set_allowed(const struct strlist *list, const json_t *label, const json_t *others)
{
	const json_t *other;
	size_t i;

	if (same_set(list, label))
		return true;
	json_array_foreach(others, i, other) if (same_set(list, other)) return true;
	return false;
}

static void
count(struct tally *t, const struct strlist *list, const json_t *label, bool right)
{
	if (json_array_size(label) > 0) {
		t->of_some++;
		t->exact += right;
	} else {
		t->of_none++;
		t->invented += !right;
	}
	t->hit += common(list, label);
	t->said += list->n;
	t->are += json_array_size(label);
}

static void
print_list(const char *what, const struct strlist *list)
{
	printf("  %s", what);
	for (size_t i = 0; i < list->n; i++)
		printf(" %s", list->v[i]);
	printf("\n");
}

static void
show(const struct record *r, const char *what, const struct strlist *list,
    const json_t *label)
{
	char *text = json_dumps(label, JSON_COMPACT);

	printf("--- %s %s (%s, sent %s)\n  labelled %s\n",
	    json_string_value(json_object_get(r->json, "id")), what,
	    label_text(r, "kind"), json_string_value(json_object_get(r->json, "sent")),
	    text);
	print_list("read    ", list);
	printf("  subject %s\n%s\n",
	    json_string_value(json_object_get(r->json, "subject")),
	    json_string_value(json_object_get(r->json, "body")));
	free(text);
}

static void
check(struct tally *t, const struct record *r, const char *what,
    const struct strlist *list, const json_t *holder)
{
	const json_t *label = json_object_get(holder, what);
	char *alt = xasprintf("%s_alt", what);
	bool right = set_allowed(list, label, json_object_get(holder, alt));

	free(alt);
	if (label == NULL)
		return;
	count(t, list, label, right);
	if (verbose && !right)
		show(r, what, list, label);
}

static void
check_record(
    const struct brain *b, const struct record *r, struct tally *days, struct tally *out)
{
	struct read_context context;
	struct reading d;
	char *problem;
	const json_t *holder =
	    r->thread ? r->labels : json_object_get(r->labels, "slots");

	if (holder == NULL)
		return;
	if (!read_context_from_json(&context, r->json, &problem))
		fatal("corpus: %s", problem);
	decide(b, &r->message, r->thread ? &context : NULL, &d);
	check(days, r, "dates", r->thread ? &d.reply.dates : &d.slots.dates, holder);
	check(out, r, "unavailable",
	    r->thread ? &d.reply.unavailable : &d.slots.unavailable, holder);
	reading_free(&d);
	read_context_free(&context);
}

static void
print_tally(const char *name, const char *what, const struct tally *t)
{
	if (t->of_some + t->of_none == 0)
		return;
	printf("%-14s %-12s exact %4zu of %4zu  %.3f   invented %3zu of %4zu  %.3f   "
	       "days: precision %.3f recall %.3f\n",
	    name, what, t->exact, t->of_some, share(t->exact, t->of_some), t->invented,
	    t->of_none, share(t->invented, t->of_none), share(t->hit, t->said),
	    share(t->hit, t->are));
}

static void
check_file(const struct brain *b, const char *path)
{
	struct tally days = {0}, out = {0};
	struct corpus c = {0};
	char *dir = xstrdup(path);
	char *slash = strrchr(dir, '/');

	if (slash == NULL)
		fatal("%s: name it with its folder", path);
	*slash = '\0';
	corpus_read(&c, dir, slash + 1);
	for (size_t i = 0; i < c.n; i++) {
		c.v[i].thread = json_object_get(c.v[i].json, "context") != NULL;
		check_record(b, &c.v[i], &days, &out);
	}
	print_tally(slash + 1, "dates", &days);
	print_tally(slash + 1, "unavailable", &out);
	corpus_free(&c);
	free(dir);
}

int
main(int argc, char **argv)
{
	struct err e = {.text = ""};
	struct brain *b;

	if (argc < 3)
		fatal("usage: eval_dates DATA_DIR FILE.jsonl... [-v]");
	verbose = str_eq(argv[argc - 1], "-v");
	b = brain_load(argv[1], &e);
	if (b == NULL)
		fatal("%s", e.text);
	for (int i = 2; i < argc - verbose; i++)
		check_file(b, argv[i]);
	brain_free(b);
	return 0;
}
