/* SPDX-License-Identifier: Apache-2.0 */
#include "mark.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/err.h"

struct mark {
	volatile uint64_t *now;
	uint64_t left;
};

int mark_open(struct mark **out, const char *data, const char *name)
{
	char path[4096];
	*out = NULL;
	if (snprintf(path, sizeof(path), "%s/run/%s.mark", data, name) >= (int)sizeof(path))
		return ZB_ETOOBIG;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	void *p = MAP_FAILED;
	if (ftruncate(fd, sizeof(uint64_t)) == 0)
		p = mmap(NULL, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	int ret = p == MAP_FAILED ? -errno : 0;
	close(fd);
	if (ret < 0)
		return ret;
	struct mark *mark = calloc(1, sizeof(*mark));
	if (mark == NULL) {
		munmap(p, sizeof(uint64_t));
		return ZB_ENOMEM;
	}
	mark->now = p;
	mark->left = *mark->now;
	*mark->now = 0;
	*out = mark;
	return 0;
}

void mark_close(struct mark *mark)
{
	if (mark == NULL)
		return;
	union {
		volatile uint64_t *in;
		void *out;
	} u = { .in = mark->now };
	munmap(u.out, sizeof(uint64_t));
	free(mark);
}

uint64_t mark_left(const struct mark *mark)
{
	return mark->left;
}

void mark_set(struct mark *mark, uint64_t lease)
{
	*mark->now = lease;
}
