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
#include "train_calibration.h"
#include "train_figures.h"
#include "train_linear.h"
#include "train_nets.h"
#include "train_samples.h"
#include "train_vocabulary.h"

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
	linear_quiet();
	corpus_load(&c, argv[1]);
	vocabulary_choose(&v, w, &c);
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
