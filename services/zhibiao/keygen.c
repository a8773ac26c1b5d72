/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "common/curve.h"
#include "common/err.h"

static int write_keys(int fd, const char *public_key, const char *secret_key)
{
	/* Z85 has no quote and no backslash. */
	int n = dprintf(fd, "public_key: \"%s\"\nsecret_key: \"%s\"\n", public_key, secret_key);
	return n < 0 || fsync(fd) != 0 ? -errno : 0;
}

static int run(const struct options *o, const void *own)
{
	char public_key[ZB_CURVE_TEXT], secret_key[ZB_CURVE_TEXT];
	const char *path = o->args[0];
	(void)own;
	int ret = zb_curve_keypair(public_key, secret_key);
	if (ret < 0)
		return options_fail(o, "%s", zb_strerror(ret));
	/* O_EXCL: a key that is in use is not written over. */
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return options_fail(o, "%s: %s", path, strerrordesc_np(errno));
	ret = write_keys(fd, public_key, secret_key);
	close(fd);
	memset(secret_key, 0, sizeof(secret_key));
	if (ret < 0) {
		unlink(path);
		return options_fail(o, "%s: %s", path, zb_strerror(ret));
	}
	printf("%s\n", public_key);
	return EXIT_DONE;
}

const struct command command_keygen = {
	.name = "keygen",
	.group = COMMAND_KEEP,
	.operands = "FILE",
	.args_min = 1,
	.args_max = 1,
	.summary = "make a key pair for daemons that talk over tcp",
	.about =
		"Writes both keys to FILE (mode 0600, for bus.secret_key_file) and prints the public\n"
		"one, which goes into bus.allow of the daemons that it may talk to, or into\n"
		"bus.server_key of who connects to it.",
	.run = run,
};
