/* SPDX-License-Identifier: Apache-2.0 */
#include "common/daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/err.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/resident.h"

enum {
	SOCKET_PATH_MAX = 100, /* sun_path has 108 */
	FILES_LEAST = 64,      /* open files without which no daemon starts */
};

struct zb_daemon {
	struct zb_daemon_conf conf;
	struct zb_loop *loop;
	int lock_fd;
	bool draining;
	bool clean;
	struct zb_timer deadline;
	struct zb_timer watchdog;
	int64_t watchdog_ms; /* 0: none asked for */
};

/* --- command line --- */

static int usage(const char *program, const char *summary, FILE *to)
{
	fprintf(to,
	        "%s: %s\n\n"
	        "usage: %s [-c CONFIG] [-d DATA] [-n NAME] [--check]\n\n"
	        "  -c CONFIG   configuration file (default: the built-in settings)\n"
	        "  -d DATA     data folder (default: $ZHIBIAO_DATA, else ./data)\n"
	        "  -n NAME     which one of several of its kind, such as x0\n"
	        "  --check     read the configuration, say what is wrong, and end\n"
	        "  --help, --version\n",
	        program, summary, program);
	return to == stdout ? 1 : ZB_EINVAL;
}

static const char **value_of(struct zb_daemon_args *args, const char *option)
{
	if (strcmp(option, "-c") == 0)
		return &args->conf_path;
	if (strcmp(option, "-d") == 0)
		return &args->data;
	return strcmp(option, "-n") == 0 ? &args->name : NULL;
}

int zb_daemon_args(struct zb_daemon_args *out, int argc, char **argv, const char *summary)
{
	const char *slash = strrchr(argv[0], '/');
	const char *program = slash != NULL ? slash + 1 : argv[0];
	const char *env = getenv("ZHIBIAO_DATA");
	*out = (struct zb_daemon_args){ .data = env != NULL && env[0] != '\0' ? env
		                                                              : "./data" };
	for (int i = 1; i < argc; i++) {
		const char **value = value_of(out, argv[i]);
		if (strcmp(argv[i], "--help") == 0)
			return usage(program, summary, stdout);
		if (strcmp(argv[i], "--version") == 0) {
			printf("%s %s\n", program, ZB_VERSION);
			return 1;
		}
		if (strcmp(argv[i], "--check") == 0) {
			out->check_only = true;
		} else if (value != NULL && i + 1 < argc) {
			*value = argv[++i];
		} else {
			fprintf(stderr, "%s: %s '%s'\n", program,
			        value != NULL ? "a value is missing behind" : "unknown option",
			        argv[i]);
			return usage(program, summary, stderr);
		}
	}
	return 0;
}

/* --- the data folder --- */

static int make_folder(const char *path)
{
	return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : -errno;
}

static int take_lock(struct zb_daemon *d)
{
	char path[4096];
	int ret = make_folder(d->conf.data);
	snprintf(path, sizeof(path), "%s/run", d->conf.data);
	if (ret == 0)
		ret = make_folder(path);
	if (ret < 0) {
		zb_error("data-folder", "path=%s err=%s",
		         ZB_LOG_TEXT(zb_span_str(d->conf.data)),
		         ZB_LOG_TEXT(zb_span_str(zb_strerror(ret))));
		return ret;
	}
	snprintf(path, sizeof(path), "%s/run/%s.lock", d->conf.data, d->conf.service);
	d->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (d->lock_fd < 0) {
		int err = errno;
		zb_error("data-folder", "path=%s err=%s", ZB_LOG_TEXT(zb_span_str(path)),
		         ZB_LOG_TEXT(zb_span_str(zb_strerror(-err))));
		return -err;
	}
	if (flock(d->lock_fd, LOCK_EX | LOCK_NB) != 0) {
		zb_error("data-in-use",
		         "path=%s hint=\"another %s runs on this data folder; stop it or give "
		         "another one with -d\"",
		         ZB_LOG_TEXT(zb_span_str(d->conf.data)), d->conf.service);
		return ZB_EBUSY;
	}
	char pid[32];
	int n = snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
	if (ftruncate(d->lock_fd, 0) != 0 || pwrite(d->lock_fd, pid, (size_t)n, 0) != n)
		zb_debug("lock-pid", "err=%s",
		         ZB_LOG_TEXT(zb_span_str(strerrordesc_np(errno))));
	return 0;
}

int zb_daemon_address(char *out, size_t size, const char *data, const char *name)
{
	char path[4096];
	char *real = realpath(data, NULL);
	if (real == NULL)
		return -errno;
	int n = snprintf(path, sizeof(path), "%s/run/%s.sock", real, name);
	if (n >= (int)sizeof(path)) {
		free(real);
		return ZB_ETOOBIG;
	}
	if (n > SOCKET_PATH_MAX) {
		/* Held open for the life of the process: the address goes through it. */
		snprintf(path, sizeof(path), "%s/run", real);
		int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0) {
			int ret = -errno;
			free(real);
			return ret;
		}
		snprintf(path, sizeof(path), "/proc/%ld/fd/%d/%s.sock", (long)getpid(), fd,
		         name);
	}
	free(real);
	return snprintf(out, size, "ipc://%s", path) < (int)size ? 0 : ZB_ETOOBIG;
}

/* --- service manager: sd_notify(3) is one datagram --- */

static void notify(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t n = path != NULL ? strlen(path) : 0;
	if (n == 0 || n >= sizeof(to.sun_path))
		return;
	memcpy(to.sun_path, path, n);
	if (to.sun_path[0] == '@')
		to.sun_path[0] = '\0';
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
	if (sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&to, len) < 0)
		zb_debug("notify", "err=%s", ZB_LOG_TEXT(zb_span_str(strerrordesc_np(errno))));
	close(fd);
}

static void feed_watchdog(void *ctx)
{
	struct zb_daemon *d = ctx;
	notify("WATCHDOG=1");
	zb_timer_set(d->loop, &d->watchdog, d->watchdog_ms / 3, feed_watchdog, d);
}

void zb_daemon_progress(struct zb_daemon *daemon, const char *status)
{
	char line[512];
	(void)daemon;
	snprintf(line, sizeof(line), "STATUS=%s", status);
	notify(line);
}

/* --- life --- */

int zb_daemon_exit_code(int ret, bool began)
{
	if (ret == 0)
		return EXIT_SUCCESS;
	return began || ret == ZB_EFULL || ret == -ENOSPC ? EXIT_FAILURE : ZB_EXIT_REFUSED;
}

static void past_deadline(void *ctx)
{
	struct zb_daemon *d = ctx;
	zb_warn("drain-deadline", "hint=\"unfinished work is done again at the next start\"");
	zb_loop_stop(d->loop);
}

static void on_stop(void *ctx, int signo)
{
	struct zb_daemon *d = ctx;
	if (d->draining) {
		zb_info("stopped", "signal=%d", signo);
		_exit(EXIT_FAILURE);
	}
	d->draining = true;
	notify("STOPPING=1");
	zb_info("draining", "signal=%d", signo);
	zb_timer_set(d->loop, &d->deadline, d->conf.drain_ms, past_deadline, d);
	if (d->conf.on_drain != NULL)
		d->conf.on_drain(d->conf.ctx);
	else
		zb_daemon_drained(d);
}

static void on_hangup(void *ctx, int signo)
{
	struct zb_daemon *d = ctx;
	(void)signo;
	if (d->conf.on_reload != NULL)
		d->conf.on_reload(d->conf.ctx);
}

/* Each connection is an open file, and libzmq ends a process that has none left for the next: the
 * soft limit, often 1024, goes up to the hard one. */
static int raise_file_limit(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return -errno;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_max >= FILES_LEAST)
		return 0;
	zb_error("too-few-files", "limit=%llu least=%d hint=\"raise it: ulimit -n\"",
	         (unsigned long long)limit.rlim_max, FILES_LEAST);
	return -EMFILE;
}

int zb_daemon_open(struct zb_daemon **out, const struct zb_daemon_conf *conf)
{
	*out = NULL;
	struct zb_daemon *d = calloc(1, sizeof(*d));
	if (d == NULL)
		return ZB_ENOMEM;
	d->conf = *conf;
	d->lock_fd = -1;
	umask(0077);
	signal(SIGPIPE, SIG_IGN);
	int ret = 0;
	if ((ret = raise_file_limit()) < 0 || (ret = take_lock(d)) < 0 ||
	    (ret = zb_loop_open(&d->loop)) < 0 ||
	    (ret = zb_loop_on_signal(d->loop, SIGTERM, on_stop, d)) < 0 ||
	    (ret = zb_loop_on_signal(d->loop, SIGINT, on_stop, d)) < 0 ||
	    (ret = zb_loop_on_signal(d->loop, SIGHUP, on_hangup, d)) < 0) {
		zb_daemon_close(d);
		return ret;
	}
	const char *usec = getenv("WATCHDOG_USEC");
	d->watchdog_ms = usec != NULL ? strtoll(usec, NULL, 10) / 1000 : 0;
	*out = d;
	return 0;
}

void zb_daemon_close(struct zb_daemon *daemon)
{
	if (daemon == NULL)
		return;
	zb_loop_close(daemon->loop);
	if (daemon->lock_fd >= 0)
		close(daemon->lock_fd);
	free(daemon);
}

struct zb_loop *zb_daemon_loop(struct zb_daemon *daemon)
{
	return daemon->loop;
}

int zb_daemon_run(struct zb_daemon *daemon)
{
	zb_resident_drop_code();
	notify("READY=1");
	if (daemon->watchdog_ms > 0)
		feed_watchdog(daemon);
	int ret = zb_loop_run(daemon->loop);
	zb_timer_cancel(daemon->loop, &daemon->deadline);
	zb_timer_cancel(daemon->loop, &daemon->watchdog);
	if (ret == 0 && daemon->draining && !daemon->clean)
		ret = ZB_ETIMEOUT;
	return ret;
}

bool zb_daemon_is_draining(const struct zb_daemon *daemon)
{
	return daemon->draining;
}

void zb_daemon_drained(struct zb_daemon *daemon)
{
	daemon->clean = true;
	zb_loop_stop(daemon->loop);
}
