/* SPDX-License-Identifier: Apache-2.0 */
/* Loaded before libc (LD_PRELOAD): a disk that takes ZB_SYNC_MS for every sync. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int fdatasync(int fd);

int fdatasync(int fd)
{
	const char *text = getenv("ZB_SYNC_MS");
	unsigned long ms = text != NULL ? strtoul(text, NULL, 10) : 0;
	struct timespec wait = { .tv_sec = (time_t)(ms / 1000),
		                 .tv_nsec = (long)(ms % 1000) * 1000000 };
	nanosleep(&wait, NULL);
	return (int)syscall(SYS_fdatasync, fd);
}
