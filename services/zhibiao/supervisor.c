/* SPDX-License-Identifier: Apache-2.0 */
#include "supervisor.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/daemon.h"
#include "common/err.h"
#include "common/log.h"
#include "common/loop.h"

enum {
	QUICK_MS = 1000, /* a life shorter than this is a failed start */
	QUICK_FREE = 2,  /* so many in a row cost nothing */
	RESTART_MIN_MS = 100,
	RESTART_MAX_MS = 5000,
	GRACE_MS = 1000, /* behind the last child's share, before the process ends anyway */
};

/* In the order of stopping. */
enum role { ROLE_FETCHER, ROLE_EXTRACTOR, ROLE_STORE, ROLES };

struct child {
	struct supervisor *s;
	enum role role;
	char name[24];
	pid_t pid; /* 0 while it does not run */
	int64_t started_ms;
	unsigned starts;
	unsigned quick; /* short lives in a row */
	struct zb_timer again;
};

struct supervisor {
	struct supervisor_conf conf;
	struct zb_daemon *daemon;
	struct zb_loop *loop;
	struct child *children;
	size_t n;
	int stopping; /* the role that is being stopped, or -1 */
	bool failed;  /* a child could not start */
	struct zb_timer share;
	char dir[PATH_MAX]; /* of the programs */
};

static const char *const programs[ROLES] = {
	[ROLE_FETCHER] = "zhibiao-fetcherd",
	[ROLE_EXTRACTOR] = "zhibiao-extractord",
	[ROLE_STORE] = "zhibiao-stored",
};

/* --- starting --- */

/* In the child, between fork and exec. */
static void become(const struct child *c, pid_t parent)
{
	const struct supervisor_conf *conf = &c->s->conf;
	char path[PATH_MAX + 32];
	const char *argv[8] = { path, "-d", conf->data };
	int n = 3;
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	/* The service manager talks to the supervisor alone. */
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	snprintf(path, sizeof(path), "%s/%s", c->s->dir, programs[c->role]);
	if (conf->conf_path != NULL) {
		argv[n++] = "-c";
		argv[n++] = conf->conf_path;
	}
	if (c->role == ROLE_EXTRACTOR) {
		argv[n++] = "-n";
		argv[n++] = c->name;
	}
	argv[n] = NULL;
	union {
		const char **in;
		char **out;
	} u = { .in = argv }; /* execv does not write through it */
	execv(path, u.out);
	zb_error("cannot-start", "program=%s err=%s", ZB_LOG_TEXT(zb_span_str(path)),
	         ZB_LOG_TEXT(zb_span_str(strerrordesc_np(errno))));
	_exit(ZB_EXIT_REFUSED);
}

static void start(void *ctx)
{
	struct child *c = ctx;
	pid_t parent = getpid();
	pid_t pid = fork();
	if (pid == 0)
		become(c, parent);
	if (pid < 0) {
		zb_error("fork", "err=%s", ZB_LOG_TEXT(zb_span_str(strerrordesc_np(errno))));
		zb_timer_set(c->s->loop, &c->again, RESTART_MAX_MS, start, c);
		return;
	}
	c->pid = pid;
	c->starts++;
	c->started_ms = zb_loop_now(c->s->loop);
	zb_info("daemon-started", "name=%s pid=%ld", c->name, (long)pid);
}

static int64_t restart_delay(const struct child *c)
{
	int64_t ms = RESTART_MIN_MS;
	if (c->quick <= QUICK_FREE)
		return 0;
	for (unsigned i = QUICK_FREE + 1; i < c->quick && ms < RESTART_MAX_MS; i++)
		ms *= 2;
	return ms < RESTART_MAX_MS ? ms : RESTART_MAX_MS;
}

/* --- stopping --- */

static bool any_alive(const struct supervisor *s, int role)
{
	for (size_t i = 0; i < s->n; i++)
		if ((int)s->children[i].role == role && s->children[i].pid != 0)
			return true;
	return false;
}

static void signal_role(struct supervisor *s, int role, int signo)
{
	for (size_t i = 0; i < s->n; i++) {
		struct child *c = &s->children[i];
		if ((int)c->role == role && c->pid != 0)
			kill(c->pid, signo);
	}
}

static void kill_late(void *ctx)
{
	struct supervisor *s = ctx;
	zb_warn("killed-late",
	        "program=%s hint=\"what it had not finished is done again at the next start\"",
	        programs[s->stopping]);
	signal_role(s, s->stopping, SIGKILL);
}

static int64_t share_of(const struct supervisor *s, int role)
{
	static const int64_t percent[ROLES] = {
		[ROLE_FETCHER] = 50, [ROLE_EXTRACTOR] = 30, [ROLE_STORE] = 20
	};
	return s->conf.drain_ms * percent[role] / 100;
}

/* The next role that has a living child gets its signal; the end where there is none. */
static void stop_next(struct supervisor *s)
{
	zb_timer_cancel(s->loop, &s->share);
	do
		s->stopping++;
	while (s->stopping < ROLES && !any_alive(s, s->stopping));
	if (s->stopping == ROLES) {
		zb_daemon_drained(s->daemon);
		return;
	}
	signal_role(s, s->stopping, SIGTERM);
	zb_timer_set(s->loop, &s->share, share_of(s, s->stopping), kill_late, s);
}

static void on_drain(void *ctx)
{
	struct supervisor *s = ctx;
	for (size_t i = 0; i < s->n; i++)
		zb_timer_cancel(s->loop, &s->children[i].again);
	if (s->stopping < 0)
		stop_next(s);
}

static void on_reload(void *ctx)
{
	struct supervisor *s = ctx;
	for (int role = 0; role < ROLES; role++)
		signal_role(s, role, SIGHUP);
}

/* --- the death of a child --- */

/* One that ran before may mend: somebody is just writing its configuration. */
static bool is_bad_start(const struct child *c, int status, int64_t lived_ms)
{
	return c->starts == 1 && lived_ms < 2 * QUICK_MS && WIFEXITED(status) &&
	       WEXITSTATUS(status) == ZB_EXIT_REFUSED;
}

static void on_death(struct child *c, int status)
{
	struct supervisor *s = c->s;
	int64_t lived = zb_loop_now(s->loop) - c->started_ms;
	c->pid = 0;
	if (s->stopping >= 0) {
		if (!any_alive(s, s->stopping))
			stop_next(s);
		return;
	}
	if (is_bad_start(c, status, lived)) {
		zb_error("cannot-start", "name=%s hint=\"the line above says why\"", c->name);
		s->failed = true;
		on_drain(s);
		return;
	}
	c->quick = lived < QUICK_MS ? c->quick + 1 : 0;
	int64_t delay = restart_delay(c);
	zb_warn("daemon-died", "name=%s %s=%d lived_ms=%lld again_in_ms=%lld", c->name,
	        WIFSIGNALED(status) ? "signal" : "status",
	        WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), (long long)lived,
	        (long long)delay);
	if (delay == 0)
		start(c);
	else
		zb_timer_set(s->loop, &c->again, delay, start, c);
}

static void on_child(void *ctx, int signo)
{
	struct supervisor *s = ctx;
	int status = 0;
	pid_t pid = 0;
	(void)signo;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < s->n; i++)
			if (s->children[i].pid == pid) {
				on_death(&s->children[i], status);
				break;
			}
}

/* --- life --- */

/* The daemons lie beside this program. AT_EXECFN is the path it was started by, which stays right
 * when the file is replaced by a newer one, and needs no /proc. */
static int find_programs(struct supervisor *s)
{
	union {
		unsigned long in;
		const char *out;
	} u = { .in = getauxval(AT_EXECFN) };
	if (u.out == NULL || realpath(u.out, s->dir) == NULL)
		return -errno;
	char *slash = strrchr(s->dir, '/');
	if (slash != NULL)
		*slash = '\0';
	return 0;
}

static int make_children(struct supervisor *s)
{
	s->n = s->conf.extractors + 2;
	s->children = calloc(s->n, sizeof(*s->children));
	if (s->children == NULL)
		return ZB_ENOMEM;
	for (size_t i = 0; i < s->n; i++) {
		struct child *c = &s->children[i];
		c->s = s;
		c->role = i == 0 ? ROLE_STORE : i == 1 ? ROLE_FETCHER : ROLE_EXTRACTOR;
		if (c->role == ROLE_EXTRACTOR)
			snprintf(c->name, sizeof(c->name), "x%zu", i - 2);
		else
			snprintf(c->name, sizeof(c->name), "%s",
			         i == 0 ? "stored" : "fetcherd");
	}
	return 0;
}

int supervisor_open(struct supervisor **out, const struct supervisor_conf *conf)
{
	*out = NULL;
	struct supervisor *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return ZB_ENOMEM;
	s->conf = *conf;
	s->stopping = -1;
	const struct zb_daemon_conf life = {
		.service = "run",
		.data = conf->data,
		.drain_ms = conf->drain_ms + GRACE_MS,
		.on_drain = on_drain,
		.on_reload = on_reload,
		.ctx = s,
	};
	int ret = 0;
	if ((ret = find_programs(s)) < 0 || (ret = make_children(s)) < 0 ||
	    (ret = zb_daemon_open(&s->daemon, &life)) < 0) {
		supervisor_close(s);
		return ret;
	}
	s->loop = zb_daemon_loop(s->daemon);
	if ((ret = zb_loop_on_signal(s->loop, SIGCHLD, on_child, s)) < 0) {
		supervisor_close(s);
		return ret;
	}
	*out = s;
	return 0;
}

int supervisor_run(struct supervisor *s)
{
	for (size_t i = 0; i < s->n; i++)
		start(&s->children[i]);
	int ret = zb_daemon_run(s->daemon);
	return s->failed ? ZB_EUPSTREAM : ret;
}

void supervisor_close(struct supervisor *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; s->loop != NULL && i < s->n; i++)
		zb_timer_cancel(s->loop, &s->children[i].again);
	if (s->loop != NULL)
		zb_timer_cancel(s->loop, &s->share);
	zb_daemon_close(s->daemon);
	free(s->children);
	free(s);
}
