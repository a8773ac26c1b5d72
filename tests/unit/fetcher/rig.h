/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fetcher daemon in a process of its own, a loopback site (tests/support/site.py), and this
 * process as its extractor and command line: documents that are handed out are answered with
 * "stored" and the links in them. Waits are bounded; what fails ends the test.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/bus.h"
#include "common/loop.h"
#include "proto/wire.pb-c.h"

struct rig {
	char dir[64];
	char data[80];
	char conf[80];
	char site[64]; /* http://127.0.0.1:port */
	pid_t fetcher;
	pid_t server;
	struct zb_loop *loop;
	struct zb_bus *bus;
	struct zb_port *port;
	struct zb_timer deadline;
	struct zb_timer beat;
	bool timed_out;
	bool refused; /* the last request was answered with an error */
	/* the reader */
	bool reading;    /* false: leases are taken and not answered */
	unsigned credit; /* as told in Hello */
	uint64_t leases; /* taken in all */
	uint64_t crashed_on;
	unsigned incarnation;
	/* the last answer to a request */
	uint16_t awaited;
	Zhibiao__CrawlReply *crawl;
	Zhibiao__JobsReply *jobs;
	Zhibiao__StatusReply *status;
	Zhibiao__WhyReply *why;
	Zhibiao__SourceReply *source;
};

/* `conf` is the text of the configuration file. */
void rig_open(struct rig *rig, const char *conf);
/* With a site that is there already. */
void rig_open_at(struct rig *rig, const char *conf, const char *site);
/* A file of so many bytes, a folder, below rig->dir. */
void rig_file(const struct rig *rig, const char *name, size_t size);
void rig_folder(const struct rig *rig, const char *name);
/* Writes sources.yaml; each @ in `text` becomes the site's address. Takes effect with "reload". */
void rig_sources(struct rig *rig, const char *text);
/* A SOURCE request; rig->source is the answer. */
void rig_source(struct rig *rig, const char *action, const char *name);
void rig_close(struct rig *rig);
void rig_start(struct rig *rig);
/* SIGKILL */
void rig_kill(struct rig *rig);
/* SIGTERM; returns the exit status. */
int rig_stop(struct rig *rig);
void rig_hello(struct rig *rig);
/* Turns the loop for so long. */
void rig_run(struct rig *rig, int64_t ms);
/* Sends a request and waits for its answer; what the daemon cannot do for want of room is asked
 * again. */
void rig_ask(struct rig *rig, uint16_t type, const ProtobufCMessage *m);
/* Paths below the site, or whole URLs; NULL ended. The job's id. */
uint64_t rig_crawl(struct rig *rig, uint32_t depth, const char *const *urls);
uint64_t rig_crawl_request(struct rig *rig, const Zhibiao__CrawlRequest *request);
/* Is there a job of that id? */
bool rig_knows(struct rig *rig, uint64_t job);
/* A WHY request, and one fact of its answer (NULL: not told). */
void rig_why(struct rig *rig, const char *path);
const char *rig_fact(const struct rig *rig, const char *name);
/* Waits for the job's end, at most `ms`; false where it did not come. rig->jobs holds the job. */
bool rig_wait(struct rig *rig, uint64_t job, int64_t ms);
/* The same, asking once a second and without the list of URLs. */
bool rig_wait_quietly(struct rig *rig, uint64_t job, int64_t ms);
/* How many URLs of the job in rig->jobs ended so. */
uint64_t rig_count(const struct rig *rig, const char *outcome);
/* The outcome of one URL of it ("" where it has none, NULL where it is not there). */
const char *rig_outcome(const struct rig *rig, const char *path);
/* How often the site was asked for `path`. */
unsigned rig_hits(const struct rig *rig, const char *path);
uint64_t rig_gauge(struct rig *rig, const char *name);
void rig_get(const struct rig *rig, const char *path, char *out, size_t size);
