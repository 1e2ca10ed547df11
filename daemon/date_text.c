/* The form in which date phrases are looked for. See date_text.h. */
#include "date_text.h"

#include "buf.h"
#include "norm.h"

#include <stdlib.h>
#include <string.h>

static bool
is_header_line(const char *line, size_t n)
{
	static const char *const starts[] = {"送信日時", "受信日時",
	    "日付:", "Date:", "Sent:", "送信:", "差出人", "宛先", "件名",
	    "From:", "To:", "Subject:", "Cc:", "CC:", "Received:"};

	for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
		if (str_starts(line, starts[i]))
			return true;
	}
	/* 2026/06/20 9:14、… <a@b>のメール:  On … wrote: */
	return n > 10 && memchr(line, '@', n) != NULL && memchr(line, '<', n) != NULL &&
	       memchr(line, ':', n) != NULL;
}

static void
add_without_blanks(struct buf *out, const char *line, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		/* A stroke with a blank beside it separates, and is no 12/1. */
		if (line[i] == '/' && i > 0 && i + 1 < n &&
		    (line[i - 1] == ' ' || line[i + 1] == ' '))
			buf_adds(out, "、");
		else if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
			buf_addc(out, line[i]);
	}
}

static bool
ends_sentence(const struct buf *out)
{
	static const char *const ends[] = {
	    "。", "!", "?", ":", ")", "」", "】", "\n", "♪"};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		if (str_ends(buf_str(out), ends[i]))
			return true;
	}
	return false;
}

static bool
starts_item(const char *line)
{
	static const char *const marks[] = {"・", "-", "*", "●", "■", "○", "◎", "◆", "※",
	    "(", "【", "1.", "2.", "3.", "1)", "2)", "3)", "\n"};

	while (*line == ' ')
		line++;
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		if (str_starts(line, marks[i]))
			return true;
	}
	return *line == '\0';
}

char *
date_text_plain(const char *text)
{
	enum { FOLDED_BYTES = 66 };
	struct buf out = {0};
	char *norm = norm_text(text);
	const char *line = norm, *end;

	for (; *line != '\0'; line = *end ? end + 1 : end) {
		size_t n, was = out.len;

		end = line + strcspn(line, "\n");
		n = (size_t)(end - line);
		if (line[0] == '>' || line[0] == '|' || is_header_line(line, n)) {
			buf_addc(&out, '\n');
			continue;
		}
		add_without_blanks(&out, line, n);
		if (str_ends(buf_str(&out), "、") && *end)
			continue;
		if (out.len - was < FOLDED_BYTES || ends_sentence(&out) ||
		    (*end && starts_item(end + 1)))
			buf_addc(&out, '\n');
	}
	free(norm);
	return buf_steal(&out);
}
