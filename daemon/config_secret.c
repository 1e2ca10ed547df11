/* What others ask a configuration that is loaded: secrets, names. See config.h. */
#include "config.h"

#include "buf.h"
#include "log.h"
#include "paths.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_MAX_BYTES ((size_t)64 << 10)

const struct config_oauth *
config_oauth_find(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->oauth_n; i++)
		if (name && str_eq(c->oauth[i].name, name))
			return &c->oauth[i];
	return NULL;
}

bool
config_supervised(const struct config *c, const char *template_name)
{
	return c->supervised.all || strlist_has(&c->supervised.templates, template_name);
}

char *
config_secret_path(const struct config *c, const char *file)
{
	const char *given = getenv("CREDENTIALS_DIRECTORY");
	char *dir = c->file ? path_dir(c->file) : NULL;
	char *path = str_empty(given) ? NULL : path_join(given, file);

	if (!path || access(path, F_OK) != 0) {
		free(path);
		path = path_join(dir, file);
	}
	free(dir);
	if (access(path, F_OK) != 0) {
		free(path);
		return NULL;
	}
	return path;
}

static void
warn_if_open(const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 && (st.st_mode & S_IROTH))
		log_warn("everybody on this host may read the secret in %s; chmod o-r it",
		    path);
}

char *
config_secret(const struct config *c, const char *file, char **problem)
{
	struct buf b = {0};
	char *path = config_secret_path(c, file);

	*problem = NULL;
	if (!path) {
		*problem =
		    xasprintf("there is no file \"%s\", neither among the service's "
		              "credentials nor beside the configuration",
		        file);
		return NULL;
	}
	if (!buf_read_file(&b, path, SECRET_MAX_BYTES)) {
		*problem = xasprintf("%s: %s", path, strerror(errno));
	} else {
		warn_if_open(path);
		if (b.len && b.data[b.len - 1] == '\n')
			b.data[--b.len] = '\0';
		if (b.len && b.data[b.len - 1] == '\r')
			b.data[--b.len] = '\0';
		if (b.len == 0 || strlen(b.data) != b.len)
			*problem = xasprintf("%s: empty, or not a line of text", path);
	}
	free(path);
	if (!*problem)
		return buf_steal(&b);
	if (b.data)
		explicit_bzero(b.data, b.cap);
	buf_free(&b);
	return NULL;
}
