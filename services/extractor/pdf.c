/* SPDX-License-Identifier: Apache-2.0 */
#include "pdf.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/clock.h"
#include "common/err.h"
#include "common/utf8.h"

enum {
	TIME_MAX_MS = 20000,
	CPU_SECONDS = 15,
	MEMORY_MAX = 1 << 30,
	TEXT_MAX = 32 << 20,
	FILES_MAX = 32,
};

#define PDFTOTEXT "/usr/bin/pdftotext"

/* --- in the child --- */

static int limit(int what, rlim_t most)
{
	struct rlimit r = { .rlim_cur = most, .rlim_max = most };
	return setrlimit((__rlimit_resource_t)what, &r);
}

#define DENY(name)                                                                             \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(SYS_##name), 0, 1),                     \
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

#if defined(__x86_64__)
#define AUDIT_ARCH_OURS AUDIT_ARCH_X86_64
#define DENY_OLD        DENY(fork), DENY(vfork), DENY(unlink), DENY(rename), DENY(mkdir),
#elif defined(__aarch64__)
#define AUDIT_ARCH_OURS AUDIT_ARCH_AARCH64
#define DENY_OLD
#endif

/* What a reader of documents has no business with; the rest is bounded by the limits. */
static int forbid_calls(void)
{
#ifdef AUDIT_ARCH_OURS
	struct sock_filter rules[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_OURS, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		DENY(socket),
		DENY(socketpair),
		DENY(connect),
		DENY(bind),
		DENY(listen),
		DENY(accept4),
		DENY(sendto),
		DENY(sendmsg),
		DENY(ptrace),
		DENY(kill),
		DENY(tkill),
		DENY(tgkill),
		DENY(process_vm_writev),
		DENY(process_vm_readv),
		DENY(unlinkat),
		DENY(renameat),
		DENY(renameat2),
		DENY(mkdirat),
		DENY(linkat),
		DENY(symlinkat),
		DENY(mount),
		DENY(umount2),
		DENY(chroot),
		DENY(setns),
		DENY(unshare),
		DENY(bpf),
		DENY(keyctl),
		DENY(add_key),
		DENY(perf_event_open),
		DENY(userfaultfd),
		DENY(io_uring_setup),
		DENY(reboot),
		DENY(kexec_load),
		DENY(init_module),
		DENY(finit_module),
		DENY(fchmodat),
		DENY(fchownat),
		DENY(truncate),
		DENY_OLD BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = sizeof(rules) / sizeof(rules[0]),
		                      .filter = rules };
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#else
	return 0;
#endif
}

static void become_pdftotext(int in, int out)
{
	static char *const environment[] = { NULL };
	char name[] = "pdftotext";
	char quiet[] = "-q";
	char encoding[] = "-enc";
	char utf8[] = "UTF-8";
	char no_breaks[] = "-nopgbrk";
	char dash[] = "-";
	char *const args[] = { name, quiet, encoding, utf8, no_breaks, dash, dash, NULL };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (null < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(null, 2) < 0)
		_exit(126);
	if (limit(RLIMIT_CPU, CPU_SECONDS) != 0 || limit(RLIMIT_AS, MEMORY_MAX) != 0 ||
	    limit(RLIMIT_FSIZE, 0) != 0 || limit(RLIMIT_NOFILE, FILES_MAX) != 0 ||
	    limit(RLIMIT_CORE, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || forbid_calls() != 0)
		_exit(126);
	execve(PDFTOTEXT, args, environment);
	_exit(127);
}

/* --- in the parent --- */

static int memory_file(struct zb_span bytes)
{
	int fd = memfd_create("pdf", MFD_CLOEXEC);
	size_t at = 0;
	while (fd >= 0 && at < bytes.n) {
		ssize_t n = write(fd, bytes.p + at, bytes.n - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			close(fd);
			return -ENOMEM;
		}
		at += (size_t)n;
	}
	if (fd >= 0 && lseek(fd, 0, SEEK_SET) != 0) {
		close(fd);
		return -ENOMEM;
	}
	return fd < 0 ? -errno : fd;
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
		char *room = zb_buf_reserve(out, 65536);
		if (room == NULL)
			return out->err;
		ssize_t n = read(fd, room, 65536);
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
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return ZB_ENOTFOUND;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : ZB_EMALFORMED;
}

int pdf_to_text(struct zb_buf *out, struct zb_span bytes)
{
	int ends[2] = { -1, -1 };
	int in = memory_file(bytes);
	if (in < 0)
		return in;
	if (pipe2(ends, O_CLOEXEC) != 0) {
		close(in);
		return -errno;
	}
	pid_t child = fork();
	if (child == 0)
		become_pdftotext(in, ends[1]);
	close(in);
	close(ends[1]);
	int ret = child > 0 ? read_until(out, ends[0], zb_clock_mono_ms() + TIME_MAX_MS)
	                    : -EAGAIN;
	if (child > 0)
		ret = reap(child, ret);
	close(ends[0]);
	return ret;
}

/* --- paragraphs --- */

static bool next_line(struct zb_span *line, struct zb_span text, size_t *at)
{
	if (*at >= text.n)
		return false;
	const char *end = memchr(text.p + *at, '\n', text.n - *at);
	size_t n = end != NULL ? (size_t)(end - text.p) - *at : text.n - *at;
	*line = zb_span_sub(text, *at, n);
	*at += n + 1;
	return true;
}

/* The width that nine lines in ten do not exceed. */
static size_t page_width(struct zb_span text)
{
	enum { WIDEST = 400 };
	uint32_t histogram[WIDEST + 1] = { 0 };
	struct zb_span line;
	uint32_t lines = 0;
	for (size_t at = 0; next_line(&line, text, &at);) {
		size_t width = zb_utf8_width(zb_span_trim(line));
		if (width == 0)
			continue;
		histogram[width < WIDEST ? width : WIDEST]++;
		lines++;
	}
	uint32_t above = 0;
	size_t width = WIDEST;
	while (width > 0 && (above += histogram[width]) * 10 <= lines)
		width--;
	return width;
}

static bool ends_sentence(struct zb_span line)
{
	static const struct zb_span marks[] = { { "。", 3 }, { "；", 3 }, { "！", 3 },
		                                { "？", 3 }, { "：", 3 }, { ":", 1 } };
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (zb_span_ends(line, marks[i]))
			return true;
	return false;
}

int pdf_join_lines(struct zb_buf *out, struct zb_span text)
{
	size_t full = page_width(text) * 17 / 20;
	struct zb_span line;
	bool open = false; /* the line before went on to the margin */
	for (size_t at = 0; next_line(&line, text, &at);) {
		line = zb_span_trim(line);
		if (line.n == 0) {
			if (!open && out->n > 0 && out->p[out->n - 1] != '\n')
				zb_buf_add_char(out, '\n');
			continue;
		}
		if (!open && out->n > 0 && out->p[out->n - 1] != '\n')
			zb_buf_add_char(out, '\n');
		else if (open && out->n > 0 && (unsigned char)out->p[out->n - 1] < 0x80 &&
		         (unsigned char)line.p[0] < 0x80)
			zb_buf_add_char(out, ' ');
		zb_buf_add_span(out, line);
		open = zb_utf8_width(line) >= full && !ends_sentence(line);
	}
	if (out->n > 0)
		zb_buf_add_char(out, '\n');
	return out->err;
}

static int read_pdf(struct page *out, struct zb_arena *arena, const struct page_input *in)
{
	struct zb_buf raw;
	struct zb_buf text;
	zb_buf_init(&raw, TEXT_MAX);
	zb_buf_init(&text, (size_t)2 * TEXT_MAX);
	struct page_input own = { .url = in->url, .kind = PAGE_TEXT };
	int ret = pdf_to_text(&raw, in->bytes);
	bool readable = ret == 0 || (raw.n > 0 && ret != ZB_ETIMEOUT);
	ret = readable ? pdf_join_lines(&text, zb_buf_span(&raw)) : 0;
	if (ret == 0 && text.n > 0) {
		own.bytes = zb_arena_dup(arena, zb_buf_span(&text));
		ret = own.bytes.p != NULL ? page_read(out, arena, &own) : ZB_ENOMEM;
		out->kind = PAGE_PDF;
	}
	zb_buf_deinit(&raw);
	zb_buf_deinit(&text);
	return ret;
}

int pdf_page_read(struct page *out, struct zb_arena *arena, const struct page_input *in)
{
	int ret = page_read(out, arena, in);
	return ret == 0 && out->kind == PAGE_PDF ? read_pdf(out, arena, in) : ret;
}
