/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4) over whole inputs, digests for keys, and hexadecimal text. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

enum { ZB_SHA256_SIZE = 32 };

/* Through libcrypto, which has the processor's own instructions. One thread only. */
void zb_sha256(unsigned char out[ZB_SHA256_SIZE], struct zb_span s);
/* A digest for keys of our own that nobody else computes: BLAKE2b (RFC 7693), `n` 16 to 64
 * bytes. Several times as fast on short texts. */
void zb_digest(unsigned char *out, size_t n, struct zb_span s);
/* The digest of several parts one behind the other, each preceded by its length (uint64, big
 * endian), so that ("ab","c") and ("a","bc") differ. */
void zb_sha256_parts(unsigned char out[ZB_SHA256_SIZE], const struct zb_span *parts, size_t n);
/* Lower-case hexadecimal, terminated; `out` has 2 n + 1 bytes. Returns `out`. */
const char *zb_hex(char *out, const unsigned char *bytes, size_t n);
/* 0, or ZB_EMALFORMED where `text` is not exactly 2 n hexadecimal digits. */
int zb_unhex(unsigned char *out, size_t n, struct zb_span text);
