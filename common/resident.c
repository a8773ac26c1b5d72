/* SPDX-License-Identifier: Apache-2.0 */
#include "common/resident.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* proc(5), statm: "shared", the third number, is what is resident and has a file behind it. The
 * file stays open: this is asked often. */
uint64_t zb_resident_files(void)
{
	static int fd = -1;
	char text[128];
	char *at = text;
	unsigned long shared = 0;
	if (fd < 0)
		fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? pread(fd, text, sizeof(text) - 1, 0) : -1;
	if (n <= 0)
		return 0;
	text[n] = '\0';
	for (int i = 0; i < 3; i++)
		shared = strtoul(at, &at, 10);
	return (uint64_t)shared * (uint64_t)sysconf(_SC_PAGESIZE);
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
