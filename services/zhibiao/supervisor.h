/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The daemons as children of one process: started together, a dead one started again, stopped in
 * the order in which documents flow so that what is under way comes to its end.
 *
 * A child that dies is back at once; only one that keeps dying within a second of its start
 * waits, longer each time, up to RESTART_MAX_MS. A child whose very first start fails ends the
 * whole: its own last line says why. Children die with the supervisor (PR_SET_PDEATHSIG) and
 * have a process group each, so that Ctrl-C reaches only the supervisor.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct supervisor;

struct supervisor_conf {
	const char *conf_path; /* handed on as -c; NULL: none */
	const char *data;
	size_t extractors; /* named x0, x1 ... */
	/* From the first signal to the end of the last child: half of it for the fetcher, a third
	 * for the extractors, the rest for the store; past its share a child is killed. */
	int64_t drain_ms;
};

/* Takes DATA/run/run.lock and starts nothing yet. Logs why it failed. */
int supervisor_open(struct supervisor **out, const struct supervisor_conf *conf);
/* Starts the children and stays until they are stopped: 0 after a first SIGTERM or SIGINT. */
int supervisor_run(struct supervisor *s);
void supervisor_close(struct supervisor *s);
