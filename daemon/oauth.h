/*
 * Access tokens (RFC 6749, 4.4 and 6; RFC 7523, 2.1), through libcurl. One renewer under
 * a file lock serves fetch and send; a rotated refresh token replaces the old one
 * atomically in state_dir before the access token is used. Tokens are never logged.
 */
#ifndef MADOGUCHI_OAUTH_H
#define MADOGUCHI_OAUTH_H

#include "config.h"
#include "err.h"

#include <stdint.h>

/* A token good for at least a minute; owned. force: the last one was refused, get a new
 * one. NULL with e: retry is false for invalid_grant and invalid_client, where a person
 * must act. */
char *oauth_token(const struct config *c, const char *name, int64_t now, bool force,
    struct err *e) MUST_CHECK;

#endif
