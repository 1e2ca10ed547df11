/* Counting the features of the corpus, each message and each sentence once. */
#include "train_samples.h"

#include "kind.h"
#include "train_labels.h"

#include <linear.h>

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

void
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
		record_labels(x->record, x->label);
		analysis_make(&a, &x->record->message);
		a.bare = x->record->bare;
		a.context = record_context(x->record);
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

void
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
