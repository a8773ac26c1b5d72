/* SPDX-License-Identifier: Apache-2.0 */
/* Little-endian numbers of binary files; past the end there are zeros. */
#pragma once

#include <stdint.h>

#include "common/span.h"

static inline uint64_t bytes_number(struct zb_span s, size_t at, int n)
{
	uint64_t value = 0;
	for (int i = n - 1; i >= 0; i--)
		value = value << 8 |
		        (at + (size_t)i < s.n ? (unsigned char)s.p[at + (size_t)i] : 0u);
	return value;
}

static inline uint32_t bytes_u16(struct zb_span s, size_t at)
{
	return (uint32_t)bytes_number(s, at, 2);
}

static inline uint32_t bytes_u32(struct zb_span s, size_t at)
{
	return (uint32_t)bytes_number(s, at, 4);
}
