/* SPDX-License-Identifier: Apache-2.0 */
#include "common/hash.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <stdbool.h>

#include "common/err.h"

/*
 * libcrypto's SHA-256, which has the processor's own instructions: looked up once, its state used
 * again and again. False where a policy of the machine forbids it: libsodium's is always there.
 */
static bool begin_fast(EVP_MD_CTX **ctx)
{
	static EVP_MD_CTX *kept;
	static bool looked;
	if (!looked) {
		EVP_MD *md = EVP_MD_fetch(NULL, "SHA256", NULL);
		kept = md != NULL ? EVP_MD_CTX_new() : NULL;
		if (kept != NULL && EVP_DigestInit_ex2(kept, md, NULL) != 1) {
			EVP_MD_CTX_free(kept);
			kept = NULL;
		}
		EVP_MD_free(md);
		looked = true;
	}
	*ctx = kept;
	return kept != NULL && EVP_DigestInit_ex2(kept, NULL, NULL) == 1;
}

void zb_digest(unsigned char *out, size_t n, struct zb_span s)
{
	crypto_generichash(out, n, (const unsigned char *)s.p, s.n, NULL, 0);
}

void zb_sha256(unsigned char out[ZB_SHA256_SIZE], struct zb_span s)
{
	EVP_MD_CTX *ctx = NULL;
	if (begin_fast(&ctx) && EVP_DigestUpdate(ctx, s.p, s.n) == 1 &&
	    EVP_DigestFinal_ex(ctx, out, NULL) == 1)
		return;
	crypto_hash_sha256(out, (const unsigned char *)s.p, s.n);
}

/* Parts, each behind its length, as one input: pieces of it are handed to `update`. */
struct joiner {
	bool (*update)(void *ctx, const void *p, size_t n);
	void *ctx;
	size_t n;
	unsigned char piece[512];
};

static bool hand_over(struct joiner *j)
{
	size_t n = j->n;
	j->n = 0;
	return n == 0 || j->update(j->ctx, j->piece, n);
}

static bool join(struct joiner *j, const void *p, size_t n)
{
	if (n > sizeof(j->piece) - j->n && !hand_over(j))
		return false;
	if (n > sizeof(j->piece))
		return j->update(j->ctx, p, n);
	if (n > 0)
		memcpy(j->piece + j->n, p, n);
	j->n += n;
	return true;
}

static bool join_all(struct joiner *j, const struct zb_span *parts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char len[8];
		for (int b = 0; b < 8; b++)
			len[b] = (unsigned char)((uint64_t)parts[i].n >> (56 - 8 * b));
		if (!join(j, len, sizeof(len)) || !join(j, parts[i].p, parts[i].n))
			return false;
	}
	return hand_over(j);
}

static bool update_fast(void *ctx, const void *p, size_t n)
{
	return EVP_DigestUpdate(ctx, p, n) == 1;
}

static bool update_plain(void *ctx, const void *p, size_t n)
{
	return crypto_hash_sha256_update(ctx, p, n) == 0;
}

void zb_sha256_parts(unsigned char out[ZB_SHA256_SIZE], const struct zb_span *parts, size_t n)
{
	EVP_MD_CTX *ctx = NULL;
	struct joiner fast = { .update = update_fast };
	if (begin_fast(&ctx)) {
		fast.ctx = ctx;
		if (join_all(&fast, parts, n) && EVP_DigestFinal_ex(ctx, out, NULL) == 1)
			return;
	}
	crypto_hash_sha256_state state;
	struct joiner plain = { .update = update_plain, .ctx = &state };
	crypto_hash_sha256_init(&state);
	join_all(&plain, parts, n);
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
