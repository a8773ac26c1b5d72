/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>

#include "commands.h"
#include "common/err.h"
#include "exposition.h"
#include "http_metrics.h"
#include "proto/settings.h"

enum { TEXT_MAX = 16 << 20 };

struct metrics_options {
	const char *listen;
};

static const struct option_row rows[] = {
	OPTION_STR(struct metrics_options, listen, 'l', "ADDRESS:PORT", NULL,
	           "serve them at /metrics there, until stopped"),
	OPTION_END,
};

struct scrape {
	const struct options *o;
	const struct zb_settings *settings;
};

static void fill(void *ctx, struct zb_buf *out)
{
	const struct scrape *s = ctx;
	struct survey v = { 0 };
	survey_take(&v, s->o, s->settings, true);
	exposition_write(out, &v);
	survey_close(&v);
}

static int print_once(struct scrape *s)
{
	struct zb_buf out;
	zb_buf_init(&out, TEXT_MAX);
	fill(s, &out);
	struct zb_span text = zb_buf_span(&out);
	int ret = out.err;
	if (ret == 0 && fwrite(text.p, 1, text.n, stdout) != text.n)
		ret = -EIO;
	zb_buf_deinit(&out);
	return ret == 0 ? EXIT_DONE : options_fail(s->o, "%s", zb_strerror(ret));
}

static int serve(struct scrape *s, const char *address)
{
	struct http_metrics *server = NULL;
	int ret = http_metrics_open(&server, address, fill, s);
	if (ret == -EINVAL)
		return options_usage(s->o,
		                     "--listen takes an IP address and a port, such as "
		                     "127.0.0.1:9464, not '%s'",
		                     address);
	if (ret < 0)
		return options_fail(s->o, "%s: %s", address, zb_strerror(ret));
	ret = http_metrics_run(server);
	http_metrics_close(server);
	return ret == 0 ? EXIT_DONE : EXIT_FAILED;
}

static int run(const struct options *o, const void *own)
{
	const struct metrics_options *opt = own;
	struct zb_settings settings;
	if (options_settings(&settings, o) != 0)
		return EXIT_FAILED;
	struct scrape s = { .o = o, .settings = &settings };
	int ret = opt->listen != NULL ? serve(&s, opt->listen) : print_once(&s);
	zb_settings_deinit(&settings);
	return ret;
}

const struct command command_metrics = {
	.name = "metrics",
	.group = COMMAND_RUN,
	.summary = "the figures of all daemons as Prometheus reads them",
	.about =
		"Prints them once, or serves them over HTTP with --listen. A daemon that does not\n"
		"answer has zhibiao_up 0. Rules for alerts: deploy/prometheus.",
	.options = rows,
	.size = sizeof(struct metrics_options),
	.run = run,
};
