/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands.h"
#include "common/err.h"
#include "common/kv.h"
#include "reading.h"
#include "services/store/base.h"

/*
 * The fetcher's part first: what it holds to be stored is in the store that is copied after it, and
 * what it does not know of yet is read again, which changes nothing. The other way round, pages
 * stored between the two copies would be lost to the backup.
 */
static const char *const parts[] = { "frontier", "store" };

static int make_folder(const struct options *o, const char *path)
{
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return EXIT_DONE;
	return options_fail(o, "%s: %s", path, strerrordesc_np(errno));
}

static void sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

static int copy_part(const struct options *o, const char *from, const char *to)
{
	const struct zb_kv_conf conf = { .path = from, .databases = 1, .read_only = true };
	struct zb_kv *kv = NULL;
	char file[4200];
	snprintf(file, sizeof(file), "%s/data.mdb", to);
	if (access(file, F_OK) == 0)
		return options_fail(o, "%s is there already; give a new folder", file);
	int code = make_folder(o, to);
	if (code != EXIT_DONE)
		return code;
	int ret = zb_kv_open(&kv, &conf);
	if (ret == 0)
		ret = zb_kv_copy(kv, to);
	zb_kv_close(kv);
	if (ret < 0)
		return options_fail(o, "copying %s to %s: %s", from, to, zb_strerror(ret));
	sync_folder(to);
	return EXIT_DONE;
}

/* What was written is opened and counted: a copy that cannot be read is none. */
static int check_copy(const struct options *o, const char *path)
{
	const struct base_conf conf = { .path = path, .read_only = true };
	struct zb_diag diag = { 0 };
	struct base *base = NULL;
	struct zb_txn *txn = NULL;
	uint64_t documents = 0;
	uint64_t records = 0;
	int ret = base_open(&base, &conf, &diag);
	if (ret == 0)
		ret = zb_txn_begin(&txn, base->kv, false);
	if (ret == 0 && (ret = zb_txn_count(&documents, txn, base->db[KEY_DOCUMENTS])) == 0)
		ret = zb_txn_count(&records, txn, base->db[KEY_RECORDS]);
	zb_txn_abort(&txn);
	base_close(base);
	if (ret < 0)
		return options_fail(o, "the copy at %s cannot be read: %s", path,
		                    zb_strerror(ret));
	printf("%s: %" PRIu64 " documents, %" PRIu64 " records\n", path, documents, records);
	return EXIT_DONE;
}

static int run(const struct options *o, const void *own)
{
	char from[4096];
	char to[4096];
	struct base *base = NULL;
	(void)own;
	int code = reading_open(&base, o); /* says it best where there is no store */
	base_close(base);
	if (code == EXIT_DONE)
		code = make_folder(o, o->args[0]);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && code == EXIT_DONE; i++) {
		snprintf(from, sizeof(from), "%s/%s", o->data, parts[i]);
		snprintf(to, sizeof(to), "%s/%s", o->args[0], parts[i]);
		if (access(from, F_OK) == 0)
			code = copy_part(o, from, to);
	}
	snprintf(to, sizeof(to), "%s/store", o->args[0]);
	return code == EXIT_DONE ? check_copy(o, to) : code;
}

const struct command command_backup = {
	.name = "backup",
	.group = COMMAND_KEEP,
	.operands = "FOLDER",
	.args_min = 1,
	.args_max = 1,
	.summary = "copy store and frontier, while the daemons run",
	.about =
		"FOLDER is made, and is a data folder itself: `zhibiao query -d FOLDER` reads it, and\n"
		"to restore, stop the daemons and put it in the place of the old one.",
	.run = run,
};
