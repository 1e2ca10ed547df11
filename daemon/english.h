/*
 * What an English mail asks for. The model has learned from Japanese mails only, so that
 * English ones are read by set words: enough to go on when one matter is named, and to
 * ask otherwise.
 */
#ifndef MADOGUCHI_ENGLISH_H
#define MADOGUCHI_ENGLISH_H

#include "mem.h"

struct english_topic {
	char category;       /* 'a'-'e'; 0 nothing was found */
	const char *submenu; /* static; NULL */
	int theme;
	bool urgent;
	bool several;     /* another category is named too */
	const char *word; /* the words that spoke for it; static */
};

/* text: folded by analysis_fold. */
void english_read(const char *text, struct english_topic *out);

#endif
