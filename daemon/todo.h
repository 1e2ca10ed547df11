/*
 * What an operator may do about something that waits, as commands ready to be typed, from
 * one table.
 */
#ifndef MADOGUCHI_TODO_H
#define MADOGUCHI_TODO_H

#include "store_case.h"

struct todo {
	char *command; /* "madoguchi case approve 2026-0001"; capitals and Japanese words
	                  in it are to be filled in */
	const char *why; /* what it does, in Japanese */
};

/* About an open event, the likeliest first; the last one says that it has been dealt
 * with. now: for what is known of an expert. *n rows; todos_free. */
struct todo *todo_event(
    struct store *s, int64_t now, const struct event_row *event, size_t *n);
/* About a mail that waits (held, failed): state of its row; case_number NULL: none. */
struct todo *todo_mail(
    const char *state, int64_t outbox_id, const char *case_number, size_t *n);
/* About a message in quarantine. */
struct todo *todo_quarantine(int64_t inbox_id, size_t *n);
void todos_free(struct todo *rows, size_t n);

#endif
