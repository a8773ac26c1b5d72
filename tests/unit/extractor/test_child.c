/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/err.h"
#include "services/extractor/child.h"

enum { OUT_MAX = 1 << 20 };

static int run(struct zb_buf *out, const struct child_job *job)
{
	zb_buf_init(out, OUT_MAX);
	return child_run(out, job);
}

static int upper(struct zb_buf *out, struct zb_span input)
{
	for (size_t i = 0; i < input.n; i++)
		zb_buf_add_char(out, (char)(input.p[i] & ~0x20));
	return out->err;
}

static int give_up(struct zb_buf *out, struct zb_span input)
{
	(void)out;
	(void)input;
	return ZB_EMALFORMED;
}

static int die(struct zb_buf *out, struct zb_span input)
{
	(void)out;
	(void)input;
	_exit(3);
}

static int flood(struct zb_buf *out, struct zb_span input)
{
	static char block[4096];
	(void)input;
	while (write(1, block, sizeof(block)) > 0)
		;
	return out->err;
}

static void note(struct zb_buf *out, int fd, char letter)
{
	if (fd < 0)
		return;
	zb_buf_add_char(out, letter);
	close(fd);
}

/* A letter for each thing that could be done after all. */
static int reach_out(struct zb_buf *out, struct zb_span input)
{
	(void)input;
	note(out, socket(AF_INET, SOCK_STREAM, 0), 's');
	note(out, open("/etc/passwd", O_RDONLY), 'o');
	note(out, open("/tmp", O_TMPFILE | O_RDWR, 0600), 'w');
	if (fork() >= 0)
		zb_buf_add_char(out, 'f');
	if (kill(getppid(), 0) == 0)
		zb_buf_add_char(out, 'k');
	if (fcntl(3, F_GETFD) >= 0)
		zb_buf_add_char(out, 'd');
	return zb_buf_add_char(out, '.');
}

static void test_child__work(void **state)
{
	(void)state;
	static const struct {
		child_fn work;
		const char *input, *want;
		int ret;
	} rows[] = {
		{ upper, "abc", "ABC", 0 },
		{ upper, "", "", 0 },
		{ give_up, "abc", "", ZB_EMALFORMED },
		{ die, "abc", "", ZB_EMALFORMED },
		{ flood, "", NULL, ZB_ETOOBIG },
		{ reach_out, "", ".", 0 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct zb_buf out;
		const struct child_job job = { .input = zb_span_str(rows[i].input),
			                       .work = rows[i].work };
		print_message("row %zu\n", i);
		assert_int_equal(run(&out, &job), rows[i].ret);
		if (rows[i].want != NULL)
			assert_true(zb_span_eq(zb_buf_span(&out), zb_span_str(rows[i].want)));
		zb_buf_deinit(&out);
	}
}

static void test_child__programs(void **state)
{
	(void)state;
	static char cat[] = "/bin/cat", none[] = "/nonexistent/cat", shell[] = "/bin/sh",
		    c[] = "-c";
	static char touch[] = "echo x >/tmp/zhibiao-child-test && echo made || exit 4";
	static char spawn[] = "/bin/true & echo $?; exit 5";
	char *const copy[] = { cat, NULL };
	char *const missing[] = { none, NULL };
	char *const writes[] = { shell, c, touch, NULL };
	char *const forks[] = { shell, c, spawn, NULL };
	const struct {
		char *const *program;
		const char *want;
		int ret;
	} rows[] = {
		{ copy, "input", 0 },
		{ missing, "", ZB_ENOTFOUND },
		{ writes, "", ZB_EMALFORMED },
		{ forks, "", ZB_EMALFORMED },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct zb_buf out;
		const struct child_job job = { .input = ZB_S("input"),
			                       .program = rows[i].program };
		print_message("row %zu\n", i);
		assert_int_equal(run(&out, &job), rows[i].ret);
		assert_true(zb_span_eq(zb_buf_span(&out), zb_span_str(rows[i].want)));
		zb_buf_deinit(&out);
	}
	assert_int_not_equal(access("/tmp/zhibiao-child-test", F_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_child__work),
		cmocka_unit_test(test_child__programs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
