/* madoguchid, the daemon: options, checks before the start, and the supervisor. */
#include "clock.h"
#include "config.h"
#include "log.h"
#include "programme.h"
#include "store.h"
#include "supervise.h"
#include "template.h"
#include "template_names.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, EXIT_SYSTEM = 3, LOCK_WAIT_SEC = 20 };

struct options {
	const char *config_file;
	bool once;
};

static void
usage(FILE *to)
{
	(void)fputs(
	    "usage: madoguchid [-c FILE] [--once] [--foreground] [--version]\n"
	    "  -c, --config FILE  configuration (default " MADOGUCHI_SYSCONF
	    "/madoguchi.conf)\n"
	    "  --once             work until nothing is due, then exit\n"
	    "  --foreground       stay in the foreground (the daemon always does)\n",
	    to);
}

static int
parse(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
	    {"config", required_argument, NULL, 'c'},
	    {"once", no_argument, NULL, '1'},
	    {"foreground", no_argument, NULL, 'f'},
	    {"help", no_argument, NULL, 'h'},
	    {"version", no_argument, NULL, 'V'},
	    {NULL, 0, NULL, 0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "c:h", longs, NULL)) != -1) {
		switch (c) {
		case 'c': o->config_file = optarg; break;
		case '1': o->once = true; break;
		case 'f': break;
		case 'V': (void)puts("madoguchid " MADOGUCHI_VERSION); return 0;
		case 'h': usage(stdout); return 0;
		default: usage(stderr); return EXIT_USAGE;
		}
	}
	if (optind < argc) {
		(void)fprintf(
		    stderr, "madoguchid: unexpected argument: %s\n", argv[optind]);
		usage(stderr);
		return EXIT_USAGE;
	}
	return -1;
}

static int
report(const struct strlist *problems)
{
	for (size_t i = 0; i < problems->n; i++)
		(void)fprintf(stderr, "madoguchid: %s\n", problems->v[i]);
	(void)fprintf(
	    stderr, "madoguchid: not started; mend the above and start again\n");
	return EXIT_USAGE;
}

/* Whatever would stop a pump later stops the start now. */
static int
check_start(const struct config *c)
{
	struct strlist problems = {0}, warnings = {0};
	struct templates *t = templates_load(c->templates_dir, &problems);
	bool programme = programme_usable(c, &problems, &warnings);
	struct store *store;
	struct err e = {0};
	int code = -1;

	check_supervised(c, &problems);
	for (size_t i = 0; i < warnings.n; i++)
		log_warn("%s", warnings.v[i]);
	strlist_free(&warnings);
	if (!t || !programme || problems.n) {
		code = report(&problems);
	} else if (mkdir(c->state_dir, 0700) < 0 && errno != EEXIST) {
		(void)fprintf(
		    stderr, "madoguchid: %s: %s\n", c->state_dir, strerror(errno));
		code = EXIT_SYSTEM;
	} else if (!(store = store_open(c->store, &e))) {
		(void)fprintf(stderr, "madoguchid: %s\n", e.text);
		code = EXIT_SYSTEM;
	} else {
		store_close(store);
	}
	if (t)
		templates_free(t);
	strlist_free(&problems);
	return code;
}

int
main(int argc, char **argv)
{
	struct options o = {.config_file = MADOGUCHI_SYSCONF "/madoguchi.conf"};
	struct strlist problems = {0};
	struct config *c;
	char *problem = NULL;
	int code = parse(argc, argv, &o);

	if (code >= 0)
		return code;
	log_init("madoguchid", LOG_LEVEL_INFO);
	c = config_load(o.config_file, true, &problems);
	if (!c) {
		code = report(&problems);
		strlist_free(&problems);
		return code;
	}
	log_set_level((enum log_level)c->log_level);
	clock_use_file(c->clock_file);
	(void)umask(0077);
	code = check_start(c);
	if (code < 0 && !supervise_lock(c, LOCK_WAIT_SEC, &problem)) {
		(void)fprintf(stderr, "madoguchid: %s\n", problem);
		code = EXIT_SYSTEM;
	}
	if (code < 0)
		code = o.once ? supervise_once(c) : supervise(c);
	free(problem);
	strlist_free(&problems);
	config_free(c);
	return code;
}
