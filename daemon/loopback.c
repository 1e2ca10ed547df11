/* Whether a host name can only be this machine. See loopback.h. */
#include "loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

bool
host_is_loopback(const char *host)
{
	struct in_addr v4;
	struct in6_addr v6;
	bool loopback = false;
	size_t n = host ? strlen(host) : 0;
	char *bare;

	if (n == 0)
		return false;
	if (str_ieq(host, "localhost"))
		return true;
	if (inet_pton(AF_INET, host, &v4) == 1)
		return (ntohl(v4.s_addr) >> 24) == 127;
	bare = *host == '[' && host[n - 1] == ']' ? xstrndup(host + 1, n - 2)
	                                          : xstrdup(host);
	if (inet_pton(AF_INET6, bare, &v6) == 1)
		loopback = IN6_IS_ADDR_LOOPBACK(&v6);
	free(bare);
	return loopback;
}
