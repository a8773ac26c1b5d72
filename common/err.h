/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Error codes of every function that can fail: 0, or a negative value; -errno where the system
 * gave one, else a value below. A positive return is a count and said so by the function.
 */
#pragma once

#include <stdbool.h>

enum zb_err {
	ZB_ENOMEM = -12,       /* -ENOMEM */
	ZB_EMALFORMED = -1000, /* bytes that are not what they must be */
	ZB_ETOOBIG,            /* past a stated limit */
	ZB_ENOTFOUND,          /* no such key, file or entry */
	ZB_EEXISTS,            /* it is already there */
	ZB_EVERSION,           /* written by another schema or protocol version */
	ZB_EBUSY,              /* held by another process */
	ZB_EFULL,              /* disk or map without room */
	ZB_ETIMEOUT,           /* no answer in time */
	ZB_EUPSTREAM,          /* the other side failed */
	ZB_EDENIED,            /* not allowed */
	ZB_ECONFIG,            /* a configuration or rule file is wrong; the diag says where */
	ZB_EINVAL,             /* an argument is out of range */
	ZB_ELIBRARY,           /* a library failed in a way it does not explain */
	ZB_ESTOPPED,           /* ended on request */
};

/* A short English description that lives for ever; never NULL. */
const char *zb_strerror(int err);

/* The only place that says whether trying again can help. */
bool zb_err_is_transient(int err);
