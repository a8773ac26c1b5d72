/* SPDX-License-Identifier: Apache-2.0 */
#include "guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

struct block {
	uint32_t net;
	uint8_t bits;
};

/* IANA IPv4 Special-Purpose Address Registry, and multicast and class E. */
static const struct block blocks[] = {
	{ 0x00000000, 8 },  /* this network */
	{ 0x0A000000, 8 },  /* private */
	{ 0x64400000, 10 }, /* carrier-grade NAT */
	{ 0x7F000000, 8 },  /* loopback */
	{ 0xA9FE0000, 16 }, /* link local */
	{ 0xAC100000, 12 }, /* private */
	{ 0xC0000000, 24 }, /* IETF protocol assignments */
	{ 0xC0000200, 24 }, /* documentation */
	{ 0xC0586300, 24 }, /* 6to4 relay */
	{ 0xC0A80000, 16 }, /* private */
	{ 0xC6120000, 15 }, /* benchmarking */
	{ 0xC6336400, 24 }, /* documentation */
	{ 0xCB007100, 24 }, /* documentation */
	{ 0xE0000000, 4 },  /* multicast */
	{ 0xF0000000, 4 },  /* reserved, broadcast */
};

static bool allows_v4(uint32_t a)
{
	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		if ((a ^ blocks[i].net) >> (32 - blocks[i].bits) == 0)
			return false;
	return true;
}

static uint32_t word(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static bool is_zero(const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (b[i] != 0)
			return false;
	return true;
}

static bool allows_v6(const uint8_t b[16])
{
	static const uint8_t nat64[12] = { 0x00, 0x64, 0xFF, 0x9B };
	if (is_zero(b, 10) && b[10] == 0xFF && b[11] == 0xFF)
		return allows_v4(word(b + 12));
	if (memcmp(b, nat64, sizeof(nat64)) == 0)
		return allows_v4(word(b + 12));
	if (b[0] == 0x20 && b[1] == 0x02) /* 6to4 */
		return allows_v4(word(b + 2));
	if (b[0] == 0x20 && b[1] == 0x01 && (b[2] & 0xFE) == 0) /* 2001::/23, Teredo among it */
		return false;
	if (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0D && b[3] == 0xB8) /* documentation */
		return false;
	if (b[0] == 0x3F && b[1] == 0xFF && (b[2] & 0xF0) == 0) /* documentation, RFC 9637 */
		return false;
	return (b[0] & 0xE0) == 0x20; /* 2000::/3 is all there is of global unicast */
}

bool guard_allows_name(struct zb_span host)
{
	static const struct zb_span local = ZB_S("localhost");
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	char text[INET6_ADDRSTRLEN];
	bool literal = host.n > 2 && host.p[0] == '[';
	if (host.n > 0 && host.p[host.n - 1] == '.')
		host.n--;
	if (zb_span_ends(host, local) &&
	    (host.n == local.n || host.p[host.n - local.n - 1] == '.'))
		return false;
	if (literal)
		host = zb_span_sub(host, 1, host.n - 2);
	if (host.n >= sizeof(text))
		return !literal;
	memcpy(text, host.p, host.n);
	text[host.n] = '\0';
	if (literal)
		return inet_pton(AF_INET6, text, &v6.sin6_addr) == 1 &&
		       guard_allows((const struct sockaddr *)&v6);
	return inet_pton(AF_INET, text, &v4.sin_addr) != 1 ||
	       guard_allows((const struct sockaddr *)&v4);
}

bool guard_allows(const struct sockaddr *sa)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	switch (sa->sa_family) {
	case AF_INET:
		memcpy(&v4, sa, sizeof(v4));
		return allows_v4(ntohl(v4.sin_addr.s_addr));
	case AF_INET6:
		memcpy(&v6, sa, sizeof(v6));
		return allows_v6(v6.sin6_addr.s6_addr);
	default:
		return false;
	}
}
