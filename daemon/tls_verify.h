/*
 * The check of a server's certificate that libetpan does not make: chain, dates, purpose
 * and host name, after the handshake and before anything secret is said.
 */
#ifndef MADOGUCHI_TLS_VERIFY_H
#define MADOGUCHI_TLS_VERIFY_H

#include "err.h"

struct tls_cert {
	const void *der; /* borrowed */
	size_t bytes;
};

/* chain: the server's own certificate first. host: a name or an IP address. ca_file: PEM
 * file with the only authorities to trust; NULL: the system's. False with e (which a
 * person must mend: retry is false). */
bool tls_verify(const struct tls_cert *chain, size_t n, const char *host,
    const char *ca_file, struct err *e) MUST_CHECK;

#endif
