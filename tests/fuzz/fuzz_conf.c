/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration file of any content: read into the settings, or refused with a line. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/err.h"
#include "proto/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zb_settings settings;
	struct zb_diag diag = { 0 };
	char path[64];
	int fd = memfd_create("conf", 0);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	int ret = zb_settings_load(&settings, path, &diag);
	if (ret == 0)
		zb_settings_deinit(&settings);
	else if (ret == ZB_ECONFIG && diag.message[0] == '\0')
		abort();
	close(fd);
	return 0;
}
