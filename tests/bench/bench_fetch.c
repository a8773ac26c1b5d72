/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages a second of the fetcher alone: bench_fetch SITE, which is crawled from its root to its
 * end by a real daemon (robots.txt, frontier and bodies durable); this process reads the links
 * and says Done. tests/bench/crawlers.sh sets other crawlers beside it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/clock.h"
#include "tests/unit/fetcher/rig.h"

static double memory_mib(pid_t pid)
{
	char line[256];
	double kib = 0;
	snprintf(line, sizeof(line), "/proc/%d/status", (int)pid);
	FILE *file = fopen(line, "r");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, "VmHWM:", 6) == 0)
			kib = strtod(line + 6, NULL);
	if (file != NULL)
		fclose(file);
	return kib / 1024;
}

/* Microseconds of processor that it has used so far. */
static double used_us(pid_t pid)
{
	char line[1024] = "";
	unsigned long user = 0;
	unsigned long system = 0;
	snprintf(line, sizeof(line), "/proc/%d/stat", (int)pid);
	FILE *file = fopen(line, "r");
	const char *fields = file != NULL && fgets(line, sizeof(line), file) != NULL
	                             ? strrchr(line, ')')
	                             : NULL;
	if (fields != NULL)
		(void)sscanf(fields + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
		             &user, &system);
	if (file != NULL)
		fclose(file);
	return (double)(user + system) * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

int main(int argc, char **argv)
{
	static const char conf[] = "log_level: warn\n"
				   "fetcher:\n"
				   "  host_delay_ms: 0\n"
				   "  connections_per_host: 16\n"
				   "  connections_per_site: 16\n"
				   "  allow_private_addresses: true\n";
	struct rig rig;
	if (argc != 2)
		return EXIT_FAILURE;
	rig_open_at(&rig, conf, argv[1]);
	rig.credit = 64; /* extractor.credit */
	rig_hello(&rig);
	int64_t start = zb_clock_mono_ns();
	uint64_t job = rig_crawl(&rig, 50, (const char *const[]){ "/", NULL });
	bool finished = rig_wait_quietly(&rig, job, 600000);
	double seconds = (double)(zb_clock_mono_ns() - start) / 1e9;
	double pages = (double)rig_count(&rig, "stored");
	printf("zhibiao    %8.0f pages  %7.2f s  %8.0f pages/s  %7.1f MiB  %7.0f us of processor%s\n",
	       pages, seconds, pages / seconds, memory_mib(rig.fetcher),
	       used_us(rig.fetcher) / pages, finished ? "" : "  (not finished)");
	rig_close(&rig);
	return finished ? EXIT_SUCCESS : EXIT_FAILURE;
}
