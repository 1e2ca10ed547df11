/* Whose machine a host name can be. See loopback.h. */
#include "loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

struct ip {
	bool v4, v6; /* which one it is; neither: no address */
	uint32_t number;
	struct in6_addr wide;
};

static struct ip
parse(const char *host)
{
	struct ip ip = {0};
	struct in_addr v4;
	size_t n = host ? strlen(host) : 0;
	char *bare;

	if (n == 0)
		return ip;
	ip.v4 = inet_pton(AF_INET, host, &v4) == 1;
	if (ip.v4) {
		ip.number = ntohl(v4.s_addr);
		return ip;
	}
	bare = *host == '[' && host[n - 1] == ']' ? xstrndup(host + 1, n - 2)
	                                          : xstrdup(host);
	ip.v6 = inet_pton(AF_INET6, bare, &ip.wide) == 1;
	free(bare);
	return ip;
}

bool
host_is_address(const char *host)
{
	struct ip ip = parse(host);

	return ip.v4 || ip.v6;
}

bool
host_is_loopback(const char *host)
{
	struct ip ip = parse(host);

	if (str_ieq(host, "localhost"))
		return true;
	return (ip.v4 && ip.number >> 24 == 127) ||
	       (ip.v6 && IN6_IS_ADDR_LOOPBACK(&ip.wide));
}

bool
host_is_private(const char *host)
{
	static const struct {
		uint32_t net, mask;
	} nets[] = {{0x0A000000, 0xFF000000}, {0xAC100000, 0xFFF00000},
	    {0xC0A80000, 0xFFFF0000}, {0xA9FE0000, 0xFFFF0000}};
	struct ip ip = parse(host);

	if (ip.v6)
		return (ip.wide.s6_addr[0] & 0xFE) == 0xFC ||
		       IN6_IS_ADDR_LINKLOCAL(&ip.wide);
	for (size_t i = 0; ip.v4 && i < ARRAY_LEN(nets); i++)
		if ((ip.number & nets[i].mask) == nets[i].net)
			return true;
	return false;
}
