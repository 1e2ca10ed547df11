/* format=flowed text back to whole paragraphs. See flowed.h. */
#include "flowed.h"

#include "buf.h"

#include <string.h>

/* One line as it came. */
struct flowed_line {
	const char *s;
	size_t n;
	size_t depth; /* of quotation */
	bool soft;    /* goes on in the next line */
};

static struct flowed_line
read_line(const char *s, size_t n)
{
	struct flowed_line l = {.s = s, .n = n};

	if (l.n && l.s[l.n - 1] == '\r')
		l.n--;
	while (l.n && *l.s == '>') {
		l.s++;
		l.n--;
		l.depth++;
	}
	if (l.n && *l.s == ' ') {
		l.s++;
		l.n--;
	}
	l.soft = l.n && l.s[l.n - 1] == ' ' && !(l.n == 3 && memcmp(l.s, "-- ", 3) == 0);
	return l;
}

static void
begin(struct buf *out, size_t depth)
{
	for (size_t i = 0; i < depth && i < 20; i++)
		buf_addc(out, '>');
	if (depth)
		buf_addc(out, ' ');
}

/* Japanese and Chinese know no spaces between words: one that only marks the soft line
 * end is taken away although nobody said DelSp. */
static void
drop_soft_space(struct buf *out, const struct flowed_line *next)
{
	size_t n = out->len;

	if (n >= 4 && out->data[n - 1] == ' ' &&
	    (unsigned char)out->data[n - 4] >= 0xE3 &&
	    (unsigned char)out->data[n - 4] < 0xF0 && next->n &&
	    (unsigned char)next->s[0] >= 0xE3)
		out->data[--out->len] = '\0';
}

char *
flowed_join(const char *text, bool delsp)
{
	struct buf out = {0};
	size_t depth = 0;
	bool open = false;

	while (*text) {
		size_t n = strcspn(text, "\n");
		struct flowed_line l = read_line(text, n);

		if (open && l.depth != depth) {
			buf_addc(&out, '\n');
			open = false;
		}
		if (!open)
			begin(&out, l.depth);
		else
			drop_soft_space(&out, &l);
		depth = l.depth;
		open = l.soft;
		buf_add(&out, l.s, l.n - (l.soft && delsp));
		if (!l.soft)
			buf_addc(&out, '\n');
		text += n;
		text += *text == '\n';
	}
	return buf_steal(&out);
}
