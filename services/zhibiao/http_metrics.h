/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GET /metrics over HTTP (libmicrohttpd), for a scraper. One request after the other in the
 * caller's thread: a scrape asks the daemons anew, so what it reads is never stale. Connections,
 * their time and their memory are bounded. Every other path is 404, every other method 405.
 */
#pragma once

#include "common/buf.h"

struct http_metrics;

/* Fills `out` (empty) with the answer. */
typedef void (*http_metrics_fn)(void *ctx, struct zb_buf *out);

/*
 * `address`: "127.0.0.1:9464" or "[::1]:9464". -EINVAL where it is none, else what the system
 * says of the socket. `fill` and `ctx` must outlive the server.
 */
int http_metrics_open(struct http_metrics **out, const char *address, http_metrics_fn fill,
                      void *ctx);
/* Serves until SIGINT or SIGTERM; then 0. */
int http_metrics_run(struct http_metrics *server);
void http_metrics_close(struct http_metrics *server);
