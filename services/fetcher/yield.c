/* SPDX-License-Identifier: Apache-2.0 */
#include "yield.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/log.h"
#include "health.h"
#include "proto/codec.h"
#include "proto/outcome.h"
#include "schedule.h"

enum { DAY_ALARMS_MAX = 16, ALARMS_TEXT_MAX = 300 };

/* Room for what is added to a state until it is put. */
struct room {
	char *alarms[HEALTH_ALARMS_MAX];
	char day_text[SCHEDULE_DAY_SIZE];
	Zhibiao__SourceDay day;
	Zhibiao__SourceDay *days[YIELD_DAYS];
	char *day_alarms[DAY_ALARMS_MAX];
};

static bool has(char *const *alarms, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(alarms[i], name) == 0)
			return true;
	return false;
}

/* --- figures --- */

static uint64_t count_of(const struct job *job, const char *outcome)
{
	for (unsigned i = 0; i < job->n_outcomes; i++)
		if (strcmp(job->outcomes[i].name, outcome) == 0)
			return job->outcomes[i].n;
	return 0;
}

static struct health_run figures_of(const struct job *job, const struct yield_seen *seen)
{
	struct health_run run = { .records = job->records,
		                  .wrong_site = seen->wrong_site,
		                  .certificate_expired = seen->certificate_expired,
		                  .lists = job->lists,
		                  .links = job->links };
	for (unsigned i = 0; i < job->n_outcomes; i++) {
		bool good = zb_outcome_is_good(job->outcomes[i].name);
		*(good ? &run.documents : &run.failed) += job->outcomes[i].n;
	}
	run.fresh = count_of(job, ZB_OUTCOME_STORED);
	run.no_content =
		count_of(job, ZB_OUTCOME_NO_CONTENT) + count_of(job, ZB_OUTCOME_EMPTY_SHELL);
	run.tls_failed = count_of(job, ZB_OUTCOME_TLS_FAILED);
	run.unreachable = count_of(job, ZB_OUTCOME_DNS_FAILED) +
	                  count_of(job, ZB_OUTCOME_CONNECT_FAILED) +
	                  count_of(job, ZB_OUTCOME_TIMEOUT);
	return run;
}

/* --- alarms --- */

const char *yield_alarm_now(const Zhibiao__SourceState *state, int64_t now_ms)
{
	const char *alarm = health_certificate(state->certificate_ms, now_ms);
	return alarm != NULL && !has(state->alarms, state->n_alarms, alarm) ? alarm : NULL;
}

static void log_alarm(const Zhibiao__SourceState *state, const char *alarm)
{
	char end[32] = "unknown";
	if (state->certificate_ms > 0)
		zb_clock_rfc3339(end, sizeof(end), state->certificate_ms);
	if (strncmp(alarm, "certificate_", strlen("certificate_")) == 0)
		zb_warn("source-alarm", "source=%s alarm=%s ends=%s job=%llu",
		        ZB_LOG_TEXT(zb_span_str(state->name)), alarm, end,
		        (unsigned long long)state->last_job);
	else
		zb_warn("source-alarm", "source=%s alarm=%s job=%llu",
		        ZB_LOG_TEXT(zb_span_str(state->name)), alarm,
		        (unsigned long long)state->last_job);
}

static void judge(struct room *room, Zhibiao__SourceState *state, const struct health_run *run,
                  int64_t now_ms)
{
	struct health_base base = { .runs = state->runs,
		                    .documents = state->documents_mean,
		                    .records = state->records_mean,
		                    .links = state->links_mean };
	const char *alarms[HEALTH_ALARMS_MAX];
	state->alarms = room->alarms;
	state->n_alarms = health_judge(alarms, &base, run);
	for (size_t i = 0; i < state->n_alarms; i++)
		room->alarms[i] = zb_field_text(alarms[i]);
	const char *late = yield_alarm_now(state, now_ms);
	if (late != NULL && state->n_alarms < HEALTH_ALARMS_MAX)
		room->alarms[state->n_alarms++] = zb_field_text(late);
	for (size_t i = 0; i < state->n_alarms; i++)
		log_alarm(state, state->alarms[i]);
	state->runs = base.runs;
	state->documents_mean = base.documents;
	state->records_mean = base.records;
	state->links_mean = base.links;
}

/* --- days --- */

/* The entry of the day of `now_ms`, behind those of the days before. */
static Zhibiao__SourceDay *day_of(struct room *room, Zhibiao__SourceState *state,
                                  int64_t now_ms)
{
	size_t n = state->n_days;
	size_t kept = 0;
	schedule_day(room->day_text, now_ms);
	if (n > 0 && strcmp(state->days[n - 1]->day, room->day_text) == 0)
		return state->days[n - 1];
	zhibiao__source_day__init(&room->day);
	room->day.day = room->day_text;
	for (size_t i = n < YIELD_DAYS ? 0 : n - YIELD_DAYS + 1; i < n; i++)
		room->days[kept++] = state->days[i];
	room->days[kept++] = &room->day;
	state->days = room->days;
	state->n_days = kept;
	return &room->day;
}

static void add_to_day(struct room *room, Zhibiao__SourceDay *day,
                       const Zhibiao__SourceState *state, const struct health_run *run)
{
	size_t n = 0;
	day->runs++;
	day->documents += run->documents;
	day->fresh += run->fresh;
	day->records += run->records;
	day->failed += run->failed;
	for (size_t i = 0; i < day->n_alarms && n < DAY_ALARMS_MAX; i++)
		room->day_alarms[n++] = day->alarms[i];
	for (size_t i = 0; i < state->n_alarms && n < DAY_ALARMS_MAX; i++)
		if (!has(room->day_alarms, n, state->alarms[i]))
			room->day_alarms[n++] = state->alarms[i];
	day->alarms = room->day_alarms;
	day->n_alarms = n;
}

int yield_add_run(struct frontier *f, Zhibiao__SourceState *state, const struct job *job,
                  const struct yield_seen *seen, int64_t now_ms)
{
	struct room room = { 0 };
	struct health_run run = figures_of(job, seen);
	if (seen->certificate_ms != 0)
		state->certificate_ms = seen->certificate_ms;
	judge(&room, state, &run, now_ms);
	if (run.documents > 0)
		state->success_ms = now_ms;
	state->documents = run.documents;
	state->records = run.records;
	state->failed = run.failed;
	state->documents_total += run.fresh;
	state->records_total += run.records;
	add_to_day(&room, day_of(&room, state, now_ms), state, &run);
	return frontier_source_put(f, state);
}

static void log_day(const Zhibiao__SourceState *state, const Zhibiao__SourceDay *day)
{
	char alarms[ALARMS_TEXT_MAX] = "";
	size_t n = 0;
	for (size_t i = 0; i < day->n_alarms && n < sizeof(alarms); i++)
		n += (size_t)snprintf(alarms + n, sizeof(alarms) - n, "%s%s", i > 0 ? "," : "",
		                      day->alarms[i]);
	zb_info("source-day",
	        "source=%s day=%s runs=%llu documents=%llu fresh=%llu records=%llu failed=%llu "
	        "alarms=%s",
	        ZB_LOG_TEXT(zb_span_str(state->name)), day->day, (unsigned long long)day->runs,
	        (unsigned long long)day->documents, (unsigned long long)day->fresh,
	        (unsigned long long)day->records, (unsigned long long)day->failed,
	        ZB_LOG_TEXT(zb_span_str(alarms)));
}

int yield_report_days(struct frontier *f, Zhibiao__SourceState *state, int64_t now_ms)
{
	char today[SCHEDULE_DAY_SIZE];
	char since[SCHEDULE_DAY_SIZE];
	schedule_day(today, now_ms);
	schedule_day(since, state->reported_ms);
	if (strcmp(since, today) >= 0 && state->reported_ms <= now_ms)
		return 0;
	for (size_t i = 0; i < state->n_days && state->reported_ms > 0; i++)
		if (strcmp(state->days[i]->day, since) >= 0 &&
		    strcmp(state->days[i]->day, today) < 0)
			log_day(state, state->days[i]);
	const char *alarm = yield_alarm_now(state, now_ms);
	if (alarm != NULL)
		log_alarm(state, alarm);
	state->reported_ms = now_ms;
	return frontier_source_put(f, state);
}
