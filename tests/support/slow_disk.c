/* SPDX-License-Identifier: Apache-2.0 */
/* Loaded before libc (LD_PRELOAD): a disk that takes ZB_SYNC_MS for every sync. */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int fdatasync(int fd);

int fdatasync(int fd)
{
	int (*next)(int) = NULL;
	void *found = dlsym(RTLD_NEXT, "fdatasync");
	const char *text = getenv("ZB_SYNC_MS");
	unsigned long ms = text != NULL ? strtoul(text, NULL, 10) : 0;
	struct timespec wait = { .tv_sec = (time_t)(ms / 1000),
		                 .tv_nsec = (long)(ms % 1000) * 1000000 };
	memcpy(&next, &found, sizeof(next));
	nanosleep(&wait, NULL);
	return next(fd);
}
