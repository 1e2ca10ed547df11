/* Calibration: on whole messages, as they come in; not on the short texts. */
#include "train_calibration.h"

#include "kind.h"

#include <math.h>

int
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

float
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

bool
kind_right(const struct sample *s, int best)
{
	return label_allows(s->record, "kind", kind_name((enum kind)best));
}

bool
category_right(const struct sample *s, int best)
{
	char word[2] = {(char)('a' + best), '\0'};

	return label_allows(s->record, "category", word);
}

/* Platt's sigmoid over the log-odds of the product, by gradient descent. */
void
fit_certainty(const struct samples *s, struct text_model *m)
{
	double a = 1, b = 0;

	for (int round = 0; round < 400; round++) {
		double ga = 0, gb = 0, n = 0;

		for (size_t i = 0; i < s->n; i++) {
			const struct sample *x = &s->v[i];
			double pk[MODEL_CLASSES_MAX] = {0}, pc[MODEL_CLASSES_MAX] = {0};
			double q, z, err;
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

/* The folds share what was found of all: three figures for 37 rows of weights. */
void
share_calibration(struct text_model **folds, const struct text_model *m)
{
	for (int i = 0; i < FOLDS; i++) {
		memcpy(folds[i]->sharpness, m->sharpness, sizeof(m->sharpness));
		folds[i]->platt_a = m->platt_a;
		folds[i]->platt_b = m->platt_b;
	}
}
