/* See theme.h. */
#include "theme.h"

static int last = 6;

int
theme_last(void)
{
	return last;
}

void
theme_last_is(int no)
{
	last = no < 1 ? 1 : no > THEME_MAX ? THEME_MAX : no;
}

unsigned
theme_all(void)
{
	return ((1u << last) - 1) << 1;
}
