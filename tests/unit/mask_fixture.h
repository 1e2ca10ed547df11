/* The lists that masking goes by, loaded once for a group of tests. */
#ifndef MADOGUCHI_MASK_FIXTURE_H
#define MADOGUCHI_MASK_FIXTURE_H

#include "brain_fixture.h"

#include "mask_lists.h"

static struct mask_lists *lists;

static inline int
mask_begin(void **state)
{
	char *dir;
	struct err e = {.text = ""};

	if (brain_begin(state))
		return -1;
	dir = path_data_dir();
	lists = mask_lists_load(dir, brain_lists(brain), brain_words(brain), &e);
	if (lists == NULL)
		print_error("%s\n", e.text);
	free(dir);
	return lists == NULL;
}

static inline int
mask_end(void **state)
{
	mask_lists_free(lists);
	return brain_end(state);
}

#endif
