/* SPDX-License-Identifier: Apache-2.0 */
/* The daemon from outside: a real process on a real socket, killed and started again. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/buf.h"
#include "common/bus.h"
#include "common/daemon.h"
#include "common/log.h"
#include "common/loop.h"
#include "proto/outcome.h"
#include "proto/settings.h"
#include "proto/wire.h"
#include "proto/wire.pb-c.h"
#include "sample.h"
#include "services/store/base.h"
#include "services/store/store.h"
#include "services/store/verify.h"

enum { ROOM = 1 << 20, PATIENCE_MS = 20000, TICKETS = 400 };

struct place {
	char folder[64];
	pid_t pid;
	struct zb_loop *loop;
	struct zb_bus *bus;
	struct zb_port *port;
	struct zb_timer patience;
	bool late;
	size_t answers; /* to stop at */
	size_t n;
	char outcome[64]; /* of the last answer */
	char state[64];   /* of the last status */
	uint64_t commits;
	uint64_t held;
};

/* In the child. `file_max`: bytes a file may have, a disk that is full for it alone. */
static void be_the_store(const char *folder, rlim_t file_max)
{
	const struct zb_daemon_args args = { .data = folder };
	const struct rlimit limit = { .rlim_cur = file_max, .rlim_max = RLIM_INFINITY };
	struct zb_settings settings;
	struct store *s = NULL;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	zb_log_init("stored", ZB_LOG_ERROR);
	int ret = zb_settings_load(&settings, NULL, NULL);
	if (ret == 0)
		ret = store_open(&s, &args, &settings);
	setrlimit(RLIMIT_FSIZE, &limit);
	if (ret == 0)
		ret = store_run(s);
	store_close(s);
	zb_settings_deinit(&settings);
	_exit(ret == 0 ? 0 : 1);
}

static void start_store(struct place *p, rlim_t file_max)
{
	p->pid = fork();
	assert_true(p->pid >= 0);
	if (p->pid == 0)
		be_the_store(p->folder, file_max);
}

static int stop_store(struct place *p, int signo)
{
	int status = 0;
	kill(p->pid, signo);
	assert_int_equal(waitpid(p->pid, &status, 0), p->pid);
	p->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void on_stored(struct place *p, const struct zb_msg *msg)
{
	Zhibiao__Stored *s =
		zhibiao__stored__unpack(NULL, msg->payload.n, (const uint8_t *)msg->payload.p);
	assert_non_null(s);
	snprintf(p->outcome, sizeof(p->outcome), "%s", s->outcome);
	zhibiao__stored__free_unpacked(s, NULL);
}

static void on_status(struct place *p, const struct zb_msg *msg)
{
	Zhibiao__StatusReply *s = zhibiao__status_reply__unpack(
		NULL, msg->payload.n, (const uint8_t *)msg->payload.p);
	assert_non_null(s);
	snprintf(p->state, sizeof(p->state), "%s", s->state);
	for (size_t i = 0; i < s->n_gauges; i++) {
		if (strcmp(s->gauges[i]->name, "commits") == 0)
			p->commits = s->gauges[i]->n;
		if (strcmp(s->gauges[i]->name, "held") == 0)
			p->held = s->gauges[i]->n;
	}
	zhibiao__status_reply__free_unpacked(s, NULL);
}

static void on_message(void *ctx, const struct zb_msg *msg)
{
	struct place *p = ctx;
	if (msg->type == ZB_WIRE_STORED)
		on_stored(p, msg);
	else if (msg->type == ZB_WIRE_STATUS_REPLY)
		on_status(p, msg);
	else
		snprintf(p->outcome, sizeof(p->outcome), "error");
	if (++p->n >= p->answers)
		zb_loop_stop(p->loop);
}

static void on_late(void *ctx)
{
	struct place *p = ctx;
	p->late = true;
	zb_loop_stop(p->loop);
}

static void connect_to(struct place *p)
{
	char address[4096];
	assert_int_equal(zb_daemon_address(address, sizeof(address), p->folder, "store"), 0);
	const struct zb_port_conf conf = {
		.address = address,
		.identity = "x0",
		.body_max = ROOM,
		.on_message = on_message,
		.ctx = p,
	};
	assert_int_equal(zb_port_connect(&p->port, p->bus, &conf), 0);
}

/* Runs until `answers` came; false where they did not in time. */
static bool wait_for(struct place *p, size_t answers, int64_t ms)
{
	p->answers = answers;
	p->n = 0;
	p->late = false;
	zb_timer_set(p->loop, &p->patience, ms, on_late, p);
	zb_loop_run(p->loop);
	zb_timer_cancel(p->loop, &p->patience);
	return !p->late;
}

static void send_document(struct place *p, unsigned number)
{
	char url[64];
	char text[128];
	struct zb_buf payload;
	struct zb_buf body;
	snprintf(url, sizeof(url), "http://a.example/%u", number);
	snprintf(text, sizeof(text), "第%u号园区有企业%u家。", number, number + 1);
	const struct sample s = { .url = url, .text = text, .title = url };
	zb_buf_init(&payload, ROOM);
	zb_buf_init(&body, ROOM);
	sample_result(&payload, &body, &s);
	struct zb_frame *frame = zb_frame_new(zb_buf_span(&body));
	assert_int_equal(zb_port_send(p->port, zb_span("", 0), ZB_WIRE_RESULT,
	                              zb_buf_span(&payload), &frame),
	                 0);
	zb_buf_deinit(&payload);
	zb_buf_deinit(&body);
}

static void ask_status(struct place *p)
{
	assert_int_equal(zb_port_send(p->port, zb_span("", 0), ZB_WIRE_STATUS, ZB_S(""), NULL),
	                 0);
	assert_true(wait_for(p, 1, PATIENCE_MS));
}

static uint64_t count_documents(struct place *p)
{
	char path[128];
	struct base *base = NULL;
	struct verify_tally tally;
	const struct verify_calls calls = { .fault = NULL };
	snprintf(path, sizeof(path), "%s/store", p->folder);
	const struct base_conf conf = { .path = path, .read_only = true };
	assert_int_equal(base_open(&base, &conf, NULL), 0);
	assert_int_equal(verify_run(&tally, base, &calls), 0);
	assert_int_equal(tally.faults, 0);
	base_close(base);
	return tally.documents;
}

static int setup(void **state)
{
	static struct place p;
	p = (struct place){ 0 };
	assert_non_null(sample_folder(p.folder));
	assert_int_equal(zb_loop_open(&p.loop), 0);
	assert_int_equal(zb_bus_open(&p.bus, p.loop, NULL), 0);
	start_store(&p, RLIM_INFINITY);
	connect_to(&p);
	*state = &p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;
	if (p->pid > 0)
		stop_store(p, SIGKILL);
	zb_port_close(p->port);
	zb_bus_close(p->bus);
	zb_loop_close(p->loop);
	sample_folder_remove(p->folder);
	return 0;
}

static void test_store__answers_after_the_commit(void **state)
{
	struct place *p = *state;
	send_document(p, 1);
	assert_true(wait_for(p, 1, PATIENCE_MS));
	assert_string_equal(p->outcome, ZB_OUTCOME_STORED);
	assert_int_equal(count_documents(p), 1);
	send_document(p, 1);
	assert_true(wait_for(p, 1, PATIENCE_MS));
	assert_string_equal(p->outcome, ZB_OUTCOME_UNCHANGED);
	assert_int_equal(stop_store(p, SIGTERM), 0);
	assert_int_equal(count_documents(p), 1);
}

static void test_store__an_idle_one_answers_within_100_ms(void **state)
{
	struct place *p = *state;
	send_document(p, 0);
	assert_true(wait_for(p, 1, PATIENCE_MS));
	for (unsigned i = 1; i <= 5; i++) {
		send_document(p, i);
		assert_true(wait_for(p, 1, 100));
	}
}

static void test_store__one_commit_serves_many(void **state)
{
	struct place *p = *state;
	for (unsigned i = 0; i < TICKETS; i++)
		send_document(p, i);
	assert_true(wait_for(p, TICKETS, PATIENCE_MS));
	ask_status(p);
	assert_string_equal(p->state, "running");
	assert_true(p->commits <= TICKETS / 50);
	assert_int_equal(count_documents(p), TICKETS);
}

static void test_store__what_it_does_not_understand_is_answered(void **state)
{
	struct place *p = *state;
	zb_port_send(p->port, zb_span("", 0), ZB_WIRE_RESULT, ZB_S("\xFF\xFF"), NULL);
	assert_true(wait_for(p, 1, PATIENCE_MS));
	assert_string_equal(p->outcome, "malformed");
	zb_port_send(p->port, zb_span("", 0), ZB_WIRE_CRAWL, ZB_S(""), NULL);
	assert_true(wait_for(p, 1, PATIENCE_MS));
	assert_string_equal(p->outcome, "error");
	send_document(p, 1);
	assert_true(wait_for(p, 1, PATIENCE_MS));
	assert_string_equal(p->outcome, ZB_OUTCOME_STORED);
}

static void test_store__kill_and_start_again(void **state)
{
	struct place *p = *state;
	for (unsigned round = 0; round < 3; round++) {
		for (unsigned i = 0; i < TICKETS; i++)
			send_document(p, 100 * round + i);
		wait_for(p, 40, 200);
		assert_int_equal(stop_store(p, SIGKILL), -SIGKILL);
		start_store(p, RLIM_INFINITY);
		/* Whoever has no answer says it again, as an extractor does. */
		zb_port_close(p->port);
		connect_to(p);
		for (unsigned i = 0; i < TICKETS; i++)
			send_document(p, 100 * round + i);
		assert_true(wait_for(p, TICKETS, PATIENCE_MS));
	}
	assert_int_equal(count_documents(p), 200 + TICKETS);
}

static void test_store__waits_for_room_and_goes_on(void **state)
{
	struct place *p = *state;
	const struct rlimit room = { .rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY };
	send_document(p, 0);
	assert_true(wait_for(p, 1, PATIENCE_MS));
	stop_store(p, SIGKILL);
	start_store(p, 256 << 10);
	zb_port_close(p->port);
	connect_to(p);
	for (unsigned i = 0; i < TICKETS; i++)
		send_document(p, i);
	assert_false(wait_for(p, TICKETS, 1000));
	ask_status(p);
	assert_string_equal(p->state, "waiting for room");
	assert_true(p->held > 0);
	assert_int_equal(prlimit(p->pid, RLIMIT_FSIZE, &room, NULL), 0);
	wait_for(p, TICKETS, 3000);
	ask_status(p);
	assert_string_equal(p->state, "running");
	assert_int_equal(p->held, 0);
	assert_int_equal(count_documents(p), TICKETS);
}

static void test_store__one_instance_a_folder(void **state)
{
	struct place *p = *state;
	send_document(p, 0);
	assert_true(wait_for(p, 1, PATIENCE_MS));
	pid_t first = p->pid;
	int status = 0;
	start_store(p, RLIM_INFINITY);
	assert_int_equal(waitpid(p->pid, &status, 0), p->pid);
	p->pid = first;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_store__##name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(answers_after_the_commit), TEST(an_idle_one_answers_within_100_ms),
		TEST(one_commit_serves_many),   TEST(what_it_does_not_understand_is_answered),
		TEST(kill_and_start_again),     TEST(waits_for_room_and_goes_on),
		TEST(one_instance_a_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
