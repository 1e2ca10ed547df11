/* Counting what the models of the folds read rightly. */
#include "train_figures.h"

#include "kind.h"
#include "train_calibration.h"

static const char *const head_names[HEAD_COUNT] = {
    "kind", "category", "submenu", "theme", "urgent", "stance", "sentence", "reply"};

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

void
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

void
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
