/*
 * What the desk reads with, loaded once for a group of tests: brain_begin and brain_end
 * are the group's set-up and tear-down.
 */
#ifndef MADOGUCHI_BRAIN_FIXTURE_H
#define MADOGUCHI_BRAIN_FIXTURE_H

#include "decide.h"
#include "paths.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static struct brain *brain;

static inline int
brain_begin(void **state)
{
	char *dir = path_data_dir();
	struct err e = {.text = ""};

	(void)state;
	brain = brain_load(dir, &e);
	if (brain == NULL)
		print_error("%s\n", e.text);
	free(dir);
	return brain == NULL;
}

static inline int
brain_end(void **state)
{
	(void)state;
	brain_free(brain);
	return 0;
}

#endif
