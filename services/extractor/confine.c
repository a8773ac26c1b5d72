/* SPDX-License-Identifier: Apache-2.0 */
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef OUR_ARCH

/* What any computation takes: memory, open descriptors, time, an end. */
static const uint16_t work_calls[] = {
	SYS_read,
	SYS_write,
	SYS_readv,
	SYS_writev,
	SYS_pread64,
	SYS_lseek,
	SYS_close,
	SYS_fstat,
	SYS_mmap,
	SYS_munmap,
	SYS_mremap,
	SYS_mprotect,
	SYS_madvise,
	SYS_brk,
	SYS_futex,
	SYS_getrandom,
	SYS_clock_gettime,
	SYS_gettimeofday,
	SYS_rt_sigaction,
	SYS_rt_sigprocmask,
	SYS_rt_sigreturn,
	SYS_sigaltstack,
	SYS_sched_getaffinity,
	SYS_sched_yield,
	SYS_getpid,
	SYS_gettid,
	SYS_exit,
	SYS_exit_group,
};

/* What the loader and the C library take besides. openat: see below. */
static const uint16_t program_calls[] = {
	SYS_execve,          SYS_newfstatat,      SYS_faccessat, SYS_readlinkat, SYS_getdents64,
	SYS_getcwd,          SYS_statfs,          SYS_fcntl,     SYS_dup,        SYS_ioctl,
	SYS_set_tid_address, SYS_set_robust_list, SYS_rseq,      SYS_uname,      SYS_sysinfo,
	SYS_getuid,          SYS_geteuid,         SYS_getgid,    SYS_getegid,
#ifdef __x86_64__
	SYS_arch_prctl,      SYS_access,          SYS_readlink,  SYS_stat,       SYS_lstat,
#endif
};

enum { WORK_CALLS = sizeof(work_calls) / sizeof(work_calls[0]) };
enum { PROGRAM_CALLS = sizeof(program_calls) / sizeof(program_calls[0]) };
enum { RULES_MAX = 2 * (WORK_CALLS + PROGRAM_CALLS) + 16 };

struct rules {
	struct sock_filter items[RULES_MAX];
	unsigned short n;
};

static void add(struct rules *r, struct sock_filter f)
{
	r->items[r->n++] = f;
}

static struct sock_filter load(size_t offset)
{
	return (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);
}

static struct sock_filter verdict(uint32_t what)
{
	return (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, what);
}

/* The next rule holds where the number loaded is `value`, else it is passed over. */
static struct sock_filter where(uint32_t value)
{
	return (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
}

static void allow(struct rules *r, const uint16_t *calls, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		add(r, where(calls[i]));
		add(r, verdict(SECCOMP_RET_ALLOW));
	}
}

/* The last rules: openat where its flags neither write nor create, and nothing else. */
static void allow_reading(struct rules *r)
{
	const uint32_t changes = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
	const size_t flags = offsetof(struct seccomp_data, args) + 2 * sizeof(uint64_t);
	add(r, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3));
	add(r, load(flags)); /* the lower half: both machines are little-endian */
	add(r, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, changes, 1, 0));
	add(r, verdict(SECCOMP_RET_ALLOW));
}

int confine_calls(enum confine what)
{
	struct rules r = { .n = 0 };
	add(&r, load(offsetof(struct seccomp_data, arch)));
	add(&r, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCH, 1, 0));
	add(&r, verdict(SECCOMP_RET_KILL_PROCESS));
	add(&r, load(offsetof(struct seccomp_data, nr)));
	allow(&r, work_calls, WORK_CALLS);
	if (what == CONFINE_PROGRAM) {
		allow(&r, program_calls, PROGRAM_CALLS);
		allow_reading(&r);
	}
	add(&r, verdict(SECCOMP_RET_ERRNO | EPERM));
	struct sock_fprog program = { .len = r.n, .filter = r.items };
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

#else

int confine_calls(enum confine what)
{
	(void)what;
	return 0;
}

#endif
