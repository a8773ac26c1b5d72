/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store daemon: takes Results from extractors, commits them in groups, and only then answers
 * Stored. Also answers status requests on the same port.
 *
 * A group is committed when commit_documents wait, when the oldest has waited
 * commit_interval_ms, or when nothing has come for an eighth of that (for half of it, right after
 * a large group): a busy store syncs rarely, an idle one at once. Without room in the map or on the disk the group is kept, state "waiting
 * for room", tried again on a timer, and intake stops once STORE_HELD_BYTES are held.
 */
#pragma once

struct store;
struct zb_daemon_args;
struct zb_settings;

/* `args` and `settings` are borrowed for the life of the store. Says what is wrong by itself. */
int store_open(struct store **out, const struct zb_daemon_args *args,
               const struct zb_settings *settings);
void store_close(struct store *store);
/* To the end of a drain (0) or an error. */
int store_run(struct store *store);
