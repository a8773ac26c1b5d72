/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line an event, logfmt, to standard error:
 *   ts=2026-03-01T09:30:00.123Z level=info svc=stored ev=opened path=/srv/data/store
 * The caller writes the rest of the line as `key=value` pairs; untrusted text goes through
 * ZB_LOG_TEXT, which quotes and escapes it and leaves Chinese readable. Return an error or log
 * it: the function that decides logs, once.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"

enum zb_log_level { ZB_LOG_DEBUG, ZB_LOG_INFO, ZB_LOG_WARN, ZB_LOG_ERROR };

/* `service` lives for ever; lines below `level` are dropped. Default: "zhibiao", info. */
void zb_log_init(const char *service, enum zb_log_level level);
/* "debug", "info", "warn" or "error"; -1 for anything else. */
int zb_log_level_from(const char *name);

void zb_debug(const char *event, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void zb_info(const char *event, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void zb_warn(const char *event, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void zb_error(const char *event, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Whether the `count`-th of a warning that anybody can provoke is worth a line: the first, and then
 * each time the count has doubled. */
bool zb_log_due(uint64_t count);

/* Room for escaped text of one log field; longer text is cut and ends in "...". */
struct zb_log_text {
	char s[512];
};
struct zb_log_text zb_log_text(struct zb_span s);
/* zb_warn("refused", "url=%s", ZB_LOG_TEXT(url)) */
#define ZB_LOG_TEXT(span) (zb_log_text(span).s)
