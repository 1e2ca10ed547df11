/* The command's messages in the operator's language: Japanese where the locale
 * (LC_ALL, LC_MESSAGES, LANG) says so, else English. What the store keeps, events above
 * all, is Japanese in either. */
#ifndef MADOGUCHI_CMD_SAY_H
#define MADOGUCHI_CMD_SAY_H

#include "mem.h"

/* The format to print in place of this English one; itself where there is no other. */
const char *cmd_say(const char *english);
/* Row i of the table, for its test; false behind the last. */
bool cmd_say_row(size_t i, const char **english, const char **japanese);

#endif
