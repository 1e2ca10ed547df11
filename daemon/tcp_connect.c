/* A connected socket within a time. See tcp_connect.h. */
#include "tcp_connect.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static bool
is_loopback(const struct sockaddr *addr)
{
	static const unsigned char mapped[13] = {[10] = 0xff, [11] = 0xff, [12] = 127};

	if (addr->sa_family == AF_INET) {
		const struct sockaddr_in *in =
		    (const struct sockaddr_in *)(const void *)addr;

		return (ntohl(in->sin_addr.s_addr) >> 24) == 127;
	}
	if (addr->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in6 =
		    (const struct sockaddr_in6 *)(const void *)addr;

		return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr) ||
		       memcmp(&in6->sin6_addr, mapped, sizeof(mapped)) == 0;
	}
	return false;
}

/* Returns 0 or what went wrong, as errno. */
static int
await_connected(int fd, int sec)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};
	int error = 0, n;
	socklen_t len = sizeof(error);

	n = poll(&p, 1, sec * 1000);
	if (n == 0 || (n < 0 && errno == EINTR))
		return ETIMEDOUT;
	if (n < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		return errno;
	return error;
}

static int
connect_to(const struct addrinfo *a, int sec, int *problem)
{
	int on = 1, fd;

	fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		*problem = errno;
		return -1;
	}
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	(void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	*problem = connect(fd, a->ai_addr, a->ai_addrlen) == 0 ? 0 : errno;
	if (*problem == EINPROGRESS)
		*problem = await_connected(fd, sec);
	if (*problem == 0)
		return fd;
	(void)close(fd);
	return -1;
}

static int
connect_first(const struct addrinfo *all, int timeout_sec, bool loopback_only, int *tried,
    int *problem)
{
	int fd = -1, count = 0;

	for (const struct addrinfo *a = all; a; a = a->ai_next)
		count++;
	for (const struct addrinfo *a = all; a && fd < 0; a = a->ai_next) {
		if (loopback_only && !is_loopback(a->ai_addr))
			continue;
		(*tried)++;
		fd = connect_to(a, 1 + timeout_sec / count, problem);
	}
	return fd;
}

int
tcp_connect(
    const char *host, int port, int timeout_sec, bool loopback_only, struct err *e)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *all = NULL;
	char service[16];
	int r, fd, problem = 0, tried = 0;

	(void)snprintf(service, sizeof(service), "%d", port);
	r = getaddrinfo(host, service, &hints, &all);
	if (r != 0) {
		(void)err_retry(
		    e, "cannot find the address of %s: %s", host, gai_strerror(r));
		return -1;
	}
	fd = connect_first(all, timeout_sec, loopback_only, &tried, &problem);
	freeaddrinfo(all);
	if (fd < 0 && tried == 0)
		(void)err_set(e,
		    "%s is not this machine: plain text is refused, use tls or starttls",
		    host);
	else if (fd < 0)
		(void)err_retry(
		    e, "cannot connect to %s port %d: %s", host, port, strerror(problem));
	return fd;
}
