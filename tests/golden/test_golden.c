/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Golden pages: each page of a folder beside the JSON that is read from it, compared byte by
 * byte. `test_golden --bless` writes what is read now; look at the difference before you commit.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/err.h"
#include "services/zhibiao/page_json.h"

#define FOLDER ZB_SOURCE_DIR "/tests/golden"

enum { FILE_MAX = 16 << 20, PATH_BYTES = 1024 };

static int read_file(struct zb_buf *out, const char *path)
{
	FILE *f = fopen(path, "rbe");
	if (f == NULL)
		return ZB_ENOTFOUND;
	char *to = NULL;
	size_t n = 0;
	while ((to = zb_buf_reserve(out, 65536)) != NULL && (n = fread(to, 1, 65536, f)) > 0)
		out->n += n;
	fclose(f);
	return out->err;
}

static int write_file(const char *path, struct zb_span s)
{
	FILE *f = fopen(path, "wbe");
	if (f == NULL)
		return ZB_EDENIED;
	size_t n = fwrite(s.p, 1, s.n, f);
	return fclose(f) == 0 && n == s.n ? 0 : ZB_EFULL;
}

/* One member a line: a difference is then readable. */
static void fold(struct zb_buf *out, struct zb_span json)
{
	for (size_t i = 0; i < json.n; i++) {
		bool member = json.p[i] == ',' && i + 1 < json.n &&
		              (json.p[i + 1] == '"' || json.p[i + 1] == '{');
		zb_buf_add_char(out, json.p[i]);
		if (member)
			zb_buf_add_char(out, '\n');
	}
	zb_buf_add_char(out, '\n');
}

static int page_to_json(struct zb_buf *out, const char *path, const char *name)
{
	struct zb_arena *arena = NULL;
	struct zb_buf bytes;
	struct zb_buf json;
	struct page page;
	char url[300];
	zb_buf_init(&bytes, FILE_MAX);
	zb_buf_init(&json, FILE_MAX);
	snprintf(url, sizeof(url), "http://golden.example.cn/dir/%s", name);
	int ret = zb_arena_new(&arena, (size_t)16 * FILE_MAX);
	if (ret == 0)
		ret = read_file(&bytes, path);
	const struct page_input in = { .bytes = zb_buf_span(&bytes), .url = zb_span_str(url) };
	if (ret == 0)
		ret = page_read(&page, arena, &in);
	if (ret == 0)
		ret = page_json(&json, &page);
	if (ret == 0)
		fold(out, zb_buf_span(&json));
	zb_buf_deinit(&json);
	zb_buf_deinit(&bytes);
	zb_arena_free(arena);
	return ret;
}

/* 0 where page and JSON agree, or the JSON was written. */
static int check(const char *folder, const char *name, bool bless)
{
	char path[PATH_BYTES];
	char golden[PATH_BYTES];
	struct zb_buf have;
	struct zb_buf want;
	zb_buf_init(&have, FILE_MAX);
	zb_buf_init(&want, FILE_MAX);
	snprintf(path, sizeof(path), FOLDER "/%s/%s", folder, name);
	snprintf(golden, sizeof(golden), FOLDER "/%s/%.*s.json", folder,
	         (int)strcspn(name, "."), name);
	int ret = page_to_json(&have, path, name);
	if (ret == 0 && bless)
		ret = write_file(golden, zb_buf_span(&have));
	else if (ret == 0)
		ret = read_file(&want, golden);
	if (ret == 0 && !bless && !zb_span_eq(zb_buf_span(&have), zb_buf_span(&want)))
		ret = ZB_EMALFORMED;
	if (ret < 0)
		printf("%s/%s: %s\n%s\n", folder, name, zb_strerror(ret), zb_buf_cstr(&have));
	zb_buf_deinit(&have);
	zb_buf_deinit(&want);
	return ret;
}

static int check_folder(const char *folder, bool bless, int *pages)
{
	char path[PATH_BYTES];
	int failed = 0;
	snprintf(path, sizeof(path), FOLDER "/%s", folder);
	DIR *dir = opendir(path);
	struct dirent *e = NULL;
	while (dir != NULL && (e = readdir(dir)) != NULL) {
		const char *dot = strchr(e->d_name, '.');
		if (e->d_name[0] == '.' || dot == NULL || strcmp(dot, ".json") == 0)
			continue;
		failed += check(folder, e->d_name, bless) < 0;
		++*pages;
	}
	if (dir != NULL)
		closedir(dir);
	return failed;
}

int main(int argc, char **argv)
{
	bool bless = argc > 1 && strcmp(argv[1], "--bless") == 0;
	int pages = 0;
	int failed = 0;
	DIR *dir = opendir(FOLDER);
	struct dirent *e = NULL;
	while (dir != NULL && (e = readdir(dir)) != NULL)
		if (e->d_name[0] != '.' && strchr(e->d_name, '.') == NULL)
			failed += check_folder(e->d_name, bless, &pages);
	if (dir != NULL)
		closedir(dir);
	printf("%d pages, %d differ\n", pages, failed);
	return failed == 0 && pages > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
