/* SPDX-License-Identifier: Apache-2.0 */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/err.h"
#include "confine.h"

enum {
	TIME_MAX_MS = 20000,
	CPU_SECONDS = 15,
	MEMORY_MAX = 1 << 30, /* beyond what a forked child has of its parent */
	FILES_MAX = 32,
	CHUNK = 65536,
	NOT_INSTALLED = 127,
	NOT_CONFINED = 126,
};

/* --- in the child --- */

static int limit(int what, rlim_t most)
{
	struct rlimit r = { .rlim_cur = most, .rlim_max = most };
	return setrlimit((__rlimit_resource_t)what, &r);
}

/* Pages of this process; a program that is executed begins anew and has none of them. */
static rlim_t own_memory(void)
{
	char text[64] = "";
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, text, sizeof(text) - 1) : -1;
	if (fd >= 0)
		close(fd);
	return n > 0 ? (rlim_t)strtoull(text, NULL, 10) * (rlim_t)sysconf(_SC_PAGESIZE)
	             : RLIM_INFINITY / 2;
}

static void confine(const struct child_job *job)
{
	sigset_t none;
	rlim_t memory = MEMORY_MAX + (job->work != NULL ? own_memory() : 0);
	sigemptyset(&none);
	if (sigprocmask(SIG_SETMASK, &none, NULL) != 0 || limit(RLIMIT_CPU, CPU_SECONDS) != 0 ||
	    limit(RLIMIT_AS, memory) != 0 || limit(RLIMIT_FSIZE, 0) != 0 ||
	    limit(RLIMIT_NOFILE, FILES_MAX) != 0 || limit(RLIMIT_CORE, 0) != 0 ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    confine_calls(job->program != NULL ? CONFINE_PROGRAM : CONFINE_WORK) != 0)
		_exit(NOT_CONFINED);
}

static int write_all(int fd, struct zb_span s)
{
	while (s.n > 0) {
		ssize_t n = write(fd, s.p, s.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -EPIPE;
		s = zb_span_sub(s, (size_t)n, s.n);
	}
	return 0;
}

_Noreturn static void work(const struct child_job *job, size_t output_max)
{
	struct zb_buf out;
	zb_buf_init(&out, output_max);
	int ret = job->work(&out, job->input);
	if (ret == 0)
		ret = write_all(1, zb_buf_span(&out));
	_exit(ret == 0 ? 0 : 1);
}

_Noreturn static void become(const struct child_job *job, int in, int out, size_t output_max)
{
	static char home[] = "HOME=/nonexistent";
	static char *const environment[] = { home, NULL };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null < 0 || dup2(in >= 0 ? in : null, 0) < 0 || dup2(out, 1) < 0 ||
	    dup2(null, 2) < 0 || close_range(3, ~0u, 0) != 0)
		_exit(NOT_CONFINED);
	confine(job);
	if (job->program == NULL)
		work(job, output_max);
	execve(job->program[0], job->program, environment);
	_exit(NOT_INSTALLED);
}

/* --- in the parent --- */

static int memory_file(struct zb_span bytes)
{
	int fd = memfd_create("input", MFD_CLOEXEC);
	int ret = fd < 0 ? -errno : write_all(fd, bytes);
	if (ret == 0 && lseek(fd, 0, SEEK_SET) != 0)
		ret = -errno;
	if (ret == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return ret;
}

static int read_until(struct zb_buf *out, int fd, int64_t deadline)
{
	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		int64_t left = deadline - zb_clock_mono_ms();
		if (left <= 0)
			return ZB_ETIMEOUT;
		int ready = poll(&p, 1, (int)left);
		if (ready < 0 && errno != EINTR)
			return -errno;
		if (ready <= 0)
			continue;
		char *room = zb_buf_reserve(out, CHUNK);
		if (room == NULL)
			return out->err;
		ssize_t n = read(fd, room, CHUNK);
		if (n == 0)
			return 0;
		if (n < 0 && errno != EINTR)
			return -errno;
		out->n += n > 0 ? (size_t)n : 0;
	}
}

static int reap(pid_t child, int ret)
{
	int status = 0;
	if (ret < 0)
		kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (ret < 0)
		return ret;
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_INSTALLED)
		return ZB_ENOTFOUND;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : ZB_EMALFORMED;
}

int child_run(struct zb_buf *out, const struct child_job *job)
{
	int ends[2] = { -1, -1 };
	int in = job->program != NULL ? memory_file(job->input) : -1;
	if (job->program != NULL && in < 0)
		return in;
	int ret = pipe2(ends, O_CLOEXEC) != 0 ? -errno : 0;
	pid_t child = ret == 0 ? fork() : -1;
	if (child == 0)
		become(job, in, ends[1], out->max);
	if (ret == 0)
		close(ends[1]);
	if (in >= 0)
		close(in);
	if (child > 0)
		ret = reap(child, read_until(out, ends[0], zb_clock_mono_ms() + TIME_MAX_MS));
	else if (ret == 0)
		ret = -EAGAIN;
	if (ends[0] >= 0)
		close(ends[0]);
	return ret;
}
