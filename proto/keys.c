/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/keys.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "common/curve.h"
#include "common/err.h"
#include "common/log.h"

static const struct zb_conf_row rows[] = {
	ZB_CONF_STR(struct zb_keys, public_key, 40, NULL),
	ZB_CONF_STR(struct zb_keys, secret_key, 40, NULL),
	ZB_CONF_END,
};

static int load_file(struct zb_keys *out, const char *path)
{
	struct zb_diag diag = { 0 };
	char text[1024];
	struct stat st;
	if (stat(path, &st) == 0 && (st.st_mode & 077) != 0) {
		zb_error("key-file-open", "path=%s hint=\"chmod 600: others can read it\"",
		         ZB_LOG_TEXT(zb_span_str(path)));
		return ZB_EDENIED;
	}
	int ret = zb_conf_load(out, rows, path, &diag);
	if (ret == 0 && (out->public_key == NULL || !zb_curve_is_key(out->public_key) ||
	                 out->secret_key == NULL || !zb_curve_is_key(out->secret_key)))
		ret = zb_diag_set(&diag, path, 0,
		                  "holds no pair of keys; zhibiao keygen makes one");
	if (ret < 0)
		zb_error("key-file", "why=%s",
		         ZB_LOG_TEXT(zb_span_str(zb_diag_text(&diag, text, sizeof(text)))));
	return ret;
}

int zb_keys_load(struct zb_keys *out, const struct zb_settings *settings)
{
	*out = (struct zb_keys){ 0 };
	const struct zb_settings_bus *bus = &settings->bus;
	if (bus->secret_key_file[0] != '\0') {
		int ret = load_file(out, bus->secret_key_file);
		if (ret < 0)
			return ret;
	}
	out->allow = calloc(bus->allow.n + 1, sizeof(*out->allow));
	if (out->allow == NULL)
		return ZB_ENOMEM;
	for (size_t i = 0; i < bus->allow.n; i++)
		out->allow[i] = bus->allow.items[i];
	out->conf = (struct zb_bus_conf){
		.secret_key = out->secret_key,
		.public_key = out->public_key,
		.server_key = bus->server_key,
		.allow = out->allow,
	};
	return 0;
}

void zb_keys_deinit(struct zb_keys *keys)
{
	zb_conf_deinit(keys, rows);
	free(keys->allow);
	keys->allow = NULL;
}
