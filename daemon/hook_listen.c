/* Where the web server listens. See hook_server.h. */
#include "hook_server.h"

#include "loopback.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 512 };

union place {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static bool
read_port(const char *s, in_port_t *port)
{
	size_t n = strspn(s, "0123456789");
	long value = n > 0 && n <= 5 && !s[n] ? strtol(s, NULL, 10) : 0;

	*port = htons((in_port_t)value);
	return value > 0 && value <= 65535;
}

/* Splits at the last colon; addresses alone, no names. */
static bool
read_address(const char *text, union place *p, socklen_t *size, char **host)
{
	const char *colon = text ? strrchr(text, ':') : NULL;
	bool wide = text && *text == '[';
	size_t n = colon ? (size_t)(colon - text) : 0;
	in_port_t port;

	memset(p, 0, sizeof(*p));
	if (!n || !read_port(colon + 1, &port) || (wide && text[n - 1] != ']'))
		return false;
	*host = wide ? xstrndup(text + 1, n - 2) : xstrndup(text, n);
	*size = wide ? sizeof(p->v6) : sizeof(p->v4);
	if (wide) {
		p->v6.sin6_family = AF_INET6;
		p->v6.sin6_port = port;
	} else {
		p->v4.sin_family = AF_INET;
		p->v4.sin_port = port;
	}
	if (inet_pton(wide ? AF_INET6 : AF_INET, *host,
	        wide ? (void *)&p->v6.sin6_addr : (void *)&p->v4.sin_addr) == 1)
		return true;
	free(*host);
	*host = NULL;
	return false;
}

bool
hook_address_ok(const char *address, bool *loopback)
{
	union place p;
	socklen_t size;
	char *host = NULL;
	bool ok = read_address(address, &p, &size, &host);

	*loopback = ok && host_is_loopback(host);
	free(host);
	return ok;
}

int
hook_listen(const char *address, struct err *e)
{
	union place p;
	socklen_t size = 0;
	char *host = NULL;
	int fd, on = 1;

	if (!read_address(address, &p, &size, &host)) {
		(void)err_set(e, "%s is no address with a port", address);
		return -1;
	}
	free(host);
	fd = socket(p.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	    bind(fd, &p.any, size) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	(void)err_retry(e, "cannot listen at %s: %s", address, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	return -1;
}
