/*
 * Scores the dates that the desk reads, against labelled messages.
 *
 *     build/tools/eval_dates DATA_DIR FILE.jsonl... [-k|-v]
 *
 * For each file: how often the set of days is exactly right where the label has any, how
 * often a day is invented where it has none, and the same for days ruled out where the
 * file labels them. `dates_alt` in a label lists further sets that count as right. -k
 * adds the figures of each kind, -v shows the messages that were read wrongly.
 */
#include "corpus.h"
#include "decide.h"

struct tally {
	size_t exact, of_some;    /* messages whose label has days */
	size_t invented, of_none; /* messages whose label has none */
	size_t hit, said, are;    /* single days */
	/* How those with days went wrong: nothing read; only some; more besides; other.
	 */
	size_t nothing, fewer, more, other, spans; /* spans: the label has one */
};

static bool verbose, by_kind;

/* Labels of messages and of replies, for -k. */
enum { KINDS_MAX = 40 };

struct kind_tally {
	const char *kind; /* of the corpus */
	struct tally days;
};

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
count_wrong(struct tally *t, const struct strlist *list, const json_t *label)
{
	size_t found = common(list, label), n = json_array_size(label);
	bool span = false;

	for (size_t i = 0; i < n; i++)
		span |= strchr(json_string_value(json_array_get(label, i)), '/') != NULL;
	t->spans += span;
	if (list->n == 0)
		t->nothing++;
	else if (found == list->n)
		t->fewer++;
	else if (found == n)
		t->more++;
	else
		t->other++;
}

static void
count(struct tally *t, const struct strlist *list, const json_t *label, bool right)
{
	if (json_array_size(label) > 0) {
		t->of_some++;
		t->exact += right;
		if (!right)
			count_wrong(t, list, label);
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
check_quietly(struct tally *t, const struct strlist *list, const json_t *holder)
{
	const json_t *label = json_object_get(holder, "dates");

	count(t, list, label,
	    set_allowed(list, label, json_object_get(holder, "dates_alt")));
}

static struct tally *
tally_of_kind(struct kind_tally *kinds, const char *kind)
{
	size_t i = 0;

	while (i < KINDS_MAX - 1 && kinds[i].kind && !str_eq(kinds[i].kind, kind))
		i++;
	kinds[i].kind = kind;
	return &kinds[i].days;
}

static void
check_record(const struct brain *b, const struct record *r, struct tally *days,
    struct tally *out, struct kind_tally *kinds)
{
	struct read_context context;
	struct reading d;
	char *problem;
	const struct strlist *list;
	const json_t *holder =
	    r->thread ? r->labels : json_object_get(r->labels, "slots");

	if (holder == NULL)
		return;
	if (!read_context_from_json(&context, r->json, &problem))
		fatal("corpus: %s", problem);
	decide(b, &r->message, r->thread ? &context : NULL, &d);
	list = r->thread ? &d.reply.dates : &d.slots.dates;
	check(days, r, "dates", list, holder);
	check_quietly(tally_of_kind(kinds, label_text(r, "kind")), list, holder);
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

	printf("%-14s %-20s exact %4zu of %4zu  %.3f   invented %3zu of %4zu  %.3f   "
	       "days: precision %.3f recall %.3f\n",
	    name, what, t->exact, t->of_some, share(t->exact, t->of_some), t->invented,
	    t->of_none, share(t->invented, t->of_none), share(t->hit, t->said),
	    share(t->hit, t->are));
	if (t->exact < t->of_some && by_kind)
		printf(
		    "%35s wrong: nothing read %zu, too few %zu, too many %zu, other %zu; "
		    "span in the label %zu\n",
		    "", t->nothing, t->fewer, t->more, t->other, t->spans);
}

static void
check_file(const struct brain *b, const char *path)
{
	struct tally days = {0}, out = {0};
	struct kind_tally kinds[KINDS_MAX] = {{0}};
	struct corpus c = {0};
	char *dir = xstrdup(path);
	char *slash = strrchr(dir, '/');

	if (slash == NULL)
		fatal("%s: name it with its folder", path);
	*slash = '\0';
	corpus_read(&c, dir, slash + 1, 0, 0);
	for (size_t i = 0; i < c.n; i++) {
		c.v[i].thread = json_object_get(c.v[i].json, "context") != NULL;
		check_record(b, &c.v[i], &days, &out, kinds);
	}
	print_tally(slash + 1, "dates", &days);
	print_tally(slash + 1, "unavailable", &out);
	for (size_t i = 0; by_kind && i < KINDS_MAX && kinds[i].kind; i++)
		print_tally("", kinds[i].kind, &kinds[i].days);
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
	by_kind = str_eq(argv[argc - 1], "-k");
	b = brain_load(argv[1], &e);
	if (b == NULL)
		fatal("%s", e.text);
	for (int i = 2; i < argc - (verbose || by_kind); i++)
		check_file(b, argv[i]);
	brain_free(b);
	return 0;
}
