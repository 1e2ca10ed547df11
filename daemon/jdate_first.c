/*
 * With which characters a date can begin. The reading of dates is tried at every place of
 * a text; nearly all of these are told by one character to hold none.
 */
#include "jdate.h"

#include "norm.h"

#include <stdint.h>

/* The first character of every word that a notation of jdate*.c may begin with, and more:
 * one too many costs a little time, one too few loses a date (test_dates.c). ASCII
 * characters all may. */
static const char first[] = "一七万三上下不両並中丸九二五人今付令以件休余例便個候"
                            "働元先全八六円再分刊初前割十千午半去及台号各同名商四"
                            "回土報夕夜大好始少市希帯年度当後提数日早明昨昼時曜最"
                            "月朝期木末本来枚次止残毎水火町百目直社祝程第箱約終経"
                            "給締翌計足通連週過金長開間除面頃頭額食〇〈【●◯○◎"
                            "□△▼◆◇あおきこさしみやよらゆひ";

#define PLANE 0x10000

bool
date_may_begin(const char *p)
{
	static uint64_t may[PLANE / 64];
	uint32_t cp;

	if (!may[0]) {
		may[0] = 1; /* filled */
		for (const char *q = first; *q;) {
			q += utf8_next(q, &cp);
			may[cp / 64] |= (uint64_t)1 << cp % 64;
		}
	}
	if ((unsigned char)*p < 0x80)
		return true;
	(void)utf8_next(p, &cp);
	return cp < PLANE && (may[cp / 64] >> cp % 64 & 1);
}
