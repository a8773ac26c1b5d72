/* SPDX-License-Identifier: Apache-2.0 */
#include "rig.h"

#include <arpa/inet.h>
#include <ftw.h>
#include <inttypes.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/buf.h"
#include "common/daemon.h"
#include "proto/codec.h"
#include "proto/wire.h"

enum { REQUEST_MS = 20000, LINKS_MAX = 1000 };

/* --- processes --- */

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void start_site(struct rig *rig)
{
	int fds[2];
	FILE *said = NULL;
	char line[256] = "";
	long number = 0;
	assert_int_equal(pipe(fds), 0);
	rig->server = fork();
	if (rig->server == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(fds[1], 1);
		close(fds[0]);
		execlp("python3", "python3", ZB_SOURCE_DIR "/tests/support/site.py",
		       (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	said = fdopen(fds[0], "r");
	assert_non_null(said);
	while (number <= 0 && fgets(line, sizeof(line), said) != NULL) {
		number = strtol(line, NULL, 10);
		if (number <= 0)
			print_message("site says: %s", line);
	}
	fclose(said);
	assert_true(number > 0);
	snprintf(rig->site, sizeof(rig->site), "http://127.0.0.1:%ld", number);
}

void rig_start(struct rig *rig)
{
	rig->fetcher = fork();
	if (rig->fetcher == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl(FETCHERD, FETCHERD, "-c", rig->conf, "-d", rig->data, (char *)NULL);
		_exit(127);
	}
}

static int end(pid_t *pid, int signo)
{
	int status = 0;
	if (*pid <= 0)
		return -1;
	kill(*pid, signo);
	waitpid(*pid, &status, 0);
	*pid = 0;
	return status;
}

void rig_kill(struct rig *rig)
{
	end(&rig->fetcher, SIGKILL);
}

int rig_stop(struct rig *rig)
{
	int status = end(&rig->fetcher, SIGTERM);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* --- the reader --- */

static void send_message(struct rig *rig, uint16_t type, const ProtobufCMessage *m)
{
	struct zb_buf buf;
	zb_buf_init(&buf, 1 << 20);
	assert_int_equal(zb_encode(&buf, m), 0);
	zb_port_send(rig->port, zb_span("", 0), type, zb_buf_span(&buf), NULL);
	zb_buf_deinit(&buf);
}

void rig_hello(struct rig *rig)
{
	Zhibiao__Hello m;
	static char name[] = "x0";
	char incarnation[16];
	snprintf(incarnation, sizeof(incarnation), "%u", rig->incarnation);
	zhibiao__hello__init(&m);
	m.version = ZB_WIRE_VERSION;
	m.name = name;
	m.incarnation = zb_bytes_of(zb_span_str(incarnation));
	m.credit = rig->credit;
	m.crashed_on = rig->crashed_on;
	send_message(rig, ZB_WIRE_HELLO, &m.base);
}

/* Every href="..." of the page. */
static size_t find_links(Zhibiao__Link *links, Zhibiao__Link **list, struct zb_span body)
{
	size_t n = 0;
	ptrdiff_t at = 0;
	while (n < LINKS_MAX && (at = zb_span_find(body, ZB_S("href=\""), (size_t)at)) >= 0) {
		ptrdiff_t close = zb_span_find(body, ZB_S("\""), (size_t)at + 6);
		if (close < 0)
			break;
		zhibiao__link__init(&links[n]);
		links[n].url = strndup(body.p + at + 6, (size_t)(close - at - 6));
		list[n] = &links[n];
		n++;
		at = close;
	}
	return n;
}

static void on_lease(struct rig *rig, const struct zb_msg *msg)
{
	static Zhibiao__Link links[LINKS_MAX];
	static Zhibiao__Link *list[LINKS_MAX];
	static char stored[] = "stored";
	Zhibiao__Lease *lease =
		zhibiao__lease__unpack(NULL, msg->payload.n, (const uint8_t *)msg->payload.p);
	Zhibiao__Done done;
	assert_non_null(lease);
	rig->leases++;
	if (rig->reading) {
		zhibiao__done__init(&done);
		done.lease = lease->lease;
		done.outcome = stored;
		done.document = lease->body_sha256;
		done.links = list;
		done.n_links = find_links(links, list, msg->body);
		send_message(rig, ZB_WIRE_DONE, &done.base);
		for (size_t i = 0; i < done.n_links; i++)
			free(links[i].url);
	}
	zhibiao__lease__free_unpacked(lease, NULL);
}

static void beat(void *ctx)
{
	struct rig *rig = ctx;
	Zhibiao__Heartbeat m;
	zhibiao__heartbeat__init(&m);
	send_message(rig, ZB_WIRE_HEARTBEAT, &m.base);
	zb_timer_set(rig->loop, &rig->beat, 100, beat, rig);
}

/* --- answers --- */

static void forget_answers(struct rig *rig)
{
	if (rig->crawl != NULL)
		zhibiao__crawl_reply__free_unpacked(rig->crawl, NULL);
	if (rig->jobs != NULL)
		zhibiao__jobs_reply__free_unpacked(rig->jobs, NULL);
	if (rig->status != NULL)
		zhibiao__status_reply__free_unpacked(rig->status, NULL);
	if (rig->why != NULL)
		zhibiao__why_reply__free_unpacked(rig->why, NULL);
	if (rig->source != NULL)
		zhibiao__source_reply__free_unpacked(rig->source, NULL);
	rig->crawl = NULL;
	rig->jobs = NULL;
	rig->status = NULL;
	rig->why = NULL;
	rig->source = NULL;
}

static void on_message(void *ctx, const struct zb_msg *msg)
{
	struct rig *rig = ctx;
	size_t n = msg->payload.n;
	const uint8_t *p = (const uint8_t *)msg->payload.p;
	if (msg->type == ZB_WIRE_LEASE)
		on_lease(rig, msg);
	if (msg->type == ZB_WIRE_WELCOME)
		rig_hello(rig);
	if (msg->type == ZB_WIRE_ERROR && rig->awaited != 0) {
		rig->refused = true;
		zb_loop_stop(rig->loop);
	}
	if (msg->type != rig->awaited)
		return;
	forget_answers(rig);
	switch (msg->type) {
	case ZB_WIRE_CRAWL_REPLY:
		rig->crawl = zhibiao__crawl_reply__unpack(NULL, n, p);
		break;
	case ZB_WIRE_JOBS_REPLY:
		rig->jobs = zhibiao__jobs_reply__unpack(NULL, n, p);
		break;
	case ZB_WIRE_STATUS_REPLY:
		rig->status = zhibiao__status_reply__unpack(NULL, n, p);
		break;
	case ZB_WIRE_WHY_REPLY:
		rig->why = zhibiao__why_reply__unpack(NULL, n, p);
		break;
	case ZB_WIRE_SOURCE_REPLY:
		rig->source = zhibiao__source_reply__unpack(NULL, n, p);
		break;
	default:
		break;
	}
	zb_loop_stop(rig->loop);
}

static void time_out(void *ctx)
{
	struct rig *rig = ctx;
	rig->timed_out = true;
	zb_loop_stop(rig->loop);
}

void rig_run(struct rig *rig, int64_t ms)
{
	rig->awaited = 0;
	rig->timed_out = false;
	zb_timer_set(rig->loop, &rig->deadline, ms, time_out, rig);
	assert_int_equal(zb_loop_run(rig->loop), 0);
	zb_timer_cancel(rig->loop, &rig->deadline);
}

static void ask_once(struct rig *rig, uint16_t type, const ProtobufCMessage *m)
{
	send_message(rig, type, m);
	rig->awaited = (uint16_t)(type + 1);
	rig->timed_out = false;
	zb_timer_set(rig->loop, &rig->deadline, REQUEST_MS, time_out, rig);
	assert_int_equal(zb_loop_run(rig->loop), 0);
	zb_timer_cancel(rig->loop, &rig->deadline);
	if (rig->timed_out)
		fail_msg("no answer to request %u", type);
}

void rig_ask(struct rig *rig, uint16_t type, const ProtobufCMessage *m)
{
	do {
		if (rig->refused)
			rig_run(rig, 200);
		rig->refused = false;
		ask_once(rig, type, m);
	} while (rig->refused);
}

/* --- life --- */

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

void rig_file(const struct rig *rig, const char *name, size_t size)
{
	char path[256];
	snprintf(path, sizeof(path), "%s/%s", rig->dir, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	for (size_t i = 0; i < size; i++)
		fputc('x', file);
	fclose(file);
}

void rig_folder(const struct rig *rig, const char *name)
{
	char path[256];
	snprintf(path, sizeof(path), "%s/%s", rig->dir, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

void rig_open(struct rig *rig, const char *conf)
{
	rig_open_at(rig, conf, NULL);
}

void rig_open_at(struct rig *rig, const char *conf, const char *site)
{
	char address[256];
	*rig = (struct rig){ .reading = true, .credit = 16 };
	snprintf(rig->dir, sizeof(rig->dir), "/tmp/zb-rig-XXXXXX");
	assert_non_null(mkdtemp(rig->dir));
	snprintf(rig->data, sizeof(rig->data), "%s/data", rig->dir);
	snprintf(rig->conf, sizeof(rig->conf), "%s/zhibiao.yaml", rig->dir);
	write_file(rig->conf, conf);
	if (site != NULL)
		snprintf(rig->site, sizeof(rig->site), "%s", site);
	else
		start_site(rig);
	rig_start(rig);
	assert_int_equal(zb_loop_open(&rig->loop), 0);
	assert_int_equal(zb_bus_open(&rig->bus, rig->loop, NULL), 0);
	for (int i = 0; i < 100 && access(rig->data, X_OK) != 0; i++)
		poll(NULL, 0, 20);
	assert_int_equal(zb_daemon_address(address, sizeof(address), rig->data, "fetcher"), 0);
	struct zb_port_conf port = { .address = address,
		                     .body_max = ZB_WIRE_BODY_MAX,
		                     .on_message = on_message,
		                     .ctx = rig };
	assert_int_equal(zb_port_connect(&rig->port, rig->bus, &port), 0);
	rig_hello(rig);
	beat(rig);
}

void rig_close(struct rig *rig)
{
	forget_answers(rig);
	zb_timer_cancel(rig->loop, &rig->beat);
	zb_timer_cancel(rig->loop, &rig->deadline);
	zb_port_close(rig->port);
	zb_bus_close(rig->bus);
	zb_loop_close(rig->loop);
	rig_kill(rig);
	end(&rig->server, SIGKILL);
	nftw(rig->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
