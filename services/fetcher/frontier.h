/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frontier: every URL, its state, when it is due, and the documents not yet at their end, in
 * an LMDB of the fetcher's own (DATA/frontier). This header is the file itself and its batches;
 * task.h has the moves of a URL, parcel.h the documents, job.h the jobs.
 *
 * Life of a URL in a job (a task): waiting in `ready` or `later` -> (asked for: in memory only,
 * its place in `ready` stays) -> parcel in `parcel` + `bytes` -> end state in `task`. Each arrow
 * is one step of the open batch, and a batch is one LMDB transaction: whenever the process dies,
 * a task is either still queued or its document is kept.
 *
 * Batches: the first change opens one, frontier_commit makes it durable. Errors are sticky: after
 * the first failure every change fails alike, frontier_commit aborts the batch and returns the
 * error, and what the caller holds in memory about the batch is void (reload it).
 * Messages handed out are valid until the next frontier_commit.
 *
 *   meta    "meta"                          -> FrontierMeta
 *   task    job u64, URL key                -> Task
 *   ready   host u32, priority u8, seq u64  -> job u64, URL key
 *   later   due ms u64, seq u64             -> host u32, priority u8, job u64, URL key
 *   parcel  lease u64                       -> Parcel
 *   bytes   lease u64                       -> the body as received, decompressed
 *   page    URL key                         -> Page
 *   job     job u64                         -> FrontierJob
 *   host    host u32                        -> Host
 *   name    SHA-256 of a host's name        -> host u32
 *   robots  SHA-256 of an origin            -> RobotsFile
 *   source  SHA-256 of a source's name      -> SourceState
 *   due     source's hash (8 bytes), due ms u64, URL key -> nothing: pages to look at again
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"
#include "key.h"
#include "proto/frontier.pb-c.h"

struct frontier;

enum {
	FRONTIER_SCHEMA = 2,
	FRONTIER_GATHER_MAX_MS = 1000,
};

struct frontier_stats {
	uint64_t tasks;   /* URLs in jobs, ended ones too */
	uint64_t pages;   /* URLs with a history */
	uint64_t ready;   /* places in `ready`: what may be asked or is being asked */
	uint64_t later;   /* waiting for their time */
	uint64_t parcels; /* documents not yet at their end */
	uint64_t hosts;
	uint64_t file_bytes;
	uint64_t commits;
};

/* ZB_EVERSION: written by another schema. */
int frontier_open(struct frontier **out, const char *path, uint64_t map_size);
void frontier_close(struct frontier *f);
/* True where changes wait for frontier_commit. */
bool frontier_is_dirty(const struct frontier *f);
/* True where the batch is so large that it should be committed now. */
bool frontier_is_heavy(const struct frontier *f);
/*
 * How long changes should gather before the next commit, in ms: so long that commits take a fifth
 * of the time at most, since a batch writes each page of the file once however many of its changes
 * lie there. Where commits are cheap it is little, and never more than FRONTIER_GATHER_MAX_MS.
 */
int64_t frontier_gather_ms(const struct frontier *f);
/* Makes the batch durable; without one it does nothing. */
int frontier_commit(struct frontier *f);
/* Forgets the batch. */
void frontier_abort(struct frontier *f);
int frontier_stats(struct frontier_stats *out, struct frontier *f);

/* The id of a host, made up where it is new. */
int frontier_host_id(uint32_t *id, struct frontier *f, struct zb_span name);
/* ZB_ENOTFOUND */
int frontier_host_find(uint32_t *id, struct frontier *f, struct zb_span name);
int frontier_host_get(Zhibiao__Host **out, struct frontier *f, uint32_t id);
int frontier_host_put(struct frontier *f, const Zhibiao__Host *host);

/* History of a URL; ZB_ENOTFOUND. */
int frontier_page_get(Zhibiao__Page **out, struct frontier *f, const struct url_key *key);
int frontier_page_put(struct frontier *f, const struct url_key *key, const Zhibiao__Page *page);

int frontier_robots_get(Zhibiao__RobotsFile **out, struct frontier *f, struct zb_span origin);
int frontier_robots_put(struct frontier *f, const Zhibiao__RobotsFile *file);

int frontier_source_get(Zhibiao__SourceState **out, struct frontier *f, struct zb_span name);
int frontier_source_put(struct frontier *f, const Zhibiao__SourceState *state);

/* A terminated copy valid until the next frontier_commit; "" where there is no memory. */
char *frontier_text(struct frontier *f, struct zb_span s);
