/* The form in which date phrases are looked for. See date_text.h. */
#include "date_text.h"

#include "buf.h"
#include "clock.h"
#include "jdate.h"
#include "norm.h"
#include "slots.h"

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

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void
add_without_blanks(struct buf *out, const char *line, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t run = i;

		while (run < n && line[run] != '/' && line[run] != ' ' &&
		       line[run] != '\t' && line[run] != '\r')
			run++;
		buf_add(out, line + i, run - i);
		i = run;
		if (i == n)
			break;
		/* A stroke with a blank beside it separates, and is no 12/1. */
		if (line[i] == '/' && i > 0 && i + 1 < n &&
		    (line[i - 1] == ' ' || line[i + 1] == ' '))
			buf_adds(out, "、");
		else if (line[i] == ' ' && i > 0 && i + 1 < n && is_digit(line[i - 1]) &&
		         is_digit(line[i + 1]))
			/* 5/19 10時 is not 5/1910時 */
			buf_adds(out, "、");
		else if (line[i] == '/')
			buf_addc(out, '/');
	}
}

/* str_ends would measure all that was written, for each line again. */
static bool
has_end(const struct buf *out, const char *end)
{
	size_t n = strlen(end);

	return out->len >= n && memcmp(out->data + out->len - n, end, n) == 0;
}

static bool
ends_sentence(const struct buf *out)
{
	static const char *const ends[] = {
	    "。", "!", "?", ":", ")", "」", "】", "\n", "♪", "."};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		if (has_end(out, ends[i]))
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

/* The next ① or the like from p on; NULL: none. */
static char *
next_circled(const char *p)
{
	enum { CIRCLED_1 = 0x2460, NUMBER_20_FULL_STOP = 0x249B };
	uint32_t cp;

	for (; (p = strchr(p, 0xE2)) != NULL; p += utf8_next(p, &cp)) {
		(void)utf8_next(p, &cp);
		if (cp >= CIRCLED_1 && cp <= NUMBER_20_FULL_STOP)
			return (char *)p;
	}
	return NULL;
}

bool
date_text_has_bullets(const char *text)
{
	return next_circled(text) != NULL;
}

char *
date_text_bullets(const char *text)
{
	static const char bullet[] = "・"; /* as long as what it stands for */
	char *out = xstrdup(text);

	for (char *p = out; (p = next_circled(p)) != NULL; p += strlen(bullet))
		memcpy(p, bullet, strlen(bullet));
	return out;
}

char *
date_text_plain(const char *text)
{
	char *bullets = date_text_bullets(text), *norm = norm_text(bullets);
	char *plain = date_text_of_normal(norm);

	free(bullets);
	free(norm);
	return plain;
}

char *
date_text_of_normal(const char *norm)
{
	enum { FOLDED_BYTES = 66 };
	struct buf out = {0};
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
		if (has_end(&out, "、") && *end)
			continue;
		if (out.len - was < FOLDED_BYTES || ends_sentence(&out) ||
		    (*end && starts_item(end + 1)))
			buf_addc(&out, '\n');
	}
	buf_addc(&out, '\n');
	return buf_steal(&out);
}

/* The date of a header line: Sent: Tuesday, June 16, 2026 4:10 PM. 0 when it has none. */
static int64_t
header_day(const char *line, size_t n, int64_t sent_day)
{
	static const char *const names[] = {
	    "Sent:", "Date:", "送信日時", "受信日時", "日時", "日付", "送信:"};
	enum { OLDEST_DAYS = 60 };
	struct buf plain = {0};
	struct date_group g;
	struct date_context context = {.sent = sent_day};
	int64_t day = 0;

	while (n > 0 && (*line == '*' || *line == ' ' || *line == '>' || *line == '|')) {
		line++;
		n--;
	}
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!str_starts(line, names[i]) || memchr(line, ':', n) == NULL)
			continue;
		add_without_blanks(&plain, line, n);
		for (const char *p = buf_str(&plain); *p != '\0' && day == 0; p++) {
			if (date_group_read(&g, buf_str(&plain), p, &context) && !g.near)
				day = g.item[0].from;
		}
		break;
	}
	buf_free(&plain);
	return day > sent_day || day < sent_day - OLDEST_DAYS ? 0 : day;
}

int64_t
dates_written(const char *headers, int64_t sent)
{
	enum { DAY_SEC = 86400 };
	struct civil now = civil_from_time(sent);
	int64_t sent_day = civil_day(now.year, now.month, now.day), found = 0;
	char *norm = norm_text(headers);
	const char *line = norm, *end;

	for (; *line != '\0'; line = *end ? end + 1 : end) {
		int64_t day;

		end = line + strcspn(line, "\n");
		day = header_day(line, (size_t)(end - line), sent_day);
		if (day != 0)
			found = day;
	}
	free(norm);
	return found == 0 ? sent : sent - (sent_day - found) * DAY_SEC;
}
