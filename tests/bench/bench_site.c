/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A loopback site for benches, fast enough not to be what is measured:
 *   bench_site PAGES BYTES [HOSTS]
 * prints the port it listens on and serves until it is told to stop: "/" leads to lists of 100
 * links each, these to PAGES articles of about BYTES bytes whose figures all differ. With HOSTS it
 * listens on so many addresses, 127.1.0.1 and up, and prints at the end how many requests came and
 * the shortest time in ms that lay between two to one address.
 */
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/loop.h"

enum {
	PER_LIST = 100,
	FIGURES_EVERY = 24,
	REQUEST_MAX = 4096,
	ANSWER_MAX = 8 << 20,
	BACKLOG = 512,
	HOSTS_FROM = 127 << 24 | 1 << 16 | 1, /* 127.1.0.1 */
};

struct host {
	struct site *site;
	int fd;
	int64_t asked_ns; /* last; 0: never */
};

struct site {
	struct zb_loop *loop;
	struct host *hosts;
	unsigned n_hosts;
	uint64_t requests;
	int64_t least_ns; /* between two requests to one host; 0: there were no two */
	unsigned pages;
	size_t bytes;
	struct zb_buf body;
	struct zb_span *articles; /* written before the first request */
};

struct visitor {
	struct site *site;
	struct host *host;
	int fd;
	char in[REQUEST_MAX];
	size_t n;
	struct zb_buf out;
	size_t sent;
};

/* --- pages --- */

static void write_index(struct site *s)
{
	unsigned lists = (s->pages + PER_LIST - 1) / PER_LIST;
	zb_buf_add_str(&s->body,
	               "<html><head><meta charset=utf-8><title>首页</title></head><body>");
	for (unsigned i = 0; i < lists; i++)
		zb_buf_addf(&s->body, "<a href=\"/list/%u\">%u</a> ", i, i);
	zb_buf_add_str(&s->body, "</body></html>");
}

static void write_list(struct site *s, unsigned list)
{
	zb_buf_add_str(&s->body,
	               "<html><head><meta charset=utf-8><title>要闻</title></head><body><ul>");
	for (unsigned i = list * PER_LIST; i < (list + 1) * PER_LIST && i < s->pages; i++)
		zb_buf_addf(&s->body, "<li><a href=\"/a/%u.html\">第%u期</a></li>", i, i);
	zb_buf_add_str(&s->body, "</ul></body></html>");
}

static void write_article(struct site *s, unsigned n)
{
	struct zb_buf *b = &s->body;
	zb_buf_addf(b,
	            "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>产业发展第%u期"
	            "</title><meta name=\"PubDate\" content=\"2024-%02u-%02u\"></head><body>"
	            "<div class=\"nav\"><a href=\"/\">首页</a></div><h1>产业发展第%u期</h1>"
	            "<div class=\"content\">\n",
	            n, 1 + n % 12, 1 + n % 28, n);
	for (unsigned i = 0; b->n + 400 < s->bytes; i++)
		if (i % FIGURES_EVERY == 0)
			zb_buf_addf(
				b,
				"<p>2024年,全区集成电路产业规模达到%u.%u亿元,同比增长%u.%u%%,"
				"集聚企业%u家。</p>\n",
				100 + n + i, i % 10, n % 30, i % 10, 20 + n % 97 + i);
		else
			zb_buf_addf(
				b,
				"<p>会议第%u项议程就人才引进、土地供给和金融服务等工作作出"
				"部署,要求各部门协同推进,确保各项任务落到实处(编号%u)。</p>\n",
				i, n);
	zb_buf_add_str(b, "</div><div class=\"footer\">版权所有</div></body></html>\n");
}

/* All articles, so that an answer costs no more than its bytes. */
static int write_articles(struct site *s)
{
	s->articles = calloc(s->pages + 1, sizeof(*s->articles));
	if (s->articles == NULL)
		return -ENOMEM;
	for (unsigned i = 0; i < s->pages; i++) {
		zb_buf_reset(&s->body);
		write_article(s, i);
		char *copy = strndup(s->body.p, s->body.n);
		if (copy == NULL)
			return -ENOMEM;
		s->articles[i] = zb_span(copy, s->body.n);
	}
	return 0;
}

static const char *write_page(struct site *s, const char *path)
{
	unsigned n = 0;
	zb_buf_reset(&s->body);
	if (strcmp(path, "/") == 0)
		write_index(s);
	else if (strncmp(path, "/list/", 6) == 0)
		write_list(s, (unsigned)strtoul(path + 6, NULL, 10));
	else if (strncmp(path, "/a/", 3) == 0 &&
	         (n = (unsigned)strtoul(path + 3, NULL, 10)) < s->pages)
		zb_buf_add_span(&s->body, s->articles[n]);
	else
		return "404 Not Found";
	return "200 OK";
}

/* --- connections --- */

static void leave(struct visitor *v)
{
	zb_loop_unwatch(v->site->loop, v->fd);
	close(v->fd);
	zb_buf_deinit(&v->out);
	free(v);
}

static void note_request(struct host *h)
{
	struct site *s = h->site;
	int64_t now = zb_clock_mono_ns();
	int64_t gap = now - h->asked_ns;
	if (h->asked_ns != 0 && (s->least_ns == 0 || gap < s->least_ns))
		s->least_ns = gap;
	h->asked_ns = now;
	s->requests++;
}

/* Answers what is whole in `in`; false where it is no request. */
static bool answer(struct visitor *v)
{
	struct site *s = v->site;
	char *end = NULL;
	v->in[v->n] = '\0';
	while ((end = strstr(v->in, "\r\n\r\n")) != NULL) {
		char path[256];
		if (sscanf(v->in, "GET %255s HTTP", path) != 1)
			return false;
		note_request(v->host);
		const char *status = write_page(s, path);
		zb_buf_addf(
			&v->out,
			"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %zu\r\n\r\n",
			status, s->body.n);
		zb_buf_add(&v->out, s->body.p, s->body.n);
		v->n -= (size_t)(end + 4 - v->in);
		memmove(v->in, end + 4, v->n + 1);
	}
	return v->out.err == 0 && v->n < REQUEST_MAX - 1;
}

static void on_visitor(void *ctx, unsigned events)
{
	struct visitor *v = ctx;
	(void)events;
	ssize_t n = read(v->fd, v->in + v->n, REQUEST_MAX - 1 - v->n);
	if (n == 0 || (n < 0 && errno != EAGAIN)) {
		leave(v);
		return;
	}
	if (n > 0) {
		v->n += (size_t)n;
		if (!answer(v)) {
			leave(v);
			return;
		}
	}
	n = write(v->fd, v->out.p + v->sent, v->out.n - v->sent);
	if (n < 0 && errno != EAGAIN) {
		leave(v);
		return;
	}
	v->sent += n > 0 ? (size_t)n : 0;
	if (v->sent == v->out.n) {
		zb_buf_reset(&v->out);
		v->sent = 0;
	}
	zb_loop_watch(v->site->loop, v->fd, v->out.n > 0 ? ZB_IO_IN | ZB_IO_OUT : ZB_IO_IN,
	              on_visitor, v);
}

static void on_arrival(void *ctx, unsigned events)
{
	struct host *h = ctx;
	struct site *s = h->site;
	int one = 1;
	(void)events;
	int fd = accept4(h->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct visitor *v = fd >= 0 ? calloc(1, sizeof(*v)) : NULL;
	if (v == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	v->site = s;
	v->host = h;
	v->fd = fd;
	zb_buf_init(&v->out, ANSWER_MAX);
	zb_loop_watch(s->loop, fd, ZB_IO_IN, on_visitor, v);
}

/* The first one's port is the system's choice, the others take the same. */
static int listen_at(struct host *h, uint32_t address, in_port_t *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		                  .sin_addr.s_addr = htonl(address),
		                  .sin_port = *port };
	socklen_t n = sizeof(at);
	h->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (h->fd < 0 || bind(h->fd, (struct sockaddr *)&at, n) != 0 ||
	    listen(h->fd, BACKLOG) != 0 || getsockname(h->fd, (struct sockaddr *)&at, &n) != 0)
		return -errno;
	*port = at.sin_port;
	return zb_loop_watch(h->site->loop, h->fd, ZB_IO_IN, on_arrival, h);
}

static int listen_on_loopback(struct site *s, bool many)
{
	in_port_t port = 0;
	s->hosts = calloc(s->n_hosts, sizeof(*s->hosts));
	if (s->hosts == NULL)
		return -ENOMEM;
	for (unsigned i = 0; i < s->n_hosts; i++) {
		s->hosts[i].site = s;
		uint32_t address = many ? HOSTS_FROM + i : INADDR_LOOPBACK;
		int ret = listen_at(&s->hosts[i], address, &port);
		if (ret < 0)
			return ret;
	}
	printf("%u\n", (unsigned)ntohs(port));
	fflush(stdout);
	return 0;
}

static void on_signal(void *ctx, int signo)
{
	struct site *s = ctx;
	(void)signo;
	printf("%" PRIu64 " %.1f\n", s->requests, (double)s->least_ns / 1e6);
	fflush(stdout);
	zb_loop_stop(s->loop);
}

int main(int argc, char **argv)
{
	struct site s = { 0 };
	if (argc != 3 && argc != 4) {
		fprintf(stderr, "usage: bench_site PAGES BYTES [HOSTS]\n");
		return 2;
	}
	s.pages = (unsigned)strtoul(argv[1], NULL, 10);
	s.bytes = strtoul(argv[2], NULL, 10);
	s.n_hosts = argc == 4 ? (unsigned)strtoul(argv[3], NULL, 10) : 1;
	signal(SIGPIPE, SIG_IGN);
	zb_buf_init(&s.body, ANSWER_MAX);
	if (write_articles(&s) < 0 || zb_loop_open(&s.loop) < 0 ||
	    listen_on_loopback(&s, argc == 4) < 0 ||
	    zb_loop_on_signal(s.loop, SIGTERM, on_signal, &s) < 0)
		return EXIT_FAILURE;
	return zb_loop_run(s.loop) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
