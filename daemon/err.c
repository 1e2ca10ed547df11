/* What broke, and whether trying again makes sense. See err.h. */
#include "err.h"

#include <stdio.h>

bool
err_set(struct err *e, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return false;
	va_start(ap, fmt);
	(void)vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	e->retry = false;
	return false;
}

bool
err_retry(struct err *e, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return false;
	va_start(ap, fmt);
	(void)vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	e->retry = true;
	return false;
}
