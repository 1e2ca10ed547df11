/*
 * Trains the linear model from tests/corpus and writes conf/model.bin, and the figures of
 * its cross-validation to conf/model.txt.
 *
 *     build/tools/train [-x] CORPUS MODEL FIGURES [FOLDS]
 *
 * -x leaves out the final training and only prints figures. FOLDS is a folder for the
 * models of the cross-validation, fold-N.bin having seen nothing of fold N: `make eval`
 * reads each message with the one that does not know it. The same corpus gives the
 * same bytes: the solver's order is drawn from a fixed seed, folds go by the files, and
 * the dual solver calls no BLAS, whose sums differ between machines.
 */
#include "corpus.h"
#include "feature.h"
#include "kind.h"
#include "model.h"
#include "net_train.h"

#include <linear.h>
#include <math.h>

static const char *const head_names[HEAD_COUNT] = {
    "kind", "category", "submenu", "theme", "urgent", "stance", "sentence", "reply"};

/* Costs of an error, found by cross-validation. */
static const double costs[HEAD_COUNT] = {
    [HEAD_KIND] = 3,
    [HEAD_CATEGORY] = 3,
    [HEAD_SUBMENU] = 3,
    [HEAD_THEME] = 3,
    [HEAD_URGENT] = 3,
    [HEAD_STANCE] = 0.5,
    [HEAD_SENTENCE] = 1,
    [HEAD_REPLY] = 0.5,
};

struct sample {
	const struct record *record;
	int label[HEAD_COUNT]; /* -1: no part of that head's training */
	struct feature_node *nodes[VIEW_COUNT];
	struct feature_node **sentences; /* of an expert's answer */
	size_t sentence_n;
	char *text;                     /* folded, of an expert's answer; NULL */
	int rule_kind;                  /* settled by rule, before the model; or -1 */
	double held_out[MODEL_OUTPUTS]; /* margins of a model that has not seen it */
};

struct samples {
	struct sample *v;
	size_t n;
	size_t rows;
};

/* --- labels --- */

static bool
is_case(const struct record *r)
{
	const char *kind = label_text(r, "kind");

	return str_eq(kind, "request") || str_eq(kind, "agency_forward");
}

/* What is no answer to an offer has to be known, too: whatever an expert writes while one
 * is open is read as an answer otherwise. Withdrawals and dates are left out, since they
 * are worded like answers. */
static bool
answers_nothing(const char *kind)
{
	static const char *const kinds[] = {"complaint", "visit_report", "followup",
	    "list_application", "auto_reply", "survey_answer", "menu_choice",
	    "thanks_only", "unrelated_new_request"};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_eq(kind, kinds[i]))
			return true;
	return false;
}

static int
stance_of(const struct record *r)
{
	const char *kind = label_text(r, "kind");
	const char *context = json_string_value(json_object_get(r->json, "context"));

	if (str_eq(kind, "expert_accept"))
		return STANCE_ACCEPT;
	if (str_eq(kind, "expert_decline"))
		return STANCE_DECLINE;
	if (str_eq(kind, "expert_conditional"))
		return STANCE_CONDITIONAL;
	return str_eq(context, "offer_sent") || answers_nothing(kind) ? STANCE_OPEN : -1;
}

/* Replies whose words alone tell the kind help to learn it; -1 for the others. */
static int
thread_kind(const struct record *r)
{
	const char *word = label_text(r, "kind");
	enum kind kind;

	if (str_starts(word, "schedule_"))
		return KIND_SCHEDULE_REPLY;
	if (str_eq(word, "thanks_only"))
		return KIND_OTHER;
	return kind_parse(word, &kind) ? (int)kind : -1;
}

/* REPLY_CLASS of a reply; of messages outside a context, those whose words alone tell it.
 * -1 for the others. */
static int
reply_class(const struct record *r)
{
	static const struct {
		const char *kind;
		enum reply_kind reply;
	} alike[] = {{"list_application", REPLY_UNRELATED}};
	const char *word = label_text(r, "kind");

	for (int k = REPLY_EXPERT_ACCEPT; k < REPLY_KIND_COUNT; k++)
		if (str_eq(word, reply_kind_name((enum reply_kind)k)))
			return !r->thread && k == REPLY_OTHER
			           ? -1
			           : REPLY_CLASS((enum reply_kind)k);
	for (size_t i = 0; i < ARRAY_LEN(alike); i++)
		if (str_eq(word, alike[i].kind))
			return REPLY_CLASS(alike[i].reply);
	return -1;
}

static enum context
context_of(const struct record *r)
{
	const char *word = json_string_value(json_object_get(r->json, "context"));
	enum context c;

	return word && context_parse(word, &c) ? c : CONTEXT_NONE;
}

/* The kinds for which decide() asks. */
static bool
may_be_urgent(enum kind k)
{
	return k == KIND_REQUEST || k == KIND_AGENCY_FORWARD || k == KIND_FOLLOWUP ||
	       k == KIND_EXPERT_ACCEPT || k == KIND_EXPERT_DECLINE ||
	       k == KIND_EXPERT_CONDITIONAL || k == KIND_VISIT_REPORT;
}

static void
set_labels(struct sample *s)
{
	const struct record *r = s->record;
	const char *category = label_text(r, "category");
	const char *submenu = label_text(r, "submenu");
	enum kind kind;

	for (int h = 0; h < HEAD_COUNT; h++)
		s->label[h] = -1;
	s->label[HEAD_REPLY] = reply_class(r);
	s->label[HEAD_STANCE] = stance_of(r);
	if (s->label[HEAD_STANCE] != STANCE_OPEN)
		s->label[HEAD_SENTENCE] = s->label[HEAD_STANCE];
	if (r->thread) {
		s->label[HEAD_KIND] = thread_kind(r);
		return;
	}
	if (!kind_parse(label_text(r, "kind"), &kind))
		fatal("corpus: unknown kind %s", label_text(r, "kind"));
	s->label[HEAD_KIND] = (int)kind;
	if (may_be_urgent(kind))
		s->label[HEAD_URGENT] = str_eq(label_text(r, "urgency"), "urgent");
	if (!is_case(r) || !category)
		return;
	s->label[HEAD_CATEGORY] = category[0] - 'a';
	s->label[HEAD_SUBMENU] = submenu ? submenu[1] - '1' : -1;
	s->label[HEAD_THEME] =
	    (int)json_integer_value(json_object_get(r->labels, "theme"));
}

/* --- vocabulary --- */

#define NO_TEXT ((uint64_t)1 << 31)

struct seen {
	uint64_t *v; /* hash << 32 | not of a text << 31 | record */
	size_t n, cap;
	uint64_t record;
};

static void
see(void *data, uint32_t hash, bool text)
{
	struct seen *s = data;

	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 1 << 20;
		s->v = xreallocarray(s->v, s->cap, sizeof(*s->v));
	}
	s->v[s->n++] = (uint64_t)hash << 32 | (text ? 0 : NO_TEXT) | s->record;
}

static int
by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Hashes that at least `least` records hold (those of no text as such: ten times as
 * many); hash may be NULL to count only. */
static uint32_t
frequent(const struct seen *s, size_t least, uint32_t *hash, unsigned char *idf)
{
	uint32_t n = 0;

	for (size_t i = 0, k; i < s->n; i = k) {
		uint32_t records = 1;

		for (k = i + 1; k < s->n && s->v[k] >> 32 == s->v[i] >> 32; k++)
			records += s->v[k] != s->v[k - 1];
		/* What stands in a region only matters for kinds and answers. */
		if (records < (s->v[i] & NO_TEXT ? 10 * least : least))
			continue;
		if (hash) {
			hash[n] = (uint32_t)(s->v[i] >> 32);
			idf[n] = vocabulary_idf(records, (uint32_t)s->record + 1);
		}
		n++;
	}
	return n;
}

/* Sorts what was seen from begin on and leaves each once; returns the new end. */
static size_t
once_each(struct seen *s, size_t begin)
{
	size_t n = begin;

	if (s->n > begin)
		qsort(s->v + begin, s->n - begin, sizeof(*s->v), by_value);
	for (size_t i = begin; i < s->n; i++)
		if (n == begin || s->v[i] != s->v[n - 1])
			s->v[n++] = s->v[i];
	s->n = n;
	return n;
}

static void
choose_vocabulary(struct vocabulary *v, struct words *w, const struct corpus *c)
{
	struct seen s = {0};
	size_t least = 2;
	uint32_t *hash, n;
	unsigned char *idf;
	size_t begin = 0;

	for (size_t i = 0; i < c->n; i++) {
		struct analysis a;

		analysis_make(&a, &c->v[i].message);
		a.bare = c->v[i].bare;
		a.context = context_of(&c->v[i]);
		kind_find_hints(&a);
		s.record = i;
		features_all(w, &a, VIEW_KIND, see, &s);
		if (stance_of(&c->v[i]) >= 0 || reply_class(&c->v[i]) >= 0)
			features_all(w, &a, VIEW_REPLY, see, &s);
		features_all(w, &a, VIEW_INCIDENT, see, &s);
		begin = once_each(&s, begin);
		analysis_free(&a);
	}
	if (s.n)
		qsort(s.v, s.n, sizeof(*s.v), by_value);
	while ((n = frequent(&s, least, NULL, NULL)) > MODEL_ROWS_MAX)
		least++;
	printf("%u features that stand in at least %zu messages\n", n, least);
	hash = xcalloc(n + 1, sizeof(*hash));
	idf = xcalloc(n + 1, sizeof(*idf));
	frequent(&s, least, hash, idf);
	free(s.v);
	if (!vocabulary_make(v, hash, idf, n))
		fatal("vocabulary out of order");
}

/* --- features --- */

static struct feature_node *
nodes_of(uint32_t rows, const struct features *f)
{
	struct feature_node *nodes = xcalloc(f->n + 2, sizeof(*nodes));

	for (size_t i = 0; i < f->n; i++)
		nodes[i] =
		    (struct feature_node){(int)f->v[i].row + 1, (double)f->v[i].value};
	nodes[f->n] = (struct feature_node){(int)rows + 1, 1}; /* bias */
	nodes[f->n + 1].index = -1;
	return nodes;
}

static struct feature_node *
nodes_make(
    const struct vocabulary *v, struct feature_maker *maker, enum feature_view view)
{
	struct features f;
	struct feature_node *nodes;

	features_make(maker, view, &f);
	nodes = nodes_of(v->n, &f);
	features_free(&f);
	return nodes;
}

struct keeper {
	struct sample *sample;
	uint32_t rows;
};

static void
keep_sentence(void *data, const struct features *f)
{
	struct keeper *k = data;
	struct sample *s = k->sample;

	s->sentences =
	    xreallocarray(s->sentences, s->sentence_n + 1, sizeof(*s->sentences));
	s->sentences[s->sentence_n++] = nodes_of(k->rows, f);
}

static int
rule_kind(const struct analysis *a)
{
	char *why = NULL;
	int kind = -1;

	if (kind_is_bounce(a, &why))
		kind = KIND_BOUNCE;
	else if (kind_is_auto_reply(a, &why))
		kind = KIND_AUTO_REPLY;
	free(why);
	return kind;
}

static void
samples_make(struct samples *s, const struct vocabulary *v, struct words *w,
    const struct corpus *c)
{
	struct feature_maker *maker = feature_maker_new(v, w);

	s->rows = v->n;
	s->v = xcalloc(c->n, sizeof(*s->v));
	for (s->n = 0; s->n < c->n; s->n++) {
		struct sample *x = &s->v[s->n];
		struct analysis a;

		x->record = &c->v[s->n];
		set_labels(x);
		analysis_make(&a, &x->record->message);
		a.bare = x->record->bare;
		a.context = context_of(x->record);
		kind_find_hints(&a);
		x->rule_kind = rule_kind(&a);
		feature_maker_look(maker, &a);
		for (int view = 0; view < VIEW_COUNT; view++)
			x->nodes[view] = nodes_make(v, maker, (enum feature_view)view);
		if (x->label[HEAD_SENTENCE] >= 0)
			features_make_sentences(
			    maker, keep_sentence, &(struct keeper){x, v->n});
		if (x->label[HEAD_STANCE] >= 0)
			x->text = xstrdup(a.text);
		analysis_free(&a);
	}
	feature_maker_free(maker);
}

static void
samples_free(struct samples *s)
{
	for (size_t i = 0; i < s->n; i++) {
		for (int view = 0; view < VIEW_COUNT; view++)
			free(s->v[i].nodes[view]);
		for (size_t k = 0; k < s->v[i].sentence_n; k++)
			free(s->v[i].sentences[k]);
		free(s->v[i].sentences);
		free(s->v[i].text);
	}
	free(s->v);
}

/* --- training --- */

static void
silent(const char *text)
{
	(void)text;
}

/* Errors on a rare class cost more, or the common ones would swallow it. */
static double
rarity(const struct problem *p)
{
	int positive = 0;

	for (int i = 0; i < p->l; i++)
		positive += p->y[i] > 0;
	return positive ? sqrt((double)(p->l - positive) / positive) : 1;
}

/* Solves p and leaves its weights in w, which has s->rows + 1 places. */
static void
solve(const struct samples *s, const struct problem *p, enum head h, double positive,
    double *w)
{
	int classes[2] = {1, -1};
	double weights[2] = {positive, 1}, sign;
	struct parameter param = {.solver_type = L2R_L2LOSS_SVC_DUAL,
	    .eps = 0.05,
	    .C = costs[h],
	    .nr_weight = 2,
	    .weight_label = classes,
	    .weight = weights};
	struct model *m;

	srand(1); /* NOLINT(cert-msc32-c,cert-msc51-cpp): the same order each time */
	m = train(p, &param);
	sign = m->label[0] == 1 ? 1 : -1;
	for (size_t i = 0; i <= s->rows; i++)
		w[i] = sign * m->w[i];
	free_and_destroy_model(&m);
}

/* One class against the rest; fold -1 trains on all. */
static void
train_class(const struct samples *s, enum head h, int class, int fold, double *w)
{
	struct problem p = {.n = (int)s->rows + 1, .bias = 1};

	p.x = xcalloc(s->n, sizeof(*p.x));
	p.y = xcalloc(s->n, sizeof(*p.y));
	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].label[h] < 0 || s->v[i].record->fold == fold)
			continue;
		p.x[p.l] = s->v[i].nodes[head_view(h)];
		p.y[p.l++] = s->v[i].label[h] == class ? 1 : -1;
	}
	solve(s, &p, h, rarity(&p), w);
	free(p.x);
	free(p.y);
}

static double
margin(const double *w, const struct feature_node *x)
{
	double sum = 0;

	for (; x->index > 0; x++)
		sum += w[x->index - 1] * x->value;
	return sum;
}

/*
 * Which sentence of an answer bears it, nobody has labelled. At first every sentence of
 * an acceptance counts as one that accepts, then only the one that the weights found so
 * far think likeliest; those of other answers all count against it. (Multiple-instance
 * learning; Andrews, Tsochantaridis and Hofmann, 2003.)
 */
#define ROUNDS 3

static size_t
likeliest(const struct sample *x, const double *w)
{
	size_t best = 0;

	for (size_t k = 1; k < x->sentence_n; k++)
		if (margin(w, x->sentences[k]) > margin(w, x->sentences[best]))
			best = k;
	return best;
}

static void
add_sentences(struct problem *p, const struct sample *x, bool positive, const double *w)
{
	for (size_t k = 0; k < x->sentence_n; k++) {
		if (positive && w && k != likeliest(x, w))
			continue;
		p->x[p->l] = x->sentences[k];
		p->y[p->l++] = positive ? 1 : -1;
	}
}

static void
train_sentences(const struct samples *s, enum head h, int class, int fold, double *w)
{
	struct problem p = {.n = (int)s->rows + 1, .bias = 1};
	size_t all = 0;

	for (size_t i = 0; i < s->n; i++)
		all += s->v[i].sentence_n;
	p.x = xcalloc(all + 1, sizeof(*p.x));
	p.y = xcalloc(all + 1, sizeof(*p.y));
	for (int round = 0; round < ROUNDS; round++) {
		p.l = 0;
		for (size_t i = 0; i < s->n; i++)
			if (s->v[i].label[h] >= 0 && s->v[i].record->fold != fold)
				add_sentences(&p, &s->v[i], s->v[i].label[h] == class,
				    round ? w : NULL);
		solve(s, &p, h, 1, w);
	}
	free(p.x);
	free(p.y);
}

static void
train_head(const struct samples *s, enum head h, int class, int fold, double *w)
{
	if (head_view(h) == VIEW_SENTENCE)
		train_sentences(s, h, class, fold, w);
	else
		train_class(s, h, class, fold, w);
}

/* What weights make of a message in a head. */
static double
message_margin(const struct sample *x, enum head h, const double *w)
{
	if (head_view(h) != VIEW_SENTENCE)
		return margin(w, x->nodes[head_view(h)]);
	return x->sentence_n ? margin(w, x->sentences[likeliest(x, w)]) : 0;
}

/* Rounds the weights to 8 bits. */
static void
quantise(struct text_model *m, int output, const double *w)
{
	size_t rows = m->vocabulary.n;
	double top = 1e-9;

	for (size_t i = 0; i < rows; i++)
		top = fmax(top, fabs(w[i]));
	m->scale[output] = (float)(top / 127);
	m->bias[output] = (float)w[rows];
	for (size_t i = 0; i < rows; i++)
		m->weight[i * MODEL_OUTPUTS + (size_t)output] =
		    (signed char)lround(w[i] / top * 127);
}

static void
cross_validate(
    struct samples *s, enum head h, int class, double *w, struct text_model **folds)
{
	int output = head_offset(h) + class;

	for (int fold = 0; fold < FOLDS; fold++) {
		train_head(s, h, class, fold, w);
		quantise(folds[fold], output, w);
		for (size_t i = 0; i < s->n; i++)
			if (s->v[i].record->fold == fold)
				s->v[i].held_out[output] = message_margin(&s->v[i], h, w);
	}
}

/* --- calibration: on whole messages, as they come in; not on the short texts --- */

static int
held_out_answer(const struct sample *s, enum head h, double sharpness, double *p)
{
	const double *margins = s->held_out + head_offset(h);
	int n = head_classes(h), best = 0;
	double sum = 0;

	for (int k = 1; k < n; k++)
		if (margins[k] > margins[best])
			best = k;
	for (int k = 0; k < n; k++)
		sum += p[k] = exp(sharpness * (margins[k] - margins[best]));
	for (int k = 0; k < n; k++)
		p[k] /= sum;
	return h == HEAD_KIND && s->rule_kind >= 0 ? s->rule_kind : best;
}

static double
log_loss(const struct samples *s, enum head h, double sharpness)
{
	double loss = 0, p[MODEL_CLASSES_MAX];

	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].label[h] < 0 || s->v[i].record->bare)
			continue;
		held_out_answer(&s->v[i], h, sharpness, p);
		loss -= log(fmax(p[s->v[i].label[h]], 1e-9));
	}
	return loss;
}

static float
find_sharpness(const struct samples *s, enum head h)
{
	double best = 1, least = INFINITY;

	for (int eighths = 4; eighths <= 64; eighths++) {
		double t = eighths / 8.0, loss = log_loss(s, h, t);

		if (loss < least) {
			least = loss;
			best = t;
		}
	}
	return (float)best;
}

static bool
kind_right(const struct sample *s, int best)
{
	return label_allows(s->record, "kind", kind_name((enum kind)best));
}

static bool
category_right(const struct sample *s, int best)
{
	char word[2] = {(char)('a' + best), '\0'};

	return label_allows(s->record, "category", word);
}

/* Platt's sigmoid over the log-odds of the product, by gradient descent. */
static void
fit_certainty(const struct samples *s, struct text_model *m)
{
	double a = 1, b = 0;

	for (int round = 0; round < 400; round++) {
		double ga = 0, gb = 0, n = 0;

		for (size_t i = 0; i < s->n; i++) {
			const struct sample *x = &s->v[i];
			double pk[MODEL_CLASSES_MAX], pc[MODEL_CLASSES_MAX], q, z, err;
			int kind, category;

			if (x->label[HEAD_CATEGORY] < 0 || x->record->bare)
				continue;
			kind = held_out_answer(
			    x, HEAD_KIND, (double)m->sharpness[HEAD_KIND], pk);
			category = held_out_answer(
			    x, HEAD_CATEGORY, (double)m->sharpness[HEAD_CATEGORY], pc);
			q = fmin(fmax(pk[kind] * pc[category], 1e-6), 1 - 1e-6);
			z = log(q / (1 - q));
			err = 1 / (1 + exp(-(a * z + b))) -
			      (kind_right(x, kind) && category_right(x, category));
			ga += err * z;
			gb += err;
			n++;
		}
		a -= 0.3 * ga / n;
		b -= 0.3 * gb / n;
	}
	m->platt_a = (float)a;
	m->platt_b = (float)b;
}

/* --- figures --- */

static double
macro_f1(const struct samples *s)
{
	double hit[KIND_COUNT] = {0}, said[KIND_COUNT] = {0}, are[KIND_COUNT] = {0};
	double p[MODEL_CLASSES_MAX], sum = 0;

	for (size_t i = 0; i < s->n; i++) {
		int truth = s->v[i].label[HEAD_KIND], best;

		if (truth < 0 || s->v[i].record->thread)
			continue;
		best = held_out_answer(&s->v[i], HEAD_KIND, 1, p);
		if (kind_right(&s->v[i], best))
			truth = best;
		hit[best] += truth == best;
		said[best]++;
		are[truth]++;
	}
	for (int k = 0; k < KIND_COUNT; k++)
		sum += said[k] + are[k] > 0 ? 2 * hit[k] / (said[k] + are[k]) : 0;
	return sum / KIND_COUNT;
}

static void
print_head(FILE *f, const struct samples *s, enum head h)
{
	size_t n = 0, right = 0;
	double p[MODEL_CLASSES_MAX];

	for (size_t i = 0; i < s->n; i++) {
		const struct sample *x = &s->v[i];
		int best;

		if (x->label[h] < 0 || (h == HEAD_KIND && x->record->thread))
			continue;
		if (h == HEAD_CATEGORY &&
		    json_is_true(json_object_get(x->record->labels, "ambiguous")))
			continue;
		best = held_out_answer(x, h, 1, p);
		n++;
		right += best == x->label[h] || (h == HEAD_KIND && kind_right(x, best)) ||
		         (h == HEAD_CATEGORY && category_right(x, best));
	}
	fprintf(f, "%-9s %zu of %zu right, %.3f\n", head_names[h], right, n,
	    (double)right / (double)n);
}

/* For the developer who looks for the next rule. */
static void
print_misread(const struct samples *s)
{
	double p[MODEL_CLASSES_MAX];

	for (size_t i = 0; i < s->n; i++) {
		const struct sample *x = &s->v[i];
		int best;

		if (x->label[HEAD_KIND] < 0 || x->record->thread)
			continue;
		best = held_out_answer(x, HEAD_KIND, 1, p);
		if (!kind_right(x, best))
			printf("%s: %s read as %s\n",
			    json_string_value(json_object_get(x->record->json, "id")),
			    label_text(x->record, "kind"), kind_name((enum kind)best));
	}
}

static void
print_urgent(FILE *f, const struct samples *s, double sharpness)
{
	size_t hit = 0, said = 0, are = 0;
	double p[MODEL_CLASSES_MAX];

	for (size_t i = 0; i < s->n; i++) {
		bool truth = s->v[i].label[HEAD_URGENT] == 1;

		if (s->v[i].label[HEAD_URGENT] < 0)
			continue;
		held_out_answer(&s->v[i], HEAD_URGENT, sharpness, p);
		hit += truth && p[1] >= MODEL_URGENT_MIN;
		said += p[1] >= MODEL_URGENT_MIN;
		are += truth;
	}
	fprintf(f, "urgent    recall %.3f, precision %.3f\n", (double)hit / (double)are,
	    (double)hit / (double)said);
}

static void
print_confusion(FILE *f, const struct samples *s, enum head h)
{
	int table[MODEL_CLASSES_MAX][MODEL_CLASSES_MAX] = {{0}}, n = head_classes(h);
	double p[MODEL_CLASSES_MAX];

	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].label[h] >= 0)
			table[s->v[i].label[h]][held_out_answer(&s->v[i], h, 1, p)]++;
	fprintf(f, "\n%s: labelled (rows) and read (columns)\n", head_names[h]);
	for (int i = 0; i < n; i++) {
		for (int k = 0; k < n; k++)
			fprintf(f, "%5d", table[i][k]);
		fprintf(f, "%s%s\n", h == HEAD_KIND ? "  " : "",
		    h == HEAD_KIND ? kind_name((enum kind)i) : "");
	}
}

static void
print_figures(FILE *f, const struct samples *s, const struct text_model *m)
{
	fprintf(f,
	    "Cross-validation in %d folds: each message is read by a model that has "
	    "not seen it.\n\n",
	    FOLDS);
	for (int h = 0; h < HEAD_COUNT; h++)
		print_head(f, s, (enum head)h);
	fprintf(f, "kind      macro-F1 %.3f\n", macro_f1(s));
	print_urgent(f, s, (double)m->sharpness[HEAD_URGENT]);
	print_confusion(f, s, HEAD_KIND);
	print_confusion(f, s, HEAD_CATEGORY);
	print_confusion(f, s, HEAD_STANCE);
}

static struct text_model *
model_beside(const struct vocabulary *v)
{
	struct vocabulary copy;
	uint32_t *hash = xcalloc((size_t)v->n + 1, sizeof(*hash));
	unsigned char *idf = xcalloc((size_t)v->n + 1, sizeof(*idf));

	memcpy(hash, v->hash, (size_t)v->n * sizeof(*hash));
	memcpy(idf, v->idf, v->n);
	if (!vocabulary_make(&copy, hash, idf, v->n))
		fatal("vocabulary out of order");
	return model_new(&copy);
}

/* The folds share what was found of all: three figures for 37 rows of weights. */
static void
share_calibration(struct text_model **folds, const struct text_model *m)
{
	for (int i = 0; i < FOLDS; i++) {
		memcpy(folds[i]->sharpness, m->sharpness, sizeof(m->sharpness));
		folds[i]->platt_a = m->platt_a;
		folds[i]->platt_b = m->platt_b;
	}
}

static void
train_all(struct samples *s, struct text_model *m, struct text_model **folds, bool final)
{
	double *w = xcalloc(s->rows + 1, sizeof(*w));

	for (int h = 0; h < HEAD_COUNT; h++) {
		for (int class = 0; class < head_classes((enum head)h); class ++) {
			cross_validate(s, (enum head)h, class, w, folds);
			if (!final)
				continue;
			train_head(s, (enum head)h, class, -1, w);
			quantise(m, head_offset((enum head)h) + class, w);
		}
		m->sharpness[h] = find_sharpness(s, (enum head)h);
	}
	fit_certainty(s, m);
	share_calibration(folds, m);
	free(w);
}

/* --- the network --- */

struct net_corpus {
	struct net *net; /* untrained: its words */
	struct net_example *v;
	size_t n;
};

static void
net_corpus_make(struct net_corpus *c, const struct samples *s, struct words *w)
{
	char **text = xcalloc(s->n + 1, sizeof(*text));

	for (size_t i = 0; i < s->n; i++)
		text[i] = s->v[i].text;
	c->net = net_over(w, text, s->n);
	free(text);
	c->v = xcalloc(s->n + 1, sizeof(*c->v));
	c->n = 0;
	for (size_t i = 0; i < s->n; i++) {
		struct net_example *e = &c->v[c->n];

		if (s->v[i].text == NULL)
			continue;
		e->token = xcalloc(NET_TOKENS, sizeof(*e->token));
		e->n = net_tokens(c->net, w, s->v[i].text, e->token);
		e->label = s->v[i].label[HEAD_STANCE];
		e->fold = s->v[i].record->fold;
		c->n++;
	}
}

static void
net_corpus_free(struct net_corpus *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->v[i].token);
	free(c->v);
	net_free(c->net);
}

/* Each run has its own figures and chance, so that how many go on at once changes
 * nothing. The folds' are trained only where they are kept: they cost minutes. */
static void
train_nets(const struct net_corpus *c, struct text_model *m, struct text_model **folds,
    bool keep_folds)
{
#pragma omp parallel for schedule(dynamic)
	for (int i = keep_folds ? -1 : FOLDS - 1; i < FOLDS; i++) {
		int fold = keep_folds ? i : -1;
		struct text_model *to = fold < 0 ? m : folds[fold];
		uint32_t *word = xcalloc((size_t)c->net->n + 1, sizeof(*word));

		memcpy(word, c->net->word, c->net->n * sizeof(*word));
		to->net = net_new(word, c->net->n);
		net_train(to->net, c->v, c->n, fold);
	}
}

static void
save(const struct text_model *m, const char *file)
{
	struct err e = {{0}, false};

	if (!model_save(m, file, &e))
		fatal("%s", e.text);
}

static void
save_folds(struct text_model **folds, const char *dir)
{
	for (int i = 0; i < FOLDS; i++) {
		char *file = xasprintf("%s/fold-%d.bin", dir, i);

		save(folds[i], file);
		free(file);
	}
}

static void
write_results(const struct samples *s, const struct text_model *m, char **argv)
{
	FILE *f = fopen(argv[3], "w");

	if (f == NULL)
		fatal("%s: %s", argv[3], strerror(errno));
	print_figures(f, s, m);
	if (fclose(f) != 0)
		fatal("%s: %s", argv[3], strerror(errno));
	save(m, argv[2]);
}

int
main(int argc, char **argv)
{
	bool final = argc < 2 || !str_eq(argv[1], "-x");
	struct corpus c;
	struct samples s;
	struct net_corpus nets;
	struct vocabulary v;
	struct text_model *m, *folds[FOLDS];
	struct err e = {{0}, false};
	struct words *w = words_open(NULL, &e);

	if (w == NULL)
		fatal("%s", e.text);
	if (!final) {
		argv++;
		argc--;
	}
	if (argc < (final ? 4 : 2))
		fatal("usage: train [-x] CORPUS [MODEL FIGURES [FOLDS]]");
	set_print_string_function(silent);
	corpus_load(&c, argv[1]);
	choose_vocabulary(&v, w, &c);
	samples_make(&s, &v, w, &c);
	m = model_new(&v);
	for (int i = 0; i < FOLDS; i++)
		folds[i] = model_beside(&m->vocabulary);
	train_all(&s, m, folds, final);
	if (final) {
		net_corpus_make(&nets, &s, w);
		train_nets(&nets, m, folds, argc > 4);
		net_corpus_free(&nets);
	}
	print_figures(stdout, &s, m);
	if (!final)
		print_misread(&s);
	else
		write_results(&s, m, argv);
	if (final && argc > 4)
		save_folds(folds, argv[4]);
	for (int i = 0; i < FOLDS; i++)
		model_free(folds[i]);
	model_free(m);
	samples_free(&s);
	corpus_free(&c);
	words_close(w);
	return 0;
}
