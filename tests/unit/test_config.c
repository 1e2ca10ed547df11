/* Settings: defaults, the sample, and every kind of mistake with its line. */
#include "buf.h"
#include "config.h"
#include "config_table.h"
#include "paths.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* cmocka wants the four headers above. */
#include <cmocka.h>

static char folder[] = "/tmp/test_config.XXXXXX";

static char *
write_file(const char *name, const char *text, size_t n)
{
	char *path = path_join(folder, name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	return path;
}

static struct config *
load(const char *text, bool for_daemon, struct strlist *problems)
{
	char *path = write_file("t.conf", text, strlen(text));
	struct config *c = config_load(path, for_daemon, problems);

	free(path);
	return c;
}

static void
show(const struct strlist *problems)
{
	for (size_t i = 0; i < problems->n; i++)
		print_message("  %s\n", problems->v[i]);
}

#define OK_DESK "desk : { address = \"soudan@desk.example.jp\"; };\n"
#define OK_SINK "sink : { host = \"localhost\"; tls = \"none\"; };\n"
#define OK_SOURCE                                                                        \
	"sources = ( { name = \"a\"; host = \"imap.example.jp\"; user = \"u\"; "         \
	"password_file = \"pw\"; } );\n"

#define OK_MAILDIR "sources = ( { name = \"m\"; kind = \"maildir\"; path = \"in\"; } );\n"

#define OK_SLACK(rooms)                                                                  \
	"sources = ( { name = \"s\"; kind = \"slack\"; token_file = \"t\"; " rooms       \
	" } );\n"

struct mistake {
	const char *text;
	const char *want[4]; /* parts of problems, in order; NULL ends */
	bool for_daemon;
};

static const struct mistake mistakes[] = {
    {"limits : {\n tries = 0;\n read_seconds = \"x\";\n};\n",
        {":2: limits.tries is 0, expected a whole number from 1 to 100",
            ":3: limits.read_seconds is \"x\", expected a whole number"},
        false},
    {"limits : {\n tires = 3;\n};\n",
        {":2: unknown setting \"limits.tires\", did you mean \"tries\"?"}, false},
    {"\nlimts : { };\n", {":2: unknown group \"limts\", did you mean \"limits\"?"},
        false},
    {"zzzzzz = 1;\n", {":1: unknown group \"zzzzzz\", expected"}, false},
    {"desk : {\n name_ja = 3;\n plus_addressing = 1;\n};\n",
        {":2: desk.name_ja is 3, expected text",
            ":3: desk.plus_addressing is 1, expected true or false"},
        false},
    {"visits : {\n start = \"25:00\"; };\n",
        {":2: visits.start is \"25:00\", expected a time"}, false},
    {"log : { level = \"loud\"; };", {"expected one of \"error\", \"warn\""}, false},
    {"decide : { auto_min = 1.5; };",
        {":1: decide.auto_min is 1.5, expected a number from 0 to 1"}, false},
    {"decide : { auto_min = 0.2; };", {"decide.review_max is not below decide.auto_min"},
        false},
    {"calendar : {\n closed = [ \"12-32\" ];\n open_hour = 18;\n};\n",
        {":2: calendar.closed holds \"12-32\"", ":3: calendar.open_hour is not below"},
        false},
    {"calendar : { closed = [ 1, 2 ]; };", {"expected a list such as"}, false},
    {"limits : { tries = 2.5; };", {"limits.tries is 2.5"}, false},
    {"limits : { tries = 99999999999L; };", {"limits.tries is 99999999999"}, false},
    {"limits = 3;", {":1: limits has no settings in it"}, false},
    {"sources : { name = \"a\"; };", {":1: sources is not a list"}, false},
    {"limits : {\n tries = ;\n};\n", {":2: syntax error"}, false},
    {"limits : {\n tries = 1;\n tries = 2;\n};\n", {":3: duplicate setting name"}, false},
    {"desk : { address = \"not an address\"; };", {"expected a bare mail address"},
        false},
    {"desk : { name_ja = \"a\\nBcc: x\"; };", {"desk.name_ja is"}, false},
    {"log : { };\n# \x8f\xee\x95\xf1\n", {":2: this line is not UTF-8"}, false},
    {"sink : {\n host = \"smtp.example.jp\";\n tls = \"none\";\n};\n",
        {":3: tls is \"none\" for smtp.example.jp, expected"}, false},
    {"sink : { host = \"127.evil.example\"; tls = \"none\"; };", {"plain text"}, false},
    {"sink : { kind = \"maildir\"; };", {"path is missing"}, false},
    {"sources = (\n { name = \"a\"; },\n { name = \"a\"; kind = \"maildir\"; path = "
     "\"m\"; } );\n",
        {":2: host is missing", ":3: the source name \"a\" is there twice"}, false},
    {"sources = ( { name = \"a\"; host = \"h.example.jp\"; } );",
        {"no login, expected password_file"}, false},
    {"sources = ( { host = \"h.example.jp\"; password_file = \"pw\"; user = \"u\"; } );",
        {"name is missing"}, false},
    {"sources = ( { name = \"a\"; host = \"h.example.jp\"; oauth = \"g\"; user = \"u\"; "
     "} );",
        {"oauth \"g\" is not known"}, false},
    {"sources = ( { name = \"a\"; host = \"h.example.jp:993\"; password_file = \"pw\"; "
     "user = \"u\"; } );",
        {"without port"}, false},
    {"oauth = (\n{ name = \"g\"; token_url = \"http://x.example\"; client_id = \"c\"; } "
     ");",
        {"expected an address that begins with https://",
            "refresh_token_file is missing"},
        false},
    {"operator_channel : { room = \"C0\"; users = [ \"U1\" ]; };",
        {":1: operator_channel.source is missing"}, false},
    {"operator_channel : {\n source = \"ops\";\n room = \"C0\"; };",
        {":2: operator_channel.source is \"ops\", expected the name of a chat"}, false},
    {OK_MAILDIR "operator_channel : { source = \"m\"; room = \"C0\"; };",
        {"operator_channel.source is \"m\", expected the name of a chat"}, false},
    {OK_SLACK("rooms = [ \"C1\" ];") "operator_channel : { source = \"s\"; };",
        {":2: operator_channel.room is missing"}, false},
    {OK_SLACK("rooms = [ \"C0\" ];") "operator_channel : { source = \"s\";\n room = "
                                     "\"C0\"; };",
        {":3: operator_channel.room is \"C0\", which others read along"}, false},
    {OK_SLACK("private_rooms = [ \"C0\" ];") "operator_channel : { source = \"s\"; room "
                                             "= \"C0\"; };",
        {"operator_channel.room is \"C0\", in which people ask for help"}, false},
    {"sources = ( { name = \"q\"; kind = \"queue\"; url = \"http://127.0.0.1/a\"; "
     "post_url = \"http://127.0.0.1/b\"; token_file = \"t\"; } );\n"
     "operator_channel : { source = \"q\"; room = \"C0\"; };",
        {"operator_channel.source is \"q\", expected a chat that has channels"}, false},
    {"second_opinion : {\n url = \"http://203.0.113.7/v1\";\n};\n",
        {":2: second_opinion.url is \"http://203.0.113.7/v1\", expected https://",
            ":1: model is missing"},
        false},
    {"sources = ( { name = \"a\"; kind = \"slack\"; rooms = [ \"C1\" ];\n"
     " token_file = \"pw\"; hook = \"hook\"; },\n"
     "{ name = \"b\"; kind = \"queue\"; poll = false;\n hook = \"/x\"; secret_file = "
     "\"pw\"; },\n"
     "{ name = \"c\"; kind = \"queue\"; poll = false;\n hook = \"/x\"; secret_file = "
     "\"pw\"; } );\n",
        {":2: hook is \"hook\", expected a path",
            ":1: secret_file is missing, expected the file with what deliveries",
            ":6: the hook \"/x\" is there twice"},
        false},
    {"sources = ( { name = \"a\"; kind = \"chatwork\"; rooms = [ \"1\" ];\n"
     " token_file = \"pw\"; poll = false; } );\n",
        {":2: poll is false and hook is not set"}, false},
    {"sources = ( { name = \"a\"; kind = \"chatwork\"; rooms = [ \"1\" ]; poll = false;\n"
     " token_file = \"pw\"; hook = \"/c\"; secret_file = \"pw\"; } );\n",
        {":1: own_id is missing, expected the desk's own user"}, false},
    {"hooks : {\n listen = \"0.0.0.0:8464\";\n};\n",
        {":2: hooks.listen is \"0.0.0.0:8464\" without tls_cert_file"}, false},
    {"hooks : {\n listen = \"here\";\n tls_key_file = \"k\";\n};\n",
        {":2: hooks.listen is \"here\", expected an address and a port",
            ":1: hooks.tls_cert_file and tls_key_file go together"},
        false},
    {"second_opinion : {\n url = \"http://127.0.0.1:8080/v1/chat/completions/\";\n};\n",
        {"the desk adds /chat/completions", ":1: model is missing"}, false},
    {"second_opinion : {\n url = \"llm\"; model = \"m\";\n agree = \"maybe\";\n};\n",
        {":3: second_opinion.agree is \"maybe\", expected one of",
            ":2: second_opinion.url is \"llm\""},
        false},
    {OK_DESK OK_SINK OK_MAILDIR
        "second_opinion : { url = \"http://[fd00::7]:8080/v1\"; model = \"m\";\n"
        "api_key_file = \"gone\"; };\n",
        {":5: api_key_file: there is no file \"gone\""}, true},
    {"", {":1: no source", "desk.address is missing", "no sink"}, true},
    {OK_DESK OK_SINK
        "sources = ( { name = \"a\"; host = \"h.example.jp\"; user = \"u\";\n"
        "password_file = \"gone\"; } );\n",
        {":4: password_file: there is no file \"gone\""}, true},
};

static void
test_mistakes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(mistakes); i++) {
		struct strlist problems = {0};
		struct config *c =
		    load(mistakes[i].text, mistakes[i].for_daemon, &problems);
		size_t n = 0;

		while (n < 4 && mistakes[i].want[n])
			n++;
		if (c || problems.n != n) {
			print_message("mistake %zu:\n", i);
			show(&problems);
		}
		assert_null(c);
		assert_int_equal(problems.n, n);
		for (size_t k = 0; k < n; k++) {
			if (!strstr(problems.v[k], mistakes[i].want[k]))
				print_message("got %s\nnot %s\n", problems.v[k],
				    mistakes[i].want[k]);
			assert_non_null(strstr(problems.v[k], mistakes[i].want[k]));
			assert_true(str_starts(problems.v[k], folder));
		}
		strlist_free(&problems);
	}
}

static void
test_defaults(void **state)
{
	struct config *c = config_default();

	(void)state;
	assert_int_equal(c->limits.max_message_kib, 10240);
	assert_int_equal(c->sink.rate_per_minute, 600);
	assert_int_equal(c->sink.retry_max_sec, 14400);
	assert_int_equal(c->visits.start_hour, 13);
	assert_int_equal(c->visits.start_minute, 30);
	assert_int_equal(c->calendar.closed.n, 5);
	assert_true(c->supervised.all);
	assert_true(config_supervised(c, "offer"));
	assert_string_equal(c->store, "/var/lib/madoguchi/madoguchi.db");
	assert_int_equal(c->sink.server.auth, AUTH_NONE);
	assert_int_equal(c->sources_n, 0);
	assert_null(c->file);
	config_free(c);
}

static void
test_values(void **state)
{
	struct strlist problems = {0};
	char *pw = write_file("pw", "geheim\n", 7);
	struct config *c =
	    load("\xef\xbb\xbf" OK_DESK OK_SINK
	         "sources = ( { name = \"a\"; host = \"imap.example.jp\"; user = \"u\"; "
	         "password_file = \"pw\"; tls = \"STARTTLS\"; },"
	         "{ name = \"b\"; kind = \"maildir\"; path = \"box\"; } );\n"
	         "supervised : { all = false; templates = [ \"offer\" ]; };\n"
	         "store : { state_dir = \"state\"; };\nmatch : { w_near = 3; };\n"
	         "calendar : { closed = [ ]; };\n",
	        true, &problems);
	char *want = path_join(folder, "box"),
	     *store = path_join(folder, "state/madoguchi.db");

	(void)state;
	show(&problems);
	assert_non_null(c);
	assert_int_equal(c->sources_n, 2);
	assert_int_equal(c->sources[0].server.port, 143);
	assert_int_equal(c->sources[0].server.auth, AUTH_PASSWORD);
	assert_int_equal(c->sources[0].server.timeout_sec, 30);
	assert_string_equal(c->sources[0].mailbox, "INBOX");
	assert_string_equal(c->sources[1].path, want);
	assert_string_equal(c->store, store);
	assert_int_equal(c->sink.server.port, 587);
	assert_true(config_supervised(c, "offer"));
	assert_false(config_supervised(c, "ack"));
	assert_true(c->match.w_near > 2.9 && c->match.w_near < 3.1);
	assert_int_equal(c->calendar.closed.n, 0);
	config_free(c);
	free(want);
	free(store);
	(void)unlink(pw);
	free(pw);
}

static void
test_secret(void **state)
{
	struct config c = {0};
	char *conf = path_join(folder, "x.conf"), *creds = path_join(folder, "creds");
	char *problem, *secret, *a, *b, *empty;

	(void)state;
	c.file = conf;
	a = write_file("s", "beside\n\n", 8);
	empty = write_file("e", "\n", 1);
	(void)chmod(a, 0600);
	(void)chmod(empty, 0600);
	secret = config_secret(&c, "s", &problem);
	assert_string_equal(secret, "beside\n");
	assert_null(problem);
	free(secret);
	assert_null(config_secret(&c, "e", &problem));
	assert_non_null(strstr(problem, "empty"));
	free(problem);
	assert_null(config_secret(&c, "none", &problem));
	free(problem);
	assert_int_equal(mkdir(creds, 0700), 0);
	b = write_file("creds/s", "given\r\n", 7);
	(void)setenv("CREDENTIALS_DIRECTORY", creds, 1);
	secret = config_secret(&c, "s", &problem);
	assert_string_equal(secret, "given");
	free(secret);
	(void)unsetenv("CREDENTIALS_DIRECTORY");
	(void)unlink(a);
	(void)unlink(b);
	(void)unlink(empty);
	(void)rmdir(creds);
	free(a);
	free(b);
	free(empty);
	free(creds);
	free(conf);
}

static char *
sample_path(void)
{
	char *dir = path_data_dir(), *path = path_join(dir, "conf/madoguchi.conf");

	free(dir);
	if (access(path, R_OK) != 0)
		set_str(&path, "conf/madoguchi.conf");
	return path;
}

/* The examples name servers and an address; everything else is the default. */
static bool
example_only(const struct setting *s)
{
	return setting_group_repeats(s->group) || str_eq(s->group, "sink") ||
	       (str_eq(s->group, "desk") && str_eq(s->name, "address"));
}

static void
test_sample_is_default(void **state)
{
	struct strlist problems = {0};
	char *path = sample_path();
	struct config *c = config_load(path, false, &problems), *d = config_default();
	const struct setting *s;

	(void)state;
	show(&problems);
	assert_non_null(c);
	for (size_t i = 0; (s = setting_at(i)); i++) {
		char *a, *b;

		if (example_only(s))
			continue;
		a = setting_text(s, c);
		b = setting_text(s, d);
		if (!str_eq(a, b))
			print_message("%s.%s\n", s->group, s->name);
		assert_string_equal(a, b);
		free(a);
		free(b);
	}
	assert_int_equal(c->sources_n, 1);
	assert_int_equal(c->sink.max_tries, d->sink.max_tries);
	assert_int_equal(c->sink.rate_per_minute, d->sink.rate_per_minute);
	assert_int_equal(c->sink.retry_first_sec, d->sink.retry_first_sec);
	assert_int_equal(c->sink.server.port, 465);
	assert_int_equal(c->sources[0].server.port, 993);
	config_free(c);
	config_free(d);
	free(path);
}

/* Finds "name = " at the beginning of a line, commented out or not, within the group. */
static bool
sample_shows(const char *text, const struct setting *s)
{
	char *head = xasprintf(
	    "\n%s %s", s->group, setting_group_repeats(s->group) ? "= (" : ": {");
	const char *p = strstr(text, head);
	const char *end =
	    p ? strstr(p, setting_group_repeats(s->group) ? "\n);" : "\n};") : NULL;
	bool found = false;

	free(head);
	while (p && p < end && !found) {
		p++;
		p += strspn(p, "\t #");
		found = strncmp(p, s->name, strlen(s->name)) == 0 &&
		        str_starts(p + strlen(s->name), " = ");
		p = strchr(p, '\n');
	}
	return found;
}

static void
test_sample_is_complete(void **state)
{
	struct buf b = {0};
	char *path = sample_path();
	const struct setting *s;

	(void)state;
	assert_true(buf_read_file(&b, path, 1 << 20));
	for (size_t i = 0; (s = setting_at(i)); i++) {
		if (!sample_shows(buf_str(&b), s))
			print_message("not in the sample: %s.%s\n", s->group, s->name);
		assert_true(sample_shows(buf_str(&b), s));
	}
	buf_free(&b);
	free(path);
}

static void
test_no_file(void **state)
{
	struct strlist problems = {0};

	(void)state;
	assert_null(config_load("/nonexistent/x.conf", false, &problems));
	assert_null(config_load("/tmp", false, &problems));
	assert_int_equal(problems.n, 2);
	strlist_free(&problems);
}

static void
test_cut_anywhere(void **state)
{
	struct buf b = {0};
	char *path = sample_path();

	(void)state;
	assert_true(buf_read_file(&b, path, 1 << 20));
	for (size_t n = 0; n < b.len; n += 97) {
		struct strlist problems = {0};
		char *cut = write_file("cut.conf", b.data, n);
		struct config *c = config_load(cut, true, &problems);

		assert_true((c != NULL) == (problems.n == 0));
		config_free(c);
		strlist_free(&problems);
		(void)unlink(cut);
		free(cut);
	}
	buf_free(&b);
	free(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_mistakes),
	    cmocka_unit_test(test_defaults),
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_secret),
	    cmocka_unit_test(test_sample_is_default),
	    cmocka_unit_test(test_sample_is_complete),
	    cmocka_unit_test(test_no_file),
	    cmocka_unit_test(test_cut_anywhere),
	};
	char *conf;
	int failed;

	if (!mkdtemp(folder))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	conf = path_join(folder, "t.conf");
	(void)unlink(conf);
	(void)rmdir(folder);
	free(conf);
	return failed;
}
