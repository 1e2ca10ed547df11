/* Secrets that may be replaced at any time. See hook_secret.h. */
#include "hook_secret.h"

#include "log.h"

#include <stdlib.h>
#include <string.h>

static bool
same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	       a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static void
tell(struct hook_secret *s, const char *problem)
{
	if (!s->told)
		log_warn("%s: %s: %s; the secrets known before stay valid", s->source,
		    s->file, problem);
	s->told = true;
}

static void
load(struct hook_secret *s)
{
	struct hook_secrets read = {0};
	struct err e = {0};
	char *problem = NULL, *text = config_secret(s->config, s->file, &problem);

	if (!text) {
		tell(s, problem ? problem : "cannot be read");
	} else if (!hook_secrets_read(&read, text, s->base64, &e)) {
		tell(s, e.text);
	} else {
		log_info("%s: %zu secret(s) of deliveries are valid", s->source, read.n);
		hook_secrets_free(&s->known);
		s->known = read;
		s->told = false;
	}
	if (text)
		explicit_bzero(text, strlen(text));
	free(text);
	free(problem);
}

const struct hook_secrets *
hook_secret_now(struct hook_secret *s)
{
	char *path = config_secret_path(s->config, s->file);
	struct stat st;

	/* The mark is from before the file is read: what is written meanwhile shows. */
	if (!path || stat(path, &st) < 0) {
		tell(s, "there is no such file");
	} else if (!same_file(&st, &s->mark)) {
		s->mark = st;
		load(s);
	}
	free(path);
	return &s->known;
}

void
hook_secret_free(struct hook_secret *s)
{
	hook_secrets_free(&s->known);
}
