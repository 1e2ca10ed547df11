/*
 * Whether a message asks how a case stands (「その後いかがでしょうか」, "any update?"),
 * and whether it says anything else. The words that may stand around the question are a
 * list: what is not on it counts as something else, which a person should see.
 */
#ifndef MADOGUCHI_ASK_STATUS_H
#define MADOGUCHI_ASK_STATUS_H

#include "message.h"

enum asking {
	ASKS_NOTHING,
	ASKS_STATUS,         /* and says nothing else */
	ASKS_STATUS_AND_MORE /* something else is said, or attached */
};

/* names: of the people and firms of the case, which may stand in it. */
enum asking ask_status(const struct message *m, const struct strlist *names);

#endif
