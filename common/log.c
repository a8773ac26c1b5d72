/* SPDX-License-Identifier: Apache-2.0 */
#include "common/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/utf8.h"

static const char *const level_names[] = { "debug", "info", "warn", "error" };

static struct {
	const char *service;
	enum zb_log_level level;
} log_conf = { .service = "zhibiao", .level = ZB_LOG_INFO };

void zb_log_init(const char *service, enum zb_log_level level)
{
	log_conf.service = service;
	log_conf.level = level;
}

int zb_log_level_from(const char *name)
{
	for (int i = 0; i < (int)(sizeof(level_names) / sizeof(level_names[0])); i++)
		if (strcmp(name, level_names[i]) == 0)
			return i;
	return -1;
}

/* One write a line, so that the lines of several processes do not mix. */
static void put_line(enum zb_log_level level, const char *event, const char *fmt, va_list ap)
{
	if (level < log_conf.level)
		return;
	char line[4096];
	char ts[32];
	int64_t now = zb_clock_wall_ms();
	zb_clock_rfc3339(ts, sizeof(ts), now);
	ts[19] = '\0';
	int n = snprintf(line, sizeof(line), "ts=%s.%03dZ level=%s svc=%s ev=%s ", ts,
	                 (int)(now % 1000), level_names[level], log_conf.service, event);
	size_t at = n > 0 && (size_t)n < sizeof(line) ? (size_t)n : 0;
	n = vsnprintf(line + at, sizeof(line) - at, fmt, ap);
	at += n > 0 ? (size_t)n : 0;
	if (at > sizeof(line) - 2)
		at = sizeof(line) - 2;
	while (at > 0 && line[at - 1] == ' ')
		at--;
	line[at++] = '\n';
	if (write(STDERR_FILENO, line, at) < 0)
		return; /* nowhere left to say it */
}

#define ZB_LOG_FN(name, level)                                                                 \
	void name(const char *event, const char *fmt, ...)                                     \
	{                                                                                      \
		va_list ap;                                                                    \
		va_start(ap, fmt);                                                             \
		put_line(level, event, fmt, ap);                                               \
		va_end(ap);                                                                    \
	}

ZB_LOG_FN(zb_debug, ZB_LOG_DEBUG)
ZB_LOG_FN(zb_info, ZB_LOG_INFO)
ZB_LOG_FN(zb_warn, ZB_LOG_WARN)
ZB_LOG_FN(zb_error, ZB_LOG_ERROR)

bool zb_log_due(uint64_t count)
{
	return count > 0 && (count & (count - 1)) == 0;
}

/* Bytes of the escaped form of the character at `s`, put into `out` (6 bytes at most). */
static size_t escape(char *out, struct zb_span s, size_t *used)
{
	uint32_t cp = 0;
	int len = zb_utf8_next(&cp, s);
	*used = len > 0 ? (size_t)len : 1;
	if (len <= 0 || zb_utf8_is_control(cp))
		return (size_t)snprintf(out, 7, "\\x%02x", (unsigned char)s.p[0]);
	if (cp == '"' || cp == '\\') {
		out[0] = '\\';
		out[1] = (char)cp;
		return 2;
	}
	memcpy(out, s.p, *used);
	return *used;
}

struct zb_log_text zb_log_text(struct zb_span s)
{
	struct zb_log_text t = { .s = "\"" };
	size_t at = 1;
	while (s.n > 0) {
		char piece[8];
		size_t used = 0;
		size_t n = escape(piece, s, &used);
		if (at + n > sizeof(t.s) - 6) {
			memcpy(t.s + at, "...", 3);
			at += 3;
			break;
		}
		memcpy(t.s + at, piece, n);
		at += n;
		s = zb_span_sub(s, used, s.n);
	}
	t.s[at++] = '"';
	t.s[at] = '\0';
	return t;
}
