/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers of files that nobody vouches for, in a child process that can do nothing but read its
 * input and write its output: a bounded time, memory and output, no descriptor but those two, and
 * only the system calls that reading takes (seccomp; the rest fail with EPERM). No sockets, no
 * other processes, no file opened for writing. What it dies of is its own affair.
 */
#pragma once

#include "common/buf.h"
#include "common/span.h"

/* Runs in the child: what it adds to `out` is what the parent gets; not 0: the job failed. */
typedef int (*child_fn)(struct zb_buf *out, struct zb_span input);

struct child_job {
	struct zb_span input; /* descriptor 0 of a program: a file in memory */
	/* One of both: */
	char *const *program; /* argv; [0] is an absolute path */
	child_fn work;        /* no file can be opened */
};

/*
 * Adds what the child writes to `out`, up to its maximum. 0; ZB_ENOTFOUND: the program is not
 * installed; ZB_ETIMEOUT; ZB_ETOOBIG; ZB_EMALFORMED: it failed or died, `out` has what came before.
 */
int child_run(struct zb_buf *out, const struct child_job *job);
