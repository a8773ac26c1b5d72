/* SPDX-License-Identifier: Apache-2.0 */
#include "common/resident.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* proc(5), statm: "shared" is what is resident and has a file behind it. */
uint64_t zb_resident_files(void)
{
	unsigned long size = 0;
	unsigned long resident = 0;
	unsigned long shared = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	if (file == NULL)
		return 0;
	int n = fscanf(file, "%lu %lu %lu", &size, &resident, &shared);
	fclose(file);
	return n == 3 ? (uint64_t)shared * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

struct mapping {
	uintptr_t start, end;
	bool code; /* of a file, read only, private */
};

/* True where the line begins a mapping in /proc/self/smaps. */
static bool read_mapping(struct mapping *out, const char *line)
{
	struct mapping m = { 0 };
	char rights[8];
	char path[2] = "";
	int n = sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %7s %*s %*s %*s %1s", &m.start, &m.end,
	               rights, path);
	if (n < 3)
		return false;
	m.code = path[0] == '/' && (strcmp(rights, "r-xp") == 0 || strcmp(rights, "r--p") == 0);
	*out = m;
	return true;
}

static void drop(const struct mapping *m)
{
	union {
		uintptr_t number;
		void *address;
	} at = { .number = m->start };
	madvise(at.address, m->end - m->start, MADV_DONTNEED);
}

void zb_resident_drop_code(void)
{
	char line[512];
	struct mapping at = { 0 };
	unsigned long own = 0;
	FILE *file = fopen("/proc/self/smaps", "re");
	if (file == NULL)
		return;
	while (fgets(line, sizeof(line), file) != NULL)
		if (!read_mapping(&at, line) && sscanf(line, "Anonymous: %lu", &own) == 1 &&
		    own == 0 && at.code)
			drop(&at);
	fclose(file);
}
