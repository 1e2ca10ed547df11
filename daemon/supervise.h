/*
 * The supervisor: starts the pumps as processes, restarts a dead one with back-off,
 * carries wake-ups from the operator's command to them, and talks to systemd. It holds no
 * store connection, no password and no mail.
 */
#ifndef MADOGUCHI_SUPERVISE_H
#define MADOGUCHI_SUPERVISE_H

#include "config.h"

/* Runs until told to stop; returns the exit code. */
int supervise(const struct config *c);
/* Runs every pump until nothing is due; returns the exit code. */
int supervise_once(const struct config *c);
/* Takes the lock that keeps two daemons off one store, for as long as this process and
 * its children live. False: another one is running (text in *problem, owned). */
bool supervise_lock(const struct config *c, int wait_sec, char **problem) MUST_CHECK;
/* The operator's command calls this after a change; quiet when no daemon runs. */
void supervise_poke(const struct config *c);

#endif
