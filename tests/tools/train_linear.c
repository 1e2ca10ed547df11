/* One class after the other against the rest, by liblinear's dual solver. */
#include "train_linear.h"

#include <linear.h>
#include <math.h>

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

static void
silent(const char *text)
{
	(void)text;
}

void
linear_quiet(void)
{
	set_print_string_function(silent);
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

void
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

void
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

void
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
