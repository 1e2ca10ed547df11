/*
 * The web server that takes deliveries: libmicrohttpd in one thread of its own, which
 * refuses what cannot be one (path, method, type, size), gathers the rest and hands it
 * over whole. The only file that knows the library.
 *
 * Everything is bounded: connections, the time from the first byte of a request to its
 * last, headers (16 KiB), one body (HOOK_BODY_MAX), all bodies together
 * (HOOK_BODIES_MAX). Where all connections are taken, the one that has kept its request
 * waiting for longest is cut for the next, so that slow ones keep nobody out.
 */
#ifndef MADOGUCHI_HOOK_SERVER_H
#define MADOGUCHI_HOOK_SERVER_H

#include "buf.h"
#include "err.h"

#include <stdint.h>

enum {
	HOOK_BODY_MAX = 1024 * 1024,
	HOOK_BODIES_MAX = 32 * 1024 * 1024 /* memory of all that are held */
};

/* Where deliveries come to. Borrowed, and never changed. */
struct hook_place {
	const char *path;
	const char *signature, *timestamp; /* headers that are kept; NULL none */
	const char *argument; /* of the address, kept as the signature; NULL none */
	bool form;            /* comes as a form, too */
	bool xml;             /* comes as XML, and not as JSON */
};

struct hook_server_conf {
	const struct hook_place *places;
	size_t places_n;
	int connections, address_connections, request_sec;
	const char *cert, *key; /* PEM, as texts; NULL: plain HTTP */
};

/* A delivery that has come in whole. The receiver fills in the answer. */
struct hook_call {
	size_t place; /* in places */
	char *signature, *timestamp;
	bool form;
	struct buf body;
	int status;
	char *answer;     /* owned; NULL: a line that the status says */
	const char *type; /* of the answer */
	int retry_sec;    /* 0: not said */
	struct hook_call *next;
	/* the server's own */
	void *connection;
	size_t counted, past;
	bool told, done;
};

struct hook_server;

/* A socket that listens at "127.0.0.1:8464", "[::1]:8464" or the like; -1 with e. */
int hook_listen(const char *address, struct err *e) MUST_CHECK;
/* False: no such address. *loopback: nobody but this machine gets there. */
bool hook_address_ok(const char *address, bool *loopback);

/* The socket stays the caller's. NULL with e. */
struct hook_server *hook_server_start(
    const struct hook_server_conf *c, int socket, struct err *e) MUST_CHECK;
/* Readable while calls wait. */
int hook_server_fd(const struct hook_server *s);
/* All that wait, first come first; NULL none. */
struct hook_call *hook_server_take(struct hook_server *s);
/* Hands one back, answered. */
void hook_server_answer(struct hook_server *s, struct hook_call *call);
/* Cuts connections that have taken too long; to be called every second or so. */
void hook_server_sweep(struct hook_server *s);
/* Takes no more, refuses what waits (503), and releases all. */
void hook_server_stop(struct hook_server *s);

#endif
