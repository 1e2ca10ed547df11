/*
 * What kind of message it is, what it states, how sure that is, and why.
 *
 * The brain holds the model, word lists and tables, loaded once. decide() is a pure
 * function of brain, message and context: the same bytes always get the same answer. It
 * does no input or output.
 */
#ifndef MADOGUCHI_DECIDE_H
#define MADOGUCHI_DECIDE_H

#include "err.h"
#include "message.h"
#include "reading.h"

struct brain;
struct gazetteer;
struct words;

/* Loads from data_dir/conf. NULL with e filled when a file is missing or damaged. */
struct brain *brain_load(const char *data_dir, struct err *e) MUST_CHECK;
/* The same with another model file. */
struct brain *brain_load_model(
    const char *data_dir, const char *model, struct err *e) MUST_CHECK;
void brain_free(struct brain *b);
/* Its lists of places and names; NULL for no brain. */
const struct gazetteer *brain_lists(const struct brain *b);
/* What cuts texts into words; for the thread that decides. */
struct words *brain_words(const struct brain *b);
/* auto_min, review_max: see config.decide. */
void brain_thresholds(struct brain *b, double auto_min, double review_max);

/* context may be NULL (nothing is known). r is initialised here; the caller frees it. */
void decide(const struct brain *b, const struct message *m,
    const struct read_context *context, struct reading *r);

/* True when the message must never be answered (RFC 3834 and the habits of real
 * programs): automatic, bulk, list, empty return path, our own. why (may be NULL) gets an
 * owned text. */
bool decide_automatic(const struct message *m, char **why);

#endif
