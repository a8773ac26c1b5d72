/* SPDX-License-Identifier: Apache-2.0 */
#include "common/hash.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <stdbool.h>

#include "common/err.h"

enum { LONG_INPUT = 512 }; /* below, finding the way through libcrypto costs more */

/* libcrypto's SHA-256, looked up once; NULL where a policy of the machine forbids it. */
static const EVP_MD *fast_sha256(void)
{
	static EVP_MD *md;
	static bool looked;
	if (!looked)
		md = EVP_MD_fetch(NULL, "SHA256", NULL);
	looked = true;
	return md;
}

void zb_digest(unsigned char *out, size_t n, struct zb_span s)
{
	crypto_generichash(out, n, (const unsigned char *)s.p, s.n, NULL, 0);
}

void zb_sha256(unsigned char out[ZB_SHA256_SIZE], struct zb_span s)
{
	const EVP_MD *md = s.n >= LONG_INPUT ? fast_sha256() : NULL;
	if (md != NULL && EVP_Digest(s.p, s.n, out, NULL, md, NULL) == 1)
		return;
	crypto_hash_sha256(out, (const unsigned char *)s.p, s.n);
}

void zb_sha256_parts(unsigned char out[ZB_SHA256_SIZE], const struct zb_span *parts, size_t n)
{
	crypto_hash_sha256_state state;
	crypto_hash_sha256_init(&state);
	for (size_t i = 0; i < n; i++) {
		unsigned char len[8];
		for (int b = 0; b < 8; b++)
			len[b] = (unsigned char)((uint64_t)parts[i].n >> (56 - 8 * b));
		crypto_hash_sha256_update(&state, len, sizeof(len));
		crypto_hash_sha256_update(&state, (const unsigned char *)parts[i].p,
		                          parts[i].n);
	}
	crypto_hash_sha256_final(&state, out);
}

const char *zb_hex(char *out, const unsigned char *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * n] = '\0';
	return out;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int zb_unhex(unsigned char *out, size_t n, struct zb_span text)
{
	if (text.n != 2 * n)
		return ZB_EMALFORMED;
	for (size_t i = 0; i < n; i++) {
		int high = digit(text.p[2 * i]);
		int low = digit(text.p[2 * i + 1]);
		if (high < 0 || low < 0)
			return ZB_EMALFORMED;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return 0;
}
