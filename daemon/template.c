/*
 * Texts that people receive, see template.h: the files, their check against
 * template_names.c, and what happens around the Mustache engine (headers, empty lines,
 * folding).
 */
#include "template.h"

#include "buf.h"
#include "fold.h"
#include "mustache.h"
#include "template_names.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 256 * 1024, PARTIAL_DEPTH_MAX = 16 };

/* One file. */
struct text {
	char *name;               /* "ack", "_signature" */
	char *file;               /* "ja/ack.txt", for messages */
	struct mustache *subject; /* NULL in partials */
	struct mustache *body;
	struct strlist names; /* of what it may tell, partials included */
};

struct language {
	char *lang;
	struct text *v;
	size_t n;
};

struct templates {
	struct language *v;
	size_t n;
};

static const struct text *
find_text(const struct language *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++) {
		if (str_eq(l->v[i].name, name))
			return &l->v[i];
	}
	return NULL;
}

/* Partials are named without their underscore. arg: where the language is. */
static const struct mustache *
partial_of(void *arg, const char *name)
{
	const struct language *const *l = arg;
	char *file = xasprintf("_%s", name);
	const struct text *t = find_text(*l, file);

	free(file);
	return t ? t->body : NULL;
}

/* --- reading --- */

static void
drop_cr(struct buf *b)
{
	size_t to = 0;

	for (size_t i = 0; i < b->len; i++) {
		if (b->data[i] != '\r' || b->data[i + 1] != '\n')
			b->data[to++] = b->data[i];
	}
	b->len = to;
	b->data[to] = '\0';
}

static struct mustache *
parse_part(const struct text *t, const char *s, size_t line, struct strlist *problems)
{
	struct err e = {.text = ""};
	struct mustache *m = mustache_parse(s, line, &e);

	if (!m)
		strlist_addf(problems, "%s:%s", t->file, e.text);
	return m;
}

/* Header lines, an empty line, the body. */
static void
parse_mail(struct text *t, const char *s, struct strlist *problems)
{
	size_t line = 1, n;

	for (; (n = strcspn(s, "\n")) > 0; line++) {
		char *header = xstrndup(s, n);

		if (!str_istarts(header, "Subject:"))
			strlist_addf(problems, "%s:%zu: only 'Subject:' may stand here",
			    t->file, line);
		else if (t->subject)
			strlist_addf(problems, "%s:%zu: a second subject", t->file, line);
		else
			t->subject = parse_part(
			    t, str_trim(header + strlen("Subject:")), line, problems);
		free(header);
		s += n + (s[n] == '\n');
	}
	if (!t->subject)
		strlist_addf(problems, "%s:1: 'Subject:' is missing", t->file);
	if (*s == '\n')
		t->body = parse_part(t, s + 1, line + 1, problems);
	else
		strlist_addf(problems, "%s:%zu: an empty line and the text are missing",
		    t->file, line);
}

static void
read_text(struct language *l, const char *dir, const char *name, struct strlist *problems)
{
	struct buf b = {0};
	char *path = xasprintf("%s/%s/%s.txt", dir, l->lang, name);
	struct text *t;

	l->v = xreallocarray(l->v, l->n + 1, sizeof(*l->v));
	t = &l->v[l->n++];
	*t = (struct text){
	    .name = xstrdup(name), .file = xasprintf("%s/%s.txt", l->lang, name)};
	if (!buf_read_file(&b, path, FILE_MAX)) {
		strlist_addf(problems, "%s:1: %s", t->file, strerror(errno));
	} else {
		drop_cr(&b);
		if (name[0] == '_')
			t->body = parse_part(t, buf_str(&b), 1, problems);
		else
			parse_mail(t, buf_str(&b), problems);
	}
	buf_free(&b);
	free(path);
}

static int
is_text_file(const struct dirent *d)
{
	return d->d_name[0] != '.' && str_ends(d->d_name, ".txt");
}

static int
is_language(const struct dirent *d)
{
	return strlen(d->d_name) == 2 && d->d_name[0] >= 'a' && d->d_name[0] <= 'z' &&
	       d->d_name[1] >= 'a' && d->d_name[1] <= 'z';
}

/* sub: "" or a folder with its slash, which begins the names of its texts. */
static void
read_folder(
    struct language *l, const char *dir, const char *sub, struct strlist *problems)
{
	char *path = xasprintf("%s/%s/%s", dir, l->lang, sub);
	struct dirent **files = NULL;
	int n = scandir(path, &files, is_text_file, alphasort);

	/* Texts that are missing are told one by one. */
	if (n < 0 && !*sub)
		strlist_addf(problems, "%s: %s", path, strerror(errno));
	for (int i = 0; i < n; i++) {
		char *name = xasprintf("%s%.*s", sub,
		    (int)(strlen(files[i]->d_name) - strlen(".txt")), files[i]->d_name);

		read_text(l, dir, name, problems);
		free(name);
		free(files[i]);
	}
	free(files);
	free(path);
}

static void
read_language(
    struct templates *t, const char *dir, const char *lang, struct strlist *problems)
{
	struct language *l;

	t->v = xreallocarray(t->v, t->n + 1, sizeof(*t->v));
	l = &t->v[t->n++];
	*l = (struct language){.lang = xstrdup(lang)};
	read_folder(l, dir, "", problems);
	read_folder(l, dir, "chat/", problems);
}

/* --- checking --- */

struct check {
	const struct language *lang;
	const struct text *mail; /* whose vocabulary counts */
	const struct text *text; /* the mail itself or one of its partials */
	const struct template_info *info;
	const struct strlist *base; /* sections around the partial */
	int depth;
	struct strlist *names; /* gets the names whose values it puts in */
	struct strlist *problems;
};

static bool check_tag(void *arg, enum mustache_tag tag, const char *name, size_t line,
    const struct strlist *path);

/* Full dotted name of what `name` means inside the sections full[0..n), innermost last;
 * NULL when the template may not use it. Owned. */
static char *
resolve(const struct check *c, const struct strlist *full, const char *name, bool section)
{
	if (str_eq(name, "."))
		return full->n && template_name_allowed(
		                      c->info, full->v[full->n - 1], section)
		           ? xstrdup(full->v[full->n - 1])
		           : NULL;
	for (size_t i = full->n; i > 0; i--) {
		char *inner = xasprintf("%s.%s", full->v[i - 1], name);

		if (template_name_allowed(c->info, inner, section))
			return inner;
		free(inner);
	}
	return template_name_allowed(c->info, name, section) ? xstrdup(name) : NULL;
}

static void
add_sections(const struct check *c, const struct strlist *sections, struct strlist *full)
{
	for (size_t i = 0; sections && i < sections->n; i++) {
		char *name = resolve(c, full, sections->v[i], true);

		if (name)
			strlist_take(full, name);
	}
}

static void
check_partial(
    const struct check *c, const char *name, size_t line, const struct strlist *full)
{
	struct check inner = *c;
	char *file = xasprintf("_%s", name);

	inner.text = find_text(c->lang, file);
	inner.base = full;
	inner.depth++;
	if (!inner.text)
		strlist_addf(c->problems, "%s:%zu: there is no partial '%s'",
		    c->text->file, line, name);
	else if (inner.depth > PARTIAL_DEPTH_MAX)
		strlist_addf(c->problems, "%s:%zu: partial '%s' nests too deeply",
		    c->text->file, line, name);
	else if (inner.text->body)
		(void)mustache_walk(inner.text->body, check_tag, &inner);
	free(file);
}

static bool
check_tag(void *arg, enum mustache_tag tag, const char *name, size_t line,
    const struct strlist *path)
{
	const struct check *c = arg;
	struct strlist full = {0};
	char *known;

	add_sections(c, c->base, &full);
	add_sections(c, path, &full);
	if (tag == MUSTACHE_TAG_PARTIAL) {
		check_partial(c, name, line, &full);
	} else {
		known = resolve(c, &full, name, tag != MUSTACHE_TAG_VARIABLE);
		if (!known)
			strlist_addf(c->problems, "%s:%zu: '%s' may not be used in '%s'",
			    c->text->file, line, name, c->mail->name);
		else if (tag == MUSTACHE_TAG_VARIABLE && !strlist_has(c->names, known))
			strlist_add(c->names, known);
		free(known);
	}
	strlist_free(&full);
	/* A partial that includes itself would be reported once a level. */
	return c->problems->n < 200;
}

static void
check_language(struct language *l, struct strlist *problems)
{
	const struct template_info *all;
	size_t n;

	all = template_info_all(&n);
	for (size_t i = 0; i < n; i++) {
		if (!find_text(l, all[i].name))
			strlist_addf(
			    problems, "%s/%s.txt:1: missing", l->lang, all[i].name);
	}
	for (size_t i = 0; i < l->n; i++) {
		struct text *t = &l->v[i];
		struct check c = {l, t, t, NULL, NULL, 0, &t->names, problems};

		if (t->name[0] == '_')
			continue;
		c.info = template_info_find(t->name);
		if (!c.info) {
			strlist_addf(
			    problems, "%s:1: the desk sends no such mail", t->file);
			continue;
		}
		if (t->subject)
			(void)mustache_walk(t->subject, check_tag, &c);
		if (t->body)
			(void)mustache_walk(t->body, check_tag, &c);
	}
}

struct templates *
templates_load(const char *dir, struct strlist *problems)
{
	struct templates *t = xcalloc(1, sizeof(*t));
	struct dirent **langs = NULL;
	size_t before = problems->n;
	int n = scandir(dir, &langs, is_language, alphasort);

	if (n < 0)
		strlist_addf(problems, "%s: %s", dir, strerror(errno));
	else if (n == 0)
		strlist_addf(problems, "%s: no folder of a language (ja, en)", dir);
	for (int i = 0; i < n; i++) {
		read_language(t, dir, langs[i]->d_name, problems);
		free(langs[i]);
	}
	free(langs);
	for (size_t i = 0; i < t->n; i++)
		check_language(&t->v[i], problems);
	if (problems->n == before)
		return t;
	templates_free(t);
	return NULL;
}

void
templates_free(struct templates *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n; i++) {
		struct language *l = &t->v[i];

		for (size_t k = 0; k < l->n; k++) {
			free(l->v[k].name);
			free(l->v[k].file);
			mustache_free(l->v[k].subject);
			mustache_free(l->v[k].body);
			strlist_free(&l->v[k].names);
		}
		free(l->v);
		free(l->lang);
	}
	free(t->v);
	free(t);
}

/* --- rendering --- */

/* One line without control characters at its ends or inside; white space is not doubled.
 */
static char *
tidy_subject(const char *s)
{
	struct buf out = {0};

	for (; *s; s++) {
		bool blank = *s == ' ' || ((unsigned char)*s < 0x20);

		if (!blank)
			buf_addc(&out, *s);
		else if (out.len && out.data[out.len - 1] != ' ')
			buf_addc(&out, ' ');
	}
	while (out.len && out.data[out.len - 1] == ' ')
		out.data[--out.len] = '\0';
	return buf_steal(&out);
}

static size_t
length_without_blanks(const char *s, size_t n)
{
	for (;;) {
		if (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
			n--;
		else if (n >= 3 && memcmp(s + n - 3, "　", 3) == 0)
			n -= 3;
		else
			return n;
	}
}

/* Lines that were left out may leave empty ones behind: never two in a row, none at the
 * ends; no white space at the end of a line. */
static char *
tidy_body(const char *s)
{
	struct buf out = {0};
	bool gap = false;

	while (*s) {
		size_t n = strcspn(s, "\n"), kept = length_without_blanks(s, n);

		if (kept == 0) {
			gap = out.len > 0;
		} else {
			if (gap)
				buf_addc(&out, '\n');
			buf_add(&out, s, kept);
			buf_addc(&out, '\n');
			gap = false;
		}
		s += n + (s[n] == '\n');
	}
	return buf_steal(&out);
}

static bool
render_part(const struct language *l, const struct mustache *m, const json_t *data,
    bool one_line, struct buf *out, struct err *e)
{
	struct mustache_env env = {
	    .one_line = one_line, .partial = partial_of, .arg = &l};

	return mustache_render(m, data, &env, out, e);
}

static const struct language *
find_language(const struct templates *t, const char *lang)
{
	for (size_t i = 0; i < t->n; i++) {
		if (str_eq(t->v[i].lang, lang))
			return &t->v[i];
	}
	return NULL;
}

const struct strlist *
templates_names(const struct templates *t, const char *name, const char *lang)
{
	const struct language *l = find_language(t, lang);
	const struct text *text = l && name[0] != '_' ? find_text(l, name) : NULL;

	return text ? &text->names : NULL;
}

bool
templates_render(const struct templates *t, const char *name, const char *lang,
    const json_t *data, char **subject, char **body, struct err *e)
{
	const struct language *l = find_language(t, lang);
	const struct text *text = l && name[0] != '_' ? find_text(l, name) : NULL;
	struct buf head = {0}, main = {0};
	bool ok;

	if (!text)
		return err_set(e, "there is no template '%s' in '%s'", name, lang);
	ok = render_part(l, text->subject, data, true, &head, e) &&
	     render_part(l, text->body, data, false, &main, e);
	if (ok) {
		char *tidy = tidy_body(buf_str(&main));

		*subject = tidy_subject(buf_str(&head));
		/* Lines of a chat are as long as its window is wide. */
		*body = str_starts(name, "chat/") ? xstrdup(tidy)
		                                  : fold_text(tidy, FOLD_COLUMNS);
		free(tidy);
	}
	buf_free(&head);
	buf_free(&main);
	return ok;
}

/* --- one file --- */

struct file_partials {
	char *dir;
	const char *extension; /* ".txt", or "" */
	char **names;
	struct mustache **v; /* NULL: there is no such file */
	size_t n;
	struct err e; /* of the first partial that cannot be parsed */
};

static struct mustache *
parse_file(const char *path, struct err *e)
{
	struct buf b = {0};
	struct err inner = {.text = ""};
	struct mustache *m = NULL;

	if (!buf_read_file(&b, path, FILE_MAX)) {
		(void)err_set(e, "%s: %s", path, strerror(errno));
	} else {
		m = mustache_parse(buf_str(&b), 1, &inner);
		if (!m)
			(void)err_set(e, "%s:%s", path, inner.text);
	}
	buf_free(&b);
	return m;
}

static struct mustache *
load_file_partial(struct file_partials *f, const char *name)
{
	static const char *const prefixes[] = {"", "_"};

	/* A name is a file of this folder, not a way out of it. */
	if (strchr(name, '/') || name[0] == '.')
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
		char *path =
		    xasprintf("%s/%s%s%s", f->dir, prefixes[i], name, f->extension);
		struct err e = {.text = ""};
		struct mustache *m;

		errno = 0;
		m = parse_file(path, &e);
		free(path);
		if (m)
			return m;
		if (errno != ENOENT && !f->e.text[0])
			f->e = e;
	}
	return NULL;
}

static const struct mustache *
file_partial(void *arg, const char *name)
{
	struct file_partials *f = arg;

	for (size_t i = 0; i < f->n; i++) {
		if (str_eq(f->names[i], name))
			return f->v[i];
	}
	f->names = xreallocarray(f->names, f->n + 1, sizeof(*f->names));
	f->v = xreallocarray(f->v, f->n + 1, sizeof(*f->v));
	f->names[f->n] = xstrdup(name);
	f->v[f->n] = load_file_partial(f, name);
	return f->v[f->n++];
}

static void
file_partials_free(struct file_partials *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->names[i]);
		mustache_free(f->v[i]);
	}
	free(f->names);
	free(f->v);
	free(f->dir);
}

bool
template_render_file(const char *path, const json_t *data, char **out, struct err *e)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	const char *dot = strrchr(base, '.');
	struct file_partials f = {.extension = dot ? dot : "",
	    .dir = slash ? xstrndup(path, (size_t)(slash - path)) : xstrdup(".")};
	struct mustache_env env = {.escape_html = str_ieq(f.extension, ".html") ||
	                                          str_ieq(f.extension, ".mustache"),
	    .partial = file_partial,
	    .arg = &f};
	struct buf text = {0};
	struct mustache *m = parse_file(path, e);
	bool ok = m && mustache_render(m, data, &env, &text, e);

	if (ok && f.e.text[0])
		ok = err_set(e, "%s", f.e.text);
	if (ok)
		*out = buf_steal(&text);
	buf_free(&text);
	mustache_free(m);
	file_partials_free(&f);
	return ok;
}
