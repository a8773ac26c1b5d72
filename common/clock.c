/* SPDX-License-Identifier: Apache-2.0 */
#include "common/clock.h"

#include <time.h>

static int64_t read_ns(clockid_t id)
{
	struct timespec ts = { 0 };
	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

int64_t zb_clock_wall_ms(void)
{
	return read_ns(CLOCK_REALTIME) / 1000000;
}

int64_t zb_clock_mono_ms(void)
{
	return read_ns(CLOCK_BOOTTIME) / 1000000;
}

int64_t zb_clock_mono_ns(void)
{
	return read_ns(CLOCK_BOOTTIME);
}

const char *zb_clock_rfc3339(char *out, size_t size, int64_t wall_ms)
{
	time_t seconds = (time_t)(wall_ms / 1000);
	struct tm tm = { 0 };
	gmtime_r(&seconds, &tm);
	if (strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0 && size > 0)
		out[0] = '\0';
	return out;
}
