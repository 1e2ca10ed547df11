/*
 * A desk on a test's store, without servers: built-in settings, the texts and lists of
 * this tree. The caller owns the configuration and closes the desk before he frees it.
 */
#ifndef MADOGUCHI_DESK_FIXTURE_H
#define MADOGUCHI_DESK_FIXTURE_H

#include "store_fixture.h"

#include "desk.h"

static inline struct config *
desk_config(void)
{
	struct config *config = config_default();

	set_str(&config->desk.address, "soudan@desk.example.jp");
	set_str(&config->templates_dir, "templates");
	set_str(&config->data_dir, ".");
	return config;
}

/* Opened and at work on its first event. */
static inline void
desk_ready(struct desk *d, const struct config *config, struct store *s)
{
	struct strlist problems = {0};

	if (!desk_open(d, config, s, &problems))
		fail_msg("%s", problems.n ? problems.v[0] : "desk_open");
	desk_begin(d);
}

#endif
