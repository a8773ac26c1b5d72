/* SPDX-License-Identifier: Apache-2.0 */
#include "local.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/err.h"

enum { READ_CHUNK = 64 << 10 };

static const char scheme[] = "file://";

static bool is_plain(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("-._~!$&'()*+,;=:@/", c) != NULL);
}

static void add_path(struct zb_buf *out, struct zb_span path)
{
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];
		if (is_plain(c))
			zb_buf_add_char(out, (char)c);
		else
			zb_buf_addf(out, "%%%02X", c);
	}
}

int local_url(struct zb_buf *out, const char *path)
{
	char real[PATH_MAX];
	struct stat st;
	if (path[0] != '/')
		return ZB_EINVAL;
	if (realpath(path, real) == NULL || stat(real, &st) != 0)
		return -errno;
	zb_buf_reset(out);
	zb_buf_add_str(out, scheme);
	add_path(out, zb_span_str(real));
	if (S_ISDIR(st.st_mode) && strcmp(real, "/") != 0)
		zb_buf_add_char(out, '/');
	return out->err;
}

bool local_is_url(struct zb_span url)
{
	return zb_span_starts(url, ZB_S("file:///"));
}

bool local_is_folder(struct zb_span url)
{
	return zb_span_ends(url, ZB_S("/"));
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int local_path(struct zb_buf *out, struct zb_span url)
{
	zb_buf_reset(out);
	if (!local_is_url(url))
		return ZB_EMALFORMED;
	for (size_t i = sizeof(scheme) - 1; i < url.n; i++) {
		char c = url.p[i];
		if (c == '%') {
			int hi = i + 2 < url.n ? hex(url.p[i + 1]) : -1;
			int lo = i + 2 < url.n ? hex(url.p[i + 2]) : -1;
			if (hi < 0 || lo < 0 || hi + lo == 0)
				return ZB_EMALFORMED;
			c = (char)(hi << 4 | lo);
			i += 2;
		}
		zb_buf_add_char(out, c);
	}
	zb_buf_cstr(out);
	return out->err;
}

int local_read(struct zb_buf *out, const char *path)
{
	struct stat st;
	/* Not blocking: opening a pipe must not wait for its writer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -errno;
	int ret = 0;
	if (fstat(fd, &st) != 0)
		ret = -errno;
	else if (!S_ISREG(st.st_mode))
		ret = ZB_EINVAL;
	else if ((uint64_t)st.st_size > out->max)
		ret = ZB_ETOOBIG;
	while (ret == 0) {
		size_t left = out->max - out->n;
		size_t want = left < READ_CHUNK ? left : READ_CHUNK;
		char *room = zb_buf_reserve(out, want);
		ssize_t n = room != NULL ? read(fd, room, want) : 0;
		if (n < 0)
			ret = -errno;
		if (n <= 0)
			break;
		out->n += (size_t)n;
	}
	close(fd);
	return ret < 0 ? ret : out->err;
}

static int visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static int list_entry(struct zb_buf *url, const char *path, const char *name, local_fn fn,
                      void *ctx)
{
	char full[PATH_MAX];
	struct stat link;
	struct stat st;
	size_t n = strlen(path);
	const char *slash = n > 0 && path[n - 1] == '/' ? "" : "/";
	if (snprintf(full, sizeof(full), "%s%s%s", path, slash, name) >= (int)sizeof(full))
		return 0;
	if (lstat(full, &link) != 0 || stat(full, &st) != 0)
		return 0; /* gone meanwhile */
	bool folder = S_ISDIR(st.st_mode);
	if ((folder && S_ISLNK(link.st_mode)) || (!folder && !S_ISREG(st.st_mode)))
		return 0;
	zb_buf_reset(url);
	zb_buf_add_str(url, scheme);
	add_path(url, zb_span_str(full));
	if (folder)
		zb_buf_add_char(url, '/');
	return url->err < 0 ? 0 : fn(ctx, zb_buf_span(url));
}

int local_list(const char *path, local_fn fn, void *ctx)
{
	struct dirent **names = NULL;
	struct zb_buf url;
	int n = scandir(path, &names, visible, alphasort);
	if (n < 0)
		return -errno;
	int ret = 0;
	zb_buf_init(&url, 4 * PATH_MAX);
	for (int i = 0; i < n; i++) {
		if (ret == 0)
			ret = list_entry(&url, path, names[i]->d_name, fn, ctx);
		free(names[i]);
	}
	free(names);
	zb_buf_deinit(&url);
	return ret;
}

const char *local_type(struct zb_span path)
{
	static const struct {
		struct zb_span end;
		const char *type;
	} types[] = {
		{ ZB_S(".html"), "text/html" },
		{ ZB_S(".htm"), "text/html" },
		{ ZB_S(".shtml"), "text/html" },
		{ ZB_S(".xhtml"), "application/xhtml+xml" },
		{ ZB_S(".txt"), "text/plain" },
		{ ZB_S(".text"), "text/plain" },
		{ ZB_S(".md"), "text/markdown" },
		{ ZB_S(".markdown"), "text/markdown" },
		{ ZB_S(".xml"), "application/xml" },
		{ ZB_S(".rss"), "application/rss+xml" },
		{ ZB_S(".atom"), "application/atom+xml" },
		{ ZB_S(".json"), "application/json" },
		{ ZB_S(".csv"), "text/csv" },
		{ ZB_S(".pdf"), "application/pdf" },
		{ ZB_S(".doc"), "application/msword" },
		{ ZB_S(".rtf"), "application/rtf" },
		{ ZB_S(".docx"), "application/vnd.openxmlformats-officedocument."
		                 "wordprocessingml.document" },
		{ ZB_S(".xls"), "application/vnd.ms-excel" },
		{ ZB_S(".xlsx"),
		  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
	};
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct zb_span end = types[i].end;
		if (path.n > end.n &&
		    zb_span_eq_nocase(zb_span_sub(path, path.n - end.n, end.n), end))
			return types[i].type;
	}
	return "application/octet-stream";
}
