/* The lists of masking. See mask_lists.h. */
#include "mask_lists.h"

#include "mem.h"

#include <stdlib.h>

static struct surnames *
load(const char *data_dir, const char *file, struct err *e)
{
	char *path = xasprintf("%s/conf/%s", data_dir, file);
	struct surnames *s = surnames_load(path, e);

	free(path);
	return s;
}

struct mask_lists *
mask_lists_load(const char *data_dir, const struct gazetteer *parties,
    struct words *words, struct err *e)
{
	struct mask_lists *l = xcalloc(1, sizeof(*l));

	l->parties = parties;
	l->words = words;
	l->surnames = load(data_dir, "surnames.txt", e);
	if (l->surnames)
		l->readings = load(data_dir, "surnames-read.txt", e);
	if (l->readings)
		return l;
	mask_lists_free(l);
	return NULL;
}

void
mask_lists_free(struct mask_lists *l)
{
	if (!l)
		return;
	surnames_free(l->surnames);
	surnames_free(l->readings);
	free(l);
}
