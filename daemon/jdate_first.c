/*
 * With which characters a date can begin, and in which notations. The reading of dates is
 * tried at every place of a text; nearly all of these are told by one character to hold
 * none, and at the others few notations are left to be tried.
 */
#include "jdate.h"

#include "norm.h"

#include <stdint.h>

#define NUMBERS "0123456789〇一二三四五六七八九十元"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/* The first character of every word that a notation of jdate*.c may begin with. One too
 * many costs a little time, one too few loses a date (test_dates.c). */
static const char *const first[DATE_NOTATION_COUNT] = {
    [DATE_ENGLISH] = LETTERS "0123456789",
    [DATE_MONTH_DAY] = NUMBERS "来明翌今本再昨去令R年",
    [DATE_WEEK] = "再さ来ら翌今次週",
    [DATE_NEAR_DAY] = "今本明あし翌",
    [DATE_NEAR_MONTH] = "再来今翌当",
    [DATE_MONTH_END] = "月",
    [DATE_BARE_DAY] = NUMBERS "年翌同",
    [DATE_WEEK_DAY] = "今次直([〈日月火水木金土SMTWF",
    [DATE_OPEN_END] = "年今",
};

#define PLANE 0x10000

static void
fill(uint16_t *may)
{
	uint32_t cp;

	for (int i = 0; i < DATE_NOTATION_COUNT; i++)
		for (const char *p = first[i]; *p;) {
			p += utf8_next(p, &cp);
			may[cp] |= (uint16_t)(1U << i);
		}
}

unsigned
date_notations(const char *p)
{
	static uint16_t may[PLANE];
	uint32_t cp;

	if (!may['0'])
		fill(may);
	(void)utf8_next(p, &cp);
	return cp < PLANE ? may[cp] : 0;
}
