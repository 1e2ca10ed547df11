/* The beginning of what somebody wrote. See excerpt.h. */
#include "excerpt.h"

#include "buf.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

/* One line (n bytes) cut to size. Owned. */
static char *
cut(const char *line, size_t n, size_t chars)
{
	struct buf out = {0};
	size_t taken = 0, i = 0;

	while (i < n && taken < chars) {
		size_t unsafe = utf8_unsafe(line + i, n - i);
		size_t len = utf8_seq(line + i, n - i);

		if (unsafe || line[i] == '\t') {
			i += unsafe ? unsafe : 1;
			buf_addc(&out, ' ');
		} else {
			len = len ? len : 1;
			buf_add(&out, line + i, len);
			i += len;
		}
		taken++;
	}
	if (i < n)
		buf_adds(&out, "…");
	return buf_steal(&out);
}

/* Neither ASCII white space nor the wide blank alone. */
static bool
holds_anything(const char *line, size_t n)
{
	static const char wide[] = "\xe3\x80\x80";

	for (size_t i = 0; i < n;) {
		if (strchr(" \t\r", line[i]) && line[i])
			i++;
		else if (n - i >= 3 && memcmp(line + i, wide, 3) == 0)
			i += 3;
		else
			return true;
	}
	return false;
}

bool
excerpt_lines(const char *text, size_t lines, size_t chars, struct strlist *out)
{
	size_t taken = 0;

	for (const char *p = text; p && *p;) {
		size_t n = strcspn(p, "\n");

		if (holds_anything(p, n)) {
			size_t len = n;

			if (taken++ == lines)
				return true;
			while (len && (p[len - 1] == '\r' || p[len - 1] == ' '))
				len--;
			strlist_take(out, cut(p, len, chars));
		}
		p += n + (p[n] == '\n');
	}
	return false;
}

char *
excerpt_first(const char *text, size_t chars)
{
	struct strlist lines = {0};
	char *first;

	(void)excerpt_lines(text, 1, chars, &lines);
	first = xstrdup(lines.n ? lines.v[0] : "");
	strlist_free(&lines);
	return first;
}
