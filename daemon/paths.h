/* Where files are: joining names, and the folder of templates and word lists. */
#ifndef MADOGUCHI_PATHS_H
#define MADOGUCHI_PATHS_H

#include "mem.h"

/* All return owned strings. */

/* dir/name; an absolute name stays as it is, and so does any name when dir is NULL. */
char *path_join(const char *dir, const char *name);
/* The folder of a path: "." for a bare name. */
char *path_dir(const char *path);
/* The folder that holds templates/ and conf/: the environment's MADOGUCHI_DATA, else the
 * source tree that the running program was built in, else PREFIX/share/madoguchi. */
char *path_data_dir(void);

#endif
