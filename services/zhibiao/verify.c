/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/verify.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "commands.h"
#include "common/err.h"
#include "reading.h"
#include "services/store/base.h"
#include "table.h"

/* What is said at most: a store with a broken index has one fault a record. */
enum { FAULTS_SHOWN = 100 };

struct talk {
	bool terminal;
	uint64_t faults;
};

static void clear_line(const struct talk *t)
{
	if (t->terminal)
		fprintf(stderr, "\r\033[K");
}

static void tell_fault(void *ctx, const char *text)
{
	struct talk *t = ctx;
	if (t->faults++ >= FAULTS_SHOWN)
		return;
	clear_line(t);
	fprintf(stderr, "zhibiao verify: %s\n", text);
}

static void tell_progress(void *ctx, const char *what, uint64_t done, uint64_t total)
{
	const struct talk *t = ctx;
	if (!t->terminal)
		return;
	fprintf(stderr, "\r\033[K%s: %" PRIu64 " of %" PRIu64, what, done, total);
	fflush(stderr);
}

/* A page that is not what LMDB wrote may lead anywhere, out of the file as well. */
static void on_wild_page(int signo)
{
	static const char text[] = "zhibiao verify: a page leads out of the file: the store is "
				   "damaged; restore it from a backup\n";
	(void)signo;
	ssize_t n = write(STDERR_FILENO, text, sizeof(text) - 1);
	(void)n;
	_exit(EXIT_FAILED);
}

static int run(const struct options *o, const void *own)
{
	struct base *base = NULL;
	struct verify_tally tally;
	struct talk talk = { .terminal = table_is_terminal(stderr) };
	const struct verify_calls calls = { .fault = tell_fault,
		                            .progress = tell_progress,
		                            .ctx = &talk };
	(void)own;
	int code = reading_open(&base, o);
	if (code != EXIT_DONE)
		return code;
	signal(SIGSEGV, on_wild_page);
	signal(SIGABRT, on_wild_page); /* its assertions */
	int ret = verify_run(&tally, base, &calls);
	base_close(base);
	clear_line(&talk);
	if (ret < 0)
		return options_fail(o, "reading the store: %s", zb_strerror(ret));
	printf("%" PRIu64 " documents, %" PRIu64 " records (%" PRIu64 " of them gone), %" PRIu64
	       " bodies, %" PRIu64 " changes: ",
	       tally.documents, tally.records, tally.gone, tally.bodies, tally.changes);
	if (tally.faults == 0)
		printf("no faults\n");
	else
		printf("%" PRIu64 " faults%s\n", tally.faults,
		       tally.faults > FAULTS_SHOWN ? ", the first 100 are shown" : "");
	return tally.faults == 0 ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_verify = {
	.name = "verify",
	.group = COMMAND_KEEP,
	.summary = "read the whole store and say what does not fit together",
	.about =
		"Every record must cut its quote out of its document's text, every index lead to\n"
		"its record and back, every body decompress to its SHA-256, and the change feed\n"
		"have no gap. May run while daemons do; it reads one state of the store.",
	.run = run,
};
