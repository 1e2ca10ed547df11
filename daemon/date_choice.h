/*
 * Days of the week that a sentence chooses from a stretch of time, or takes out of it:
 * 来週なら水曜か木曜, 7月下旬の金曜, 9日の週、火曜以外.
 */
#ifndef MADOGUCHI_DATE_CHOICE_H
#define MADOGUCHI_DATE_CHOICE_H

#include "mem.h"

struct date_choice {
	unsigned days; /* bit 0 Sunday to bit 6 Saturday; 0: none named */
	bool but;      /* all but these */
	bool direct;   /* they follow the stretch at once: 下旬の金曜 */
};

/* p: where the stretch ends in a text of date_text_plain. Reads no further than its
 * sentence, nor into what that says of another date. */
void date_choice_read(const char *p, struct date_choice *c);

#endif
