/*
 * The table of settings behind config.h: each setting's place in the file and in the
 * struct, its type, default and range. config.c reads a file by it; the unit test holds
 * conf/madoguchi.conf against it. Knows no library.
 */
#ifndef MADOGUCHI_CONFIG_TABLE_H
#define MADOGUCHI_CONFIG_TABLE_H

#include "config.h"

enum setting_type {
	SETTING_TEXT,   /* char * */
	SETTING_PATH,   /* char *; relative to the configuration file's folder */
	SETTING_SECRET, /* char *; a file for config_secret, kept as written */
	SETTING_WORD,   /* char *; one of choices */
	SETTING_CHOICE, /* an enum or int; the place in choices */
	SETTING_INT,    /* int */
	SETTING_REAL,   /* double */
	SETTING_BOOL,   /* bool */
	SETTING_LIST,   /* struct strlist of texts */
	SETTING_TIME    /* two ints, hour at offset and minute at offset_minute */
};

struct setting {
	const char *group, *name;
	const char
	    *def; /* the default in the file's words, lists with commas; NULL none */
	const char *help;           /* one line */
	const char *const *choices; /* ends with NULL */
	size_t offset;              /* in struct config, config_source or config_oauth */
	size_t offset_minute;
	double min, max;
	enum setting_type type;
};

#define SETTING_UNSET (-1) /* a choice with no default that the file does not name */

/* Row i of the table; NULL behind the last one. */
const struct setting *setting_at(size_t i);
const struct setting *setting_find(const char *group, const char *name);
/* The nearest name of the group (group NULL: the nearest group); NULL when none is near.
 */
const char *setting_suggest(const char *group, const char *name);
bool setting_group_known(const char *group);
/* sources and oauth: lists of groups. Their offsets count from one element. */
bool setting_group_repeats(const char *group);

/* Puts the defaults of a group (NULL: of every group that does not repeat). */
void settings_default(void *base, const char *group);
/* Frees what the settings of a group (NULL: as above) own. */
void settings_free(void *base, const char *group);
/* Puts a value in the file's words; false when it does not fit the setting. */
bool setting_put_text(const struct setting *s, void *base, const char *text);
bool setting_put_number(const struct setting *s, void *base, double value);
void setting_put_bool(const struct setting *s, void *base, bool value);
/* The value in the file's words; owned; "" when not set. */
char *setting_text(const struct setting *s, const void *base);
/* "a whole number from 1 to 20"; owned. */
char *setting_expected(const struct setting *s);

#endif
