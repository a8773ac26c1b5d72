/* SPDX-License-Identifier: Apache-2.0 */
/* Time is read in two places only, here and the loop; pure code takes it as a parameter. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Milliseconds since 1970-01-01T00:00:00Z. */
int64_t zb_clock_wall_ms(void);
/* Milliseconds since some fixed point; never goes back, runs on while asleep (CLOCK_BOOTTIME). */
int64_t zb_clock_mono_ms(void);
/* Nanoseconds of the same clock as zb_clock_mono_ms, for measuring. */
int64_t zb_clock_mono_ns(void);
/* "2026-03-01T09:30:00Z" (RFC 3339, UTC) into `out`, at least 21 bytes; returns `out`. */
const char *zb_clock_rfc3339(char *out, size_t size, int64_t wall_ms);
