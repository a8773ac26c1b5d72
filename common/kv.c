/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kv.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/daemon.h"
#include "common/err.h"
#include "common/kv_priv.h"
#include "common/resident.h"

enum {
	READERS_MAX = 1024,
	TRIM_PARTS_MAX = 8,
};

/* Of more than this one part after the other is dropped, so that most of what is hot stays. */
static const uint64_t trim_whole = 16ull << 20;

static const uint64_t map_first = 64ull << 20;
static const uint64_t map_default = 64ull << 30;

int zb_kv_err(int rc)
{
	switch (rc) {
	case MDB_SUCCESS:
		return 0;
	case MDB_NOTFOUND:
		return ZB_ENOTFOUND;
	case MDB_KEYEXIST:
		return ZB_EEXISTS;
	case MDB_MAP_FULL:
	case ENOSPC:
	case EDQUOT:
		return ZB_EFULL;
	case MDB_VERSION_MISMATCH:
	case MDB_INVALID:
		return ZB_EVERSION;
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
		return ZB_EMALFORMED;
	case MDB_READERS_FULL:
		return ZB_EBUSY;
	case MDB_BAD_VALSIZE:
		return ZB_ETOOBIG;
	case ENOENT:
		return ZB_ENOTFOUND;
	default:
		return rc > 0 ? -rc : ZB_ELIBRARY;
	}
}

static int open_env(struct zb_kv *kv, const struct zb_kv_conf *conf)
{
	unsigned flags = MDB_NOTLS;
	if (conf->read_only)
		flags |= MDB_RDONLY;
	if (conf->random_access)
		flags |= MDB_NORDAHEAD;
	int rc = mdb_env_create(&kv->env);
	if (rc != 0)
		return rc;
	if ((rc = mdb_env_set_maxreaders(kv->env, READERS_MAX)) != 0 ||
	    (rc = mdb_env_set_maxdbs(kv->env, conf->databases)) != 0)
		return rc;
	uint64_t first = kv->map_max < map_first ? kv->map_max : map_first;
	if (!conf->read_only && (rc = mdb_env_set_mapsize(kv->env, (size_t)first)) != 0)
		return rc;
	return mdb_env_open(kv->env, conf->path, flags, 0600);
}

/* One writer: LMDB would have two take turns, but each of ours keeps in memory what it wrote. The
 * lock is on the file itself, which nobody deletes to get past it. */
static int claim(MDB_env *env)
{
	int fd = -1;
	int rc = mdb_env_get_fd(env, &fd);
	if (rc != 0)
		return zb_kv_err(rc);
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	return errno == EWOULDBLOCK ? ZB_EBUSY : -errno;
}

/*
 * LMDB reads through a map: where the file is shorter than it says, or the disk fails, a read ends
 * in SIGBUS. Nothing can go on from there, but it can be said, of the file opened last.
 */
static char bus_error[PATH_MAX + 128];
static int bus_error_code;

static void on_bus_error(int signo)
{
	(void)signo;
	ssize_t n = write(STDERR_FILENO, bus_error, strlen(bus_error));
	(void)n;
	_exit(bus_error_code);
}

/* A command has failed; a daemon, who writes, is not mended by another start. */
static void expect_bus_error(const char *path, bool read_only)
{
	bus_error_code = read_only ? EXIT_FAILURE : ZB_EXIT_REFUSED;
	struct sigaction action = { .sa_handler = on_bus_error };
	snprintf(bus_error, sizeof(bus_error),
	         "zhibiao: %s/data.mdb: shorter than it says it is, or the disk fails; restore "
	         "it from a backup\n",
	         path);
	sigaction(SIGBUS, &action, NULL);
}

/* Of what a writer is about to make there is nothing yet. */
static bool is_empty(const char *path)
{
	char file[PATH_MAX];
	struct stat st;
	snprintf(file, sizeof(file), "%s/data.mdb", path);
	return stat(file, &st) == 0 && st.st_size == 0;
}

int zb_kv_open(struct zb_kv **out, const struct zb_kv_conf *conf)
{
	*out = NULL;
	if (conf->read_only && is_empty(conf->path))
		return ZB_ENOTFOUND;
	expect_bus_error(conf->path, conf->read_only);
	if (!conf->read_only && mkdir(conf->path, 0700) != 0 && errno != EEXIST)
		return -errno;
	struct zb_kv *kv = calloc(1, sizeof(*kv));
	if (kv == NULL)
		return ZB_ENOMEM;
	kv->databases = conf->databases;
	kv->map_max = conf->map_size != 0 ? conf->map_size : map_default;
	kv->read_only = conf->read_only;
	int ret = zb_kv_err(open_env(kv, conf));
	if (ret == 0 && !conf->read_only)
		ret = claim(kv->env);
	if (ret < 0) {
		zb_kv_close(kv);
		return ret;
	}
	kv->resident = zb_resident_files();
	*out = kv;
	return 0;
}

void zb_kv_close(struct zb_kv *kv)
{
	if (kv == NULL)
		return;
	if (kv->env != NULL)
		mdb_env_close(kv->env);
	free(kv);
}

/* Another process may have grown the map: adopt its size and begin again. */
int zb_kv_begin(MDB_txn **txn, struct zb_kv *kv, unsigned flags)
{
	int rc = mdb_txn_begin(kv->env, NULL, flags, txn);
	if (rc == MDB_MAP_RESIZED && (rc = mdb_env_set_mapsize(kv->env, 0)) == 0)
		rc = mdb_txn_begin(kv->env, NULL, flags, txn);
	if (rc == MDB_READERS_FULL) {
		int dead = 0;
		mdb_reader_check(kv->env, &dead);
		if (dead > 0)
			rc = mdb_txn_begin(kv->env, NULL, flags, txn);
	}
	return rc;
}

int zb_kv_db(unsigned *db, struct zb_kv *kv, const char *name)
{
	MDB_txn *txn = NULL;
	int rc = zb_kv_begin(&txn, kv, kv->read_only ? MDB_RDONLY : 0);
	if (rc != 0)
		return zb_kv_err(rc);
	rc = mdb_dbi_open(txn, name, kv->read_only ? 0 : MDB_CREATE, db);
	if (rc != 0) {
		mdb_txn_abort(txn);
		return zb_kv_err(rc);
	}
	return zb_kv_err(mdb_txn_commit(txn));
}

int zb_kv_grow(struct zb_kv *kv)
{
	MDB_envinfo info;
	int rc = mdb_env_info(kv->env, &info);
	if (rc != 0)
		return zb_kv_err(rc);
	if (info.me_mapsize >= kv->map_max)
		return ZB_EFULL;
	uint64_t want = (uint64_t)info.me_mapsize * 2;
	if (want > kv->map_max)
		want = kv->map_max;
	kv->map_end = 0;
	return zb_kv_err(mdb_env_set_mapsize(kv->env, (size_t)want));
}

void zb_kv_set_map_max(struct zb_kv *kv, uint64_t map_size)
{
	MDB_envinfo info;
	if (mdb_env_info(kv->env, &info) == 0 && map_size >= info.me_mapsize)
		kv->map_max = map_size;
}

int zb_kv_reader_check(struct zb_kv *kv)
{
	int dead = 0;
	int rc = mdb_reader_check(kv->env, &dead);
	return rc == 0 ? dead : zb_kv_err(rc);
}

/* LMDB does not say where its map is: /proc/self/maps does, by the file's inode. */
static bool find_map(struct zb_kv *kv)
{
	char line[512];
	struct stat st;
	mdb_filehandle_t fd = -1;
	bool found = kv->map_end != 0;
	FILE *file = found ? NULL : fopen("/proc/self/maps", "re");
	if (file == NULL)
		return found;
	if (mdb_env_get_fd(kv->env, &fd) == 0 && fstat(fd, &st) == 0)
		while (!found && fgets(line, sizeof(line), file) != NULL) {
			unsigned long inode = 0;
			found = sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %*s %*s %*s %lu",
			               &kv->map_start, &kv->map_end, &inode) == 3 &&
			        inode == (unsigned long)st.st_ino;
		}
	fclose(file);
	if (!found)
		kv->map_end = 0;
	return found;
}

static void drop(uintptr_t start, uintptr_t end)
{
	/* The map is read-only and shared: nothing is lost but the way to it. */
	union {
		uintptr_t number;
		void *address;
	} at = { .number = start };
	madvise(at.address, end - start, MADV_DONTNEED);
}

/* Bytes of one of so many parts of what the file fills of the map: whole pages. */
static uintptr_t part_size(const struct zb_kv *kv, unsigned parts)
{
	MDB_envinfo info;
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t used = kv->map_end - kv->map_start;
	if (parts == 1)
		return used;
	if (mdb_env_info(kv->env, &info) == 0 && (info.me_last_pgno + 1) * page < used)
		used = (info.me_last_pgno + 1) * page;
	return (used / parts + page) / page * page;
}

uint64_t zb_kv_trim(struct zb_kv *kv, uint64_t keep)
{
	uint64_t now = zb_resident_files();
	if (now < kv->resident)
		kv->resident = now;
	if (now <= kv->resident + keep || !find_map(kv))
		return now - kv->resident;
	unsigned parts = keep > trim_whole ? TRIM_PARTS_MAX : 1;
	uintptr_t size = part_size(kv, parts);
	unsigned dropped = 0;
	while (dropped < parts && now > kv->resident + keep - keep / parts) {
		uintptr_t start = kv->map_start + size * (kv->next_part++ % parts);
		if (start < kv->map_end)
			drop(start, start + size < kv->map_end ? start + size : kv->map_end);
		now = zb_resident_files();
		dropped++;
	}
	if (dropped == parts)
		kv->resident = now; /* without the map: the program as it is now */
	return now - kv->resident;
}

struct reader_scan {
	uint64_t oldest;
	bool any;
};

/* mdb_reader_list gives text: "pid thread txnid" a line, "-" for a slot that reads nothing. */
static int scan_reader(const char *line, void *ctx)
{
	struct reader_scan *scan = ctx;
	const char *last = strrchr(line, ' ');
	char *end = NULL;
	unsigned long long txn = last != NULL ? strtoull(last + 1, &end, 10) : 0;
	if (last != NULL && end != last + 1 && (!scan->any || txn < scan->oldest)) {
		scan->oldest = txn;
		scan->any = true;
	}
	return 0;
}

int zb_kv_info(struct zb_kv_info *out, struct zb_kv *kv)
{
	MDB_envinfo info;
	MDB_stat stat;
	int rc = mdb_env_info(kv->env, &info);
	if (rc != 0 || (rc = mdb_env_stat(kv->env, &stat)) != 0)
		return zb_kv_err(rc);
	struct reader_scan scan = { 0 };
	mdb_reader_list(kv->env, scan_reader, &scan);
	*out = (struct zb_kv_info){
		.map_size = info.me_mapsize,
		.map_max = kv->map_max,
		.used = ((uint64_t)info.me_last_pgno + 1) * stat.ms_psize,
		.last_txn = info.me_last_txnid,
		.readers = info.me_numreaders,
	};
	if (scan.any && scan.oldest < out->last_txn)
		out->oldest_lag = out->last_txn - scan.oldest;
	return 0;
}

int zb_kv_copy(struct zb_kv *kv, const char *path)
{
	return zb_kv_err(mdb_env_copy2(kv->env, path, MDB_CP_COMPACT));
}
