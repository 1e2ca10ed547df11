/* The log. See log.h. */
#include "log.h"

#include "buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *log_process = "madoguchi";
static enum log_level log_max = LOG_LEVEL_INFO;

static const struct {
	const char *prefix; /* sd-daemon(3) priority */
	const char *word;
} levels[] = {
    [LOG_LEVEL_ERROR] = {"<3>", "error"},
    [LOG_LEVEL_WARN] = {"<4>", "warning"},
    [LOG_LEVEL_INFO] = {"<6>", "info"},
    [LOG_LEVEL_DEBUG] = {"<7>", "debug"},
};

void
log_init(const char *process, enum log_level max)
{
	log_process = process;
	log_max = max;
}

void
log_set_level(enum log_level max)
{
	log_max = max;
}

static void
add_escaped(struct buf *line, const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (*p == '\n')
			buf_adds(line, "\\n");
		else if (*p < 0x20 || *p == 0x7f)
			buf_addf(line, "\\x%02x", *p);
		else
			buf_addc(line, (char)*p);
	}
}

static void write_line(enum log_level level, const char *fmt, va_list ap) PRINTF(2, 0);

static void
write_line(enum log_level level, const char *fmt, va_list ap)
{
	struct buf line = {0};
	char *text = NULL;
	bool journal = getenv("JOURNAL_STREAM") != NULL;

	if (vasprintf(&text, fmt, ap) < 0)
		return;
	buf_addf(&line, "%s%s: %s: ", journal ? levels[level].prefix : "", log_process,
	    levels[level].word);
	add_escaped(&line, text);
	buf_addc(&line, '\n');
	/* One write a line, so that the lines of several processes do not mix. */
	if (write(STDERR_FILENO, line.data, line.len) < 0) {
		/* Nowhere left to say it. */
	}
	free(text);
	buf_free(&line);
}

#define LOG_FUNCTION(name, level)                                                        \
	void name(const char *fmt, ...)                                                  \
	{                                                                                \
		va_list ap;                                                              \
                                                                                         \
		if (log_max < (level))                                                   \
			return;                                                          \
		va_start(ap, fmt);                                                       \
		write_line((level), fmt, ap);                                            \
		va_end(ap);                                                              \
	}

LOG_FUNCTION(log_error, LOG_LEVEL_ERROR)
LOG_FUNCTION(log_warn, LOG_LEVEL_WARN)
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)
LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG)

void
fatal(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(LOG_LEVEL_ERROR, fmt, ap);
	va_end(ap);
	exit(3);
}
