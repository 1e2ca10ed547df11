/*
 * The ways from each schema version to the next, for store.c alone. What is written here
 * stays as it is for good: stores of that version are in use. A new store is made by
 * schema.sql; a test compares both ways.
 */
#ifndef MADOGUCHI_STORE_MIGRATIONS_H
#define MADOGUCHI_STORE_MIGRATIONS_H

#include "store_db.h"

const struct migration *store_migrations(size_t *n);

#endif
