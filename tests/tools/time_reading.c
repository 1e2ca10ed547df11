/*
 * What reading costs: processor time to parse a mail and to understand it, without box
 * and store, beside MeCab alone over the same words. Mails are read in turn, so that each
 * finds the caches as another mail left them.
 *
 *   time_reading DATA_DIR ROUNDS FILE…   one line: start, then the medians over the mails
 *                                        of the least of a mail's rounds: parsing,
 *                                        understanding, both, MeCab; in microseconds
 */
#include "analysis.h"
#include "buf.h"
#include "decide.h"
#include "mime_read.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { FILE_BYTES_MAX = 64 * 1024 * 1024 };
enum { PARSING, UNDERSTANDING, BOTH, MECAB, FIGURES };

struct bench {
	struct brain *brain;
	struct words *words;
	struct buf *mail;
	double *least[FIGURES]; /* by mail */
	size_t n;
};

static double
microseconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int
cmp_number(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
note(struct bench *b, int figure, size_t i, double took)
{
	double *least = &b->least[figure][i];

	if (*least == 0 || took < *least)
		*least = took;
}

static void
read_mail(struct bench *b, size_t i)
{
	struct message m;
	struct reading r;
	double begun = microseconds(), parsed, done;

	mime_read(buf_str(&b->mail[i]), b->mail[i].len, false, &m);
	parsed = microseconds();
	decide(b->brain, &m, NULL, &r);
	done = microseconds();
	note(b, PARSING, i, parsed - begun);
	note(b, UNDERSTANDING, i, done - parsed);
	note(b, BOTH, i, done - begun);
	reading_free(&r);
	message_free(&m);
}

static void
ignore_word(void *data, const char *base, size_t base_len, size_t begin, size_t end)
{
	(void)data;
	(void)base;
	(void)base_len;
	(void)begin;
	(void)end;
}

static void
cut_mail(struct bench *b, size_t i)
{
	struct message m;
	struct analysis a;
	double begun;

	mime_read(buf_str(&b->mail[i]), b->mail[i].len, false, &m);
	analysis_make(&a, &m);
	begun = microseconds();
	words_cut(b->words, a.subject, ignore_word, NULL);
	words_cut(b->words, a.text, ignore_word, NULL);
	words_cut(b->words, a.fwd, ignore_word, NULL);
	note(b, MECAB, i, microseconds() - begun);
	analysis_free(&a);
	message_free(&m);
}

static bool
load(struct bench *b, char **files)
{
	b->mail = xcalloc(b->n, sizeof(*b->mail));
	for (size_t i = 0; i < b->n; i++) {
		if (!buf_read_file(&b->mail[i], files[i], FILE_BYTES_MAX)) {
			perror(files[i]);
			return false;
		}
	}
	for (int k = 0; k < FIGURES; k++)
		b->least[k] = xcalloc(b->n, sizeof(double));
	return true;
}

static void
run(struct bench *b, unsigned rounds, double start)
{
	for (unsigned round = 0; round < rounds; round++)
		for (size_t i = 0; i < b->n; i++)
			read_mail(b, i);
	for (unsigned round = 0; round < rounds; round++)
		for (size_t i = 0; i < b->n; i++)
			cut_mail(b, i);
	(void)printf("%.0f", start);
	for (int k = 0; k < FIGURES; k++) {
		qsort(b->least[k], b->n, sizeof(double), cmp_number);
		(void)printf(" %.1f", b->least[k][b->n / 2]);
	}
	(void)printf("\n");
}

int
main(int argc, char **argv)
{
	struct bench b = {0};
	struct err e = {0};
	double begun = microseconds(), start;
	int code = 1;

	if (argc < 4) {
		(void)fputs("usage: time_reading DATA_DIR ROUNDS FILE...\n", stderr);
		return 2;
	}
	b.n = (size_t)argc - 3;
	b.brain = brain_load(argv[1], &e);
	start = microseconds() - begun;
	b.words = b.brain ? words_open(NULL, &e) : NULL;
	if (b.words == NULL) {
		(void)fprintf(stderr, "time_reading: %s\n", e.text);
	} else if (load(&b, argv + 3)) {
		run(&b, (unsigned)strtoul(argv[2], NULL, 10), start);
		code = 0;
	}
	for (size_t i = 0; b.mail && i < b.n; i++)
		buf_free(&b.mail[i]);
	free(b.mail);
	for (int k = 0; k < FIGURES; k++)
		free(b.least[k]);
	words_close(b.words);
	brain_free(b.brain);
	return code;
}
