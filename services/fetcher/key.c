/* SPDX-License-Identifier: Apache-2.0 */
#include "key.h"

#include "common/hash.h"

enum { DIGEST = 16 };

/* The bytes up to and with the last '/' of the path; all of it where there is none. */
static size_t folder_length(struct zb_span url)
{
	size_t last = url.n;
	for (size_t i = 0; i < url.n && url.p[i] != '?'; i++)
		if (url.p[i] == '/')
			last = i + 1;
	return last;
}

/* All digits as one number; of a long one the low bits, which are what tells neighbours apart. */
static uint64_t number_of(struct zb_span name)
{
	uint64_t n = 0;
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] >= '0' && name.p[i] <= '9')
			n = n * 10 + (uint64_t)(name.p[i] - '0');
	return n;
}

void url_key_of(struct url_key *out, struct zb_span url)
{
	unsigned char digest[DIGEST];
	size_t folder = folder_length(url);
	uint64_t number = number_of(zb_span_sub(url, folder, url.n));
	unsigned char *p = out->b;
	zb_digest(digest, DIGEST, zb_span_sub(url, 0, folder));
	memcpy(p, digest, URL_KEY_DIR);
	p += URL_KEY_DIR;
	for (int i = URL_KEY_NUMBER - 1; i >= 0; i--)
		*p++ = (unsigned char)(number >> (8 * i));
	zb_digest(digest, DIGEST, url);
	memcpy(p, digest, URL_KEY_SIZE - URL_KEY_DIR - URL_KEY_NUMBER);
}

bool url_key_from(struct url_key *out, struct zb_span s)
{
	if (s.n != sizeof(out->b))
		return false;
	memcpy(out->b, s.p, sizeof(out->b));
	return true;
}

unsigned char *key_put_u32(unsigned char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> (24 - 8 * i));
	return p + 4;
}

unsigned char *key_put_u64(unsigned char *p, uint64_t v)
{
	return key_put_u32(key_put_u32(p, (uint32_t)(v >> 32)), (uint32_t)v);
}

uint32_t key_u32(const char *p)
{
	uint32_t v = 0;
	for (int i = 0; i < 4; i++)
		v = v << 8 | (unsigned char)p[i];
	return v;
}

uint64_t key_u64(const char *p)
{
	return (uint64_t)key_u32(p) << 32 | key_u32(p + 4);
}

struct zb_span task_key(unsigned char out[TASK_KEY_SIZE], uint64_t job,
                        const struct url_key *key)
{
	memcpy(key_put_u64(out, job), key->b, sizeof(key->b));
	return zb_span((char *)out, TASK_KEY_SIZE);
}

struct zb_span ready_key(unsigned char out[READY_KEY_SIZE], uint32_t host, uint8_t prio,
                         uint64_t seq)
{
	unsigned char *p = key_put_u32(out, host);
	*p++ = prio;
	key_put_u64(p, seq);
	return zb_span((char *)out, READY_KEY_SIZE);
}

struct zb_span later_key(unsigned char out[LATER_KEY_SIZE], int64_t due_ms, uint64_t seq)
{
	key_put_u64(key_put_u64(out, (uint64_t)due_ms), seq);
	return zb_span((char *)out, LATER_KEY_SIZE);
}
