/* SPDX-License-Identifier: Apache-2.0 */
#include "http_metrics.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/err.h"
#include "exposition.h"

enum {
	CONNECTIONS_MAX = 16,
	CONNECTION_S = 10, /* of silence */
	CONNECTION_MEM = 16384,
	TURN_MS = 500,
	ANSWER_MAX = 16 << 20,
};

struct http_metrics {
	struct MHD_Daemon *daemon;
	http_metrics_fn fill;
	void *ctx;
};

static volatile sig_atomic_t stopping;

static void on_stop(int signo)
{
	(void)signo;
	stopping = 1;
}

/* --- a request --- */

static enum MHD_Result answer(struct MHD_Connection *c, unsigned status, const char *text,
                              size_t n, const char *type)
{
	union {
		const char *in;
		void *out;
	} u = { .in = text }; /* copied, not written to */
	struct MHD_Response *r =
		MHD_create_response_from_buffer(n, u.out, MHD_RESPMEM_MUST_COPY);
	if (r == NULL)
		return MHD_NO;
	MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	enum MHD_Result ret = MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	return ret;
}

static enum MHD_Result refuse(struct MHD_Connection *c, unsigned status, const char *why)
{
	return answer(c, status, why, strlen(why), "text/plain");
}

/* The parameters are the library's. NOLINTNEXTLINE(readability-function-size) */
static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c, const char *path,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **own)
{
	static int headers_read;
	struct http_metrics *server = ctx;
	struct zb_buf out;
	(void)version;
	(void)upload;
	if (*own == NULL) { /* libmicrohttpd calls once before the body */
		*own = &headers_read;
		return MHD_YES;
	}
	if (*upload_size > 0) {
		*upload_size = 0;
		return MHD_YES;
	}
	if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 &&
	    strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
		return refuse(c, MHD_HTTP_METHOD_NOT_ALLOWED, "only GET\n");
	if (strcmp(path, "/metrics") != 0)
		return refuse(c, MHD_HTTP_NOT_FOUND, "the figures are at /metrics\n");
	zb_buf_init(&out, ANSWER_MAX);
	server->fill(server->ctx, &out);
	struct zb_span text = zb_buf_span(&out);
	enum MHD_Result ret =
		out.err < 0 ? refuse(c, MHD_HTTP_INTERNAL_SERVER_ERROR, "too much to say\n")
			    : answer(c, MHD_HTTP_OK, text.p, text.n, EXPOSITION_TYPE);
	zb_buf_deinit(&out);
	return ret;
}

/* --- the socket --- */

/* Host and port of "host:port"; false where it is no such thing. */
static bool split_address(char host[64], uint16_t *port, const char *address)
{
	const char *colon = strrchr(address, ':');
	char *end = NULL;
	if (colon == NULL || colon[1] == '\0')
		return false;
	unsigned long n = strtoul(colon + 1, &end, 10);
	size_t len = (size_t)(colon - address);
	if (*end != '\0' || n > UINT16_MAX)
		return false;
	if (len > 2 && address[0] == '[' && address[len - 1] == ']') {
		address++;
		len -= 2;
	}
	if (len == 0 || len >= 64)
		return false;
	memcpy(host, address, len);
	host[len] = '\0';
	*port = (uint16_t)n;
	return true;
}

static bool read_address(struct sockaddr_storage *out, const char *address)
{
	char host[64];
	uint16_t port = 0;
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	*out = (struct sockaddr_storage){ 0 };
	if (!split_address(host, &port, address))
		return false;
	if (inet_pton(AF_INET, host, &v4.sin_addr) == 1) {
		v4.sin_port = htons(port);
		memcpy(out, &v4, sizeof(v4));
		return true;
	}
	v6.sin6_port = htons(port);
	memcpy(out, &v6, sizeof(v6));
	return inet_pton(AF_INET6, host, &v6.sin6_addr) == 1 && memcpy(out, &v6, sizeof(v6));
}

int http_metrics_open(struct http_metrics **out, const char *address, http_metrics_fn fill,
                      void *ctx)
{
	struct sockaddr_storage at;
	if (!read_address(&at, address))
		return -EINVAL;
	struct http_metrics *server = calloc(1, sizeof(*server));
	if (server == NULL)
		return ZB_ENOMEM;
	unsigned flags = MHD_NO_FLAG;
	if (at.ss_family == AF_INET6)
		flags |= MHD_USE_IPv6;
	server->fill = fill;
	server->ctx = ctx;
	errno = 0;
	server->daemon = MHD_start_daemon(
		flags, 0, NULL, NULL, on_request, server, MHD_OPTION_SOCK_ADDR, &at,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)CONNECTION_S,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEM, MHD_OPTION_END);
	if (server->daemon == NULL) {
		int ret = errno != 0 ? -errno : ZB_EUPSTREAM;
		http_metrics_close(server);
		return ret;
	}
	*out = server;
	return 0;
}

int http_metrics_run(struct http_metrics *server)
{
	struct sigaction stop = { .sa_handler = on_stop };
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
	while (!stopping)
		MHD_run_wait(server->daemon, TURN_MS);
	return 0;
}

void http_metrics_close(struct http_metrics *server)
{
	if (server == NULL)
		return;
	if (server->daemon != NULL)
		MHD_stop_daemon(server->daemon);
	free(server);
}
