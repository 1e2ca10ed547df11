/* Where files are. See paths.h. */
#include "paths.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *
path_join(const char *dir, const char *name)
{
	if (!dir || name[0] == '/')
		return xstrdup(name);
	return xasprintf("%s%s%s", dir, str_ends(dir, "/") ? "" : "/", name);
}

char *
path_dir(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return xstrdup(".");
	if (slash == path)
		return xstrdup("/");
	return xstrndup(path, (size_t)(slash - path));
}

static bool
has_folder(const char *dir, const char *name)
{
	char *path = path_join(dir, name);
	struct stat st;
	bool there = stat(path, &st) == 0 && S_ISDIR(st.st_mode);

	free(path);
	return there;
}

/* build/madoguchid has the tree one folder up, build/unit/test_x two. */
static char *
source_tree(void)
{
	static const char *const up[] = {"..", "../.."};
	char exe[PATH_MAX], full[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	char *dir;

	if (n <= 0)
		return NULL;
	exe[n] = '\0';
	dir = path_dir(exe);
	for (size_t i = 0; i < ARRAY_LEN(up); i++) {
		char *tree = path_join(dir, up[i]);

		if (has_folder(tree, "templates") && has_folder(tree, "conf") &&
		    realpath(tree, full)) {
			free(tree);
			free(dir);
			return xstrdup(full);
		}
		free(tree);
	}
	free(dir);
	return NULL;
}

char *
path_data_dir(void)
{
	const char *set = getenv("MADOGUCHI_DATA");
	char *tree;

	if (!str_empty(set))
		return xstrdup(set);
	tree = source_tree();
	return tree ? tree : xstrdup(MADOGUCHI_PREFIX "/share/madoguchi");
}
