/* The runs of the network's training, beside each other. */
#include "train_nets.h"

void
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

void
net_corpus_free(struct net_corpus *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->v[i].token);
	free(c->v);
	net_free(c->net);
}

/* Each run has its own figures and chance, so that how many go on at once changes
 * nothing. The folds' are trained only where they are kept: they cost minutes. */
void
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
