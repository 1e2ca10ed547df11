/* madoguchi, the operator's command: global options and the table of commands. */
#include "cmd.h"

#include "clock.h"
#include "log.h"
#include "programme.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
	const char *name;
	int (*run)(struct cmd *c);
	const char *usage;
	const char *help;
} commands[] = {
    {"read", cmd_read, "[--json] [--chat] [--context FILE] [FILE…|-]",
        "how the desk understands a message; needs no store and no network"},
    {"match", cmd_match,
        "[--json] [--limit N] --prefecture P [--theme N] [--category c] [--industry I] "
        "[--budget YEN] [--format F] [--on DATE] [--explain REGNO] | --case N [--limit "
        "N] "
        "[--explain REGNO] | --batch [--dry-run] [--json]",
        "experts for a need, best first; --batch: for all waiting cases at once"},
    {"experts", cmd_experts,
        "import [--all-or-nothing] [--dry-run] [--retire-missing [--force]] FILE.csv | "
        "list [--expiring [--days N]] | show REGNO | verify REGNO | suspend REGNO | "
        "resume REGNO | drafts [--all] | verify-draft N [--regno NO] [FIELD=VALUE…] | "
        "reject-draft N [REASON] | conflict REGNO list | conflict REGNO add|remove "
        "domain|company|person VALUE [--contractor] [--by WHO]",
        "the expert list"},
    {"cases", cmd_cases, "[--json] [--state S]", "all cases"},
    {"case", cmd_case,
        "show N | approve N… [--dry-run] | assign N REGNO [--despite REASON] | "
        "accept N REGNO [--despite REASON] | decline N REGNO REASON | "
        "answer N TEXT|--file F [--expert REGNO] | close N [--why TEXT] [--silent] | "
        "withdraw N [--why TEXT] [--silent] | move N --visit K --at DATETIME | "
        "ask N [--visit K] | "
        "report N VISIT --done DATE --goal yes|partly|no [--homework TEXT] [--note TEXT] "
        "| "
        "replace N [--why TEXT] | search N | reopen N [--why TEXT]",
        "one case"},
    {"contacts", cmd_contacts, "import [--json] FILE.csv",
        "who took part in an event: known and counted, not written to"},
    {"review", cmd_review,
        "[--json] | show ID [--json|--raw] | case ID … | attach ID N | as ID KIND | "
        "ignore ID | done ID… | send ID | retry ID… | drop ID…",
        "what waits for a person"},
    {"outbox", cmd_outbox, "[--json] [--state S] | show ID [--raw]",
        "mail on its way out"},
    {"visits", cmd_visits, "[--json|--ics] [--expert REGNO] [--from D] [--to D]",
        "visits, or a calendar of them to subscribe to"},
    {"stats", cmd_stats,
        "[--json|--csv|--html] [--from DATE] [--to DATE] [--fiscal-year YEAR] "
        "[--hide-below N] [--lang ja|en]",
        "figures"},
    {"check-config", cmd_check_config, "", "every mistake in the configuration"},
    {"backup", cmd_backup, "FILE", "a consistent copy of the store"},
    {"purge", cmd_purge, "[--dry-run]", "what retention lets go"},
    {"export", cmd_export,
        "[--json] | --disclosures [--csv|--json] [--from DATE] [--to DATE] [--case N]",
        "all cases with everything, as JSON lines; --disclosures: who was told what of "
        "whom"},
    {"render", cmd_render, "TEMPLATE [--data FILE.json]", "one template with given data"},
    {"holidays", cmd_holidays, "YEAR [--json]", "days without visits, with names"},
    {"states", cmd_states, "[--json]", "the life of a case, as a diagram"},
};

static void
usage(FILE *to)
{
	(void)fputs("usage: madoguchi [-c FILE] [--store FILE] COMMAND …\n\n", to);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		(void)fprintf(to, "  %-13s %s\n", commands[i].name, commands[i].help);
	(void)fputs("\n`madoguchi COMMAND --help` shows a command's arguments.\n", to);
}

static int
unknown_command(const char *word)
{
	struct strlist names = {0};

	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		strlist_add(&names, commands[i].name);
	(void)cmd_unknown("command", word, &names);
	strlist_free(&names);
	return CMD_USAGE;
}

struct globals {
	const char *config_file, *store;
};

static bool
is_question(const char *arg)
{
	static const char *const words[] = {"--help", "-h", "help", "--version", "-V"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq(arg, words[i]))
			return true;
	return false;
}

static int
answer_question(const char *arg)
{
	if (str_eq(arg, "--version") || str_eq(arg, "-V"))
		(void)puts("madoguchi " MADOGUCHI_VERSION);
	else
		usage(stdout);
	return CMD_OK;
}

/* Options before the command; returns the index of the command, -1 after a message. */
static int
parse_globals(int argc, char **argv, struct globals *g)
{
	int i = 1;

	while (i < argc && argv[i][0] == '-' && argv[i][1] && !is_question(argv[i])) {
		const char **value = str_eq(argv[i], "-c") || str_eq(argv[i], "--config")
		                         ? &g->config_file
		                     : str_eq(argv[i], "--store") ? &g->store
		                                                  : NULL;

		if (!value || i + 1 >= argc) {
			(void)cmd_fail(CMD_USAGE,
			    value ? "%s wants a value" : "unknown option %s", argv[i]);
			return -1;
		}
		*value = argv[i + 1];
		i += 2;
	}
	return i;
}

static struct config *
load(const struct globals *g)
{
	const char *file = g->config_file;
	const char *usual = MADOGUCHI_SYSCONF "/madoguchi.conf";
	struct strlist problems = {0};
	struct config *c;

	if (!file && access(usual, R_OK) == 0)
		file = usual;
	c = file ? config_load(file, false, &problems) : config_default();
	for (size_t i = 0; i < problems.n; i++)
		(void)fprintf(stderr, "madoguchi: %s\n", problems.v[i]);
	strlist_free(&problems);
	if (c && g->store)
		set_str(&c->store, g->store);
	return c;
}

/* Commands that load no programme know its themes all the same; whether it is of use is
 * for those to tell who need it. */
static void
learn_themes(const struct config *c)
{
	struct strlist ignored = {0};

	(void)programme_usable(c, &ignored, &ignored);
	strlist_free(&ignored);
}

static int
run(size_t index, struct globals *g, int argc, char **argv)
{
	struct cmd c = {.argc = argc, .argv = argv, .own_store = g->store != NULL};
	int code;

	for (int i = 1; i < argc; i++)
		if (str_eq(argv[i], "--help")) {
			(void)printf("usage: madoguchi %s %s\n%s\n", commands[index].name,
			    commands[index].usage, commands[index].help);
			if (commands[index].run == cmd_review)
				cmd_review_help();
			return CMD_OK;
		}
	/* check-config reports the same mistakes itself, and all that the daemon would.
	 */
	c.config = commands[index].run == cmd_check_config ? config_default() : load(g);
	if (!c.config)
		return CMD_USAGE;
	if (commands[index].run == cmd_check_config)
		set_str(&c.config->file, g->config_file ? g->config_file
		                                        : MADOGUCHI_SYSCONF
		                             "/madoguchi.conf");
	clock_use_file(c.config->clock_file);
	learn_themes(c.config);
	code = commands[index].run(&c);
	config_free(c.config);
	if (fflush(stdout) != 0)
		return cmd_fail(CMD_SYSTEM, "standard output cannot be written");
	return code;
}

int
main(int argc, char **argv)
{
	struct globals g = {0};
	int at;

	log_init("madoguchi", LOG_LEVEL_WARN);
	(void)umask(0077);
	at = parse_globals(argc, argv, &g);
	if (at < 0)
		return CMD_USAGE;
	if (at < argc && is_question(argv[at]))
		return answer_question(argv[at]);
	for (size_t i = 0; at < argc && i < ARRAY_LEN(commands); i++)
		if (str_eq(argv[at], commands[i].name))
			return run(i, &g, argc - at, argv + at);
	if (at < argc)
		return unknown_command(argv[at]);
	usage(stderr);
	return CMD_USAGE;
}
