/* A source's file of secrets, read again when it has changed, so that they are replaced
 * without a restart: the new one is written beside the old one, put in at the provider's,
 * then the old one is taken out. */
#ifndef MADOGUCHI_HOOK_SECRET_H
#define MADOGUCHI_HOOK_SECRET_H

#include "config.h"
#include "hook_sign.h"

#include <sys/stat.h>

struct hook_secret {
	const struct config *config;
	const char *source, *file;
	bool base64;
	struct hook_secrets known; /* none: nothing is accepted */
	struct stat mark;          /* of the file as it was read */
	bool told;                 /* of a file that cannot be used */
};

/* A file that cannot be read or makes no sense leaves what was known, and the log says
 * so. */
const struct hook_secrets *hook_secret_now(struct hook_secret *s);
void hook_secret_free(struct hook_secret *s);

#endif
