/* SPDX-License-Identifier: Apache-2.0 */
#include "common/err.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

static const struct {
	int err;
	const char *text;
} names[] = {
	{ ZB_EMALFORMED, "malformed" },
	{ ZB_ETOOBIG, "too large" },
	{ ZB_ENOTFOUND, "not found" },
	{ ZB_EEXISTS, "already exists" },
	{ ZB_EVERSION, "another version" },
	{ ZB_EBUSY, "in use by another process" },
	{ ZB_EFULL, "no room left" },
	{ ZB_ETIMEOUT, "timed out" },
	{ ZB_EUPSTREAM, "the other side failed" },
	{ ZB_EDENIED, "not allowed" },
	{ ZB_ECONFIG, "bad configuration" },
	{ ZB_EINVAL, "invalid argument" },
	{ ZB_ELIBRARY, "library failure" },
	{ ZB_ESTOPPED, "stopped" },
};

const char *zb_strerror(int err)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].err == err)
			return names[i].text;
	if (err < 0 && err > -1000)
		return strerrordesc_np(-err) != NULL ? strerrordesc_np(-err) : "unknown error";
	return err == 0 ? "ok" : "unknown error";
}

bool zb_err_is_transient(int err)
{
	return err == ZB_ETIMEOUT || err == ZB_EUPSTREAM || err == ZB_EBUSY ||
	       err == ZB_EFULL || err == -EAGAIN || err == -EINTR;
}
