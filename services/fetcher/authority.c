/* SPDX-License-Identifier: Apache-2.0 */
#include "authority.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "common/buf.h"
#include "common/diag.h"
#include "common/err.h"
#include "proto/settings.h"

enum { FILE_MAX = 16 << 20 };

/* The lines that begin a certificate: RFC 7468, and two that OpenSSL reads as well. */
static bool has_certificate(struct zb_span text)
{
	static const struct zb_span begins[] = { ZB_S("-----BEGIN CERTIFICATE-----"),
		                                 ZB_S("-----BEGIN X509 CERTIFICATE-----"),
		                                 ZB_S("-----BEGIN TRUSTED CERTIFICATE-----") };
	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
		ptrdiff_t at = zb_span_find(text, begins[i], 0);
		if (at >= 0 && zb_span_find(text, ZB_S("-----END"), (size_t)at) >= 0)
			return true;
	}
	return false;
}

/* What is wrong with it; NULL: nothing. */
static const char *fault_of(const char *path)
{
	struct stat st;
	struct zb_buf text;
	const char *fault = NULL;
	if (stat(path, &st) != 0)
		return strerrordesc_np(errno);
	if (!S_ISREG(st.st_mode))
		return "no regular file";
	zb_buf_init(&text, FILE_MAX);
	int ret = zb_buf_add_file(&text, path);
	if (ret < 0)
		fault = zb_strerror(ret);
	else if (!has_certificate(zb_buf_span(&text)))
		fault = "holds no certificate (PEM)";
	zb_buf_deinit(&text);
	return fault;
}

int authority_check(const struct zb_settings_fetcher *settings, const char *conf_path,
                    struct zb_diag *diag)
{
	const char *path = settings->ca_file;
	const char *fault = path[0] != '\0' ? fault_of(path) : NULL;
	if (fault == NULL)
		return 0;
	return zb_diag_set(
		diag, conf_path, 0,
		"fetcher.ca_file: %.300s: %s; name a file of certificates, or leave it "
		"empty",
		path, fault);
}
