/* The brain: model, words and lists, loaded once. See decide.h. */
#include "thought.h"

#include <stdlib.h>
#include <string.h>

#define AUTO_MIN_DEFAULT   0.85
#define REVIEW_MAX_DEFAULT 0.35

struct brain *
brain_load_model(const char *data_dir, const char *model, struct err *e)
{
	struct brain *b = xcalloc(1, sizeof(*b));

	b->auto_min = AUTO_MIN_DEFAULT;
	b->review_max = REVIEW_MAX_DEFAULT;
	b->model = model_load(model, e);
	if (b->model)
		b->words = words_open(NULL, e);
	if (b->words)
		b->gazetteer = gazetteer_load(data_dir, e);
	if (b->gazetteer) {
		b->maker = feature_maker_new(&b->model->vocabulary, b->words);
		return b;
	}
	brain_free(b);
	return NULL;
}

struct brain *
brain_load(const char *data_dir, struct err *e)
{
	char *file = xasprintf("%s/conf/model.bin", data_dir);
	struct brain *b = brain_load_model(data_dir, file, e);

	free(file);
	return b;
}

void
brain_free(struct brain *b)
{
	if (b == NULL)
		return;
	feature_maker_free(b->maker);
	words_close(b->words);
	model_free(b->model);
	if (b->gazetteer)
		gazetteer_free(b->gazetteer);
	free(b);
}

const struct gazetteer *
brain_lists(const struct brain *b)
{
	return b ? b->gazetteer : NULL;
}

struct words *
brain_words(const struct brain *b)
{
	return b->words;
}

void
brain_thresholds(struct brain *b, double auto_min, double review_max)
{
	b->auto_min = auto_min;
	b->review_max = review_max;
}
