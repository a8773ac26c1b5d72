/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every daemon of ours does alike: command line, lock on its part of the data folder, closed
 * umask, service manager notification, first and second SIGTERM, the watchdog.
 *
 * Life: zb_daemon_args, zb_daemon_open (lock, loop, signals), the service opens its modules on
 * `loop`, zb_daemon_run. The first SIGTERM or SIGINT calls `on_drain`; the service finishes what
 * it holds and calls zb_daemon_drained; past the deadline, or at a second signal, the process
 * ends at once (what was not acknowledged is done again).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zb_loop;
struct zb_daemon;

/* The exit code of a process that could not begin, for a reason that trying again does not mend:
 * wrong usage or configuration, data of another schema (EX_CONFIG of sysexits.h). */
enum { ZB_EXIT_REFUSED = 78 };

struct zb_daemon_args {
	const char *conf_path; /* -c, else NULL */
	const char *data;      /* -d, else $ZHIBIAO_DATA, else "./data" */
	const char *name;      /* -n: which one of several (extractors), else NULL */
	bool check_only;       /* --check: read the configuration and end */
};

struct zb_daemon_conf {
	const char *service; /* "fetcherd": log name, lock file DATA/run/<service>.lock */
	const char *data;    /* made with mode 0700 if missing */
	int64_t drain_ms;    /* from the first signal to the end */
	void (*on_drain)(void *ctx);
	void (*on_reload)(void *ctx); /* SIGHUP; may be NULL */
	void *ctx;
};

/* 0; 1 where --help or --version was answered; ZB_EINVAL after saying what is wrong. */
int zb_daemon_args(struct zb_daemon_args *out, int argc, char **argv, const char *summary);
/* ZB_EBUSY, with a line that names the folder, where another instance holds the lock; -EMFILE, with
 * a line, where the process may hardly open files. */
int zb_daemon_open(struct zb_daemon **out, const struct zb_daemon_conf *conf);
void zb_daemon_close(struct zb_daemon *daemon);
/* What main returns for `ret`: of what came before the loop, or, where it `began`, of the loop. */
int zb_daemon_exit_code(int ret, bool began);
struct zb_loop *zb_daemon_loop(struct zb_daemon *daemon);
/* Says READY to the service manager and runs the loop to its end. 0 after a clean drain. */
int zb_daemon_run(struct zb_daemon *daemon);
bool zb_daemon_is_draining(const struct zb_daemon *daemon);
/* Everything is handed over: the loop ends after this turn. */
void zb_daemon_drained(struct zb_daemon *daemon);
/* A STATUS= line for the service manager. The watchdog is fed by the loop itself: a loop that no
 * longer turns is one that hangs. */
void zb_daemon_progress(struct zb_daemon *daemon, const char *status);
/* DATA/run/<name>.sock as an ipc:// address into `out`; shortened through the folder's descriptor
 * where the path is too long for a socket (sun_path, 108 bytes). */
int zb_daemon_address(char *out, size_t size, const char *data, const char *name);
