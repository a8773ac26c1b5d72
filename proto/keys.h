/* SPDX-License-Identifier: Apache-2.0 */
/* The CURVE keys of a process, from the file that settings.bus.secret_key_file names. */
#pragma once

#include "common/bus.h"
#include "proto/settings.h"

struct zb_keys {
	char *public_key; /* Z85; NULL without a key file */
	char *secret_key;
	const char **allow;
	struct zb_bus_conf conf; /* points into this struct and the settings */
};

/* Without a key file `conf` is empty, which is right for ipc. ZB_ECONFIG or ZB_EDENIED (the file
 * may be read by others than its owner), logged. zb_keys_deinit in any case. */
int zb_keys_load(struct zb_keys *out, const struct zb_settings *settings);
void zb_keys_deinit(struct zb_keys *keys);
