/* A signed claim set (RFC 7519) that a service account asks for a token with (RFC 7523,
 * 2.1): RS256 alone. */
#ifndef MADOGUCHI_JWT_H
#define MADOGUCHI_JWT_H

#include "err.h"

#include <stdint.h>

/* Valid from now for five minutes. key: an RSA private key, PEM. Owned; NULL with e: the
 * key is none. No error text holds the key. */
char *jwt_assertion(const char *key, const char *issuer, const char *subject, int64_t now,
    struct err *e) MUST_CHECK;

#endif
