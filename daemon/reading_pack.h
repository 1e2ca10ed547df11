/*
 * A reading as it crosses from one process of the desk to another: everything that a
 * message without a case has (no reply).
 */
#ifndef MADOGUCHI_READING_PACK_H
#define MADOGUCHI_READING_PACK_H

#include "reading.h"

/* New object. */
json_t *reading_pack(const struct reading *r);
/* Fills r, initialised here. False: not what reading_pack makes; r is empty then. */
bool reading_unpack(struct reading *r, const json_t *json) MUST_CHECK;

#endif
