/* SPDX-License-Identifier: Apache-2.0 */
#include "health.h"

enum { RUNS_KNOWN = 3 }; /* before so many there is nothing to compare with */

static const double weight = 0.2;           /* of the newest run in the means */
static const double fresh_enough = 5;       /* documents that show what a layout gives */
static const double records_expected = 0.5; /* a document; below, none are missed */

static const double links_expected = 4; /* below, none are missed */
static const double links_left = 0.2;   /* so few of them are no list any more */

static const int64_t warned_before_ms = 14ll * 24 * 3600 * 1000;

static double moved(double mean, double value, bool first)
{
	return first ? value : mean + weight * (value - mean);
}

bool health_links_lost(double links, double mean)
{
	return mean >= links_expected && links < mean * links_left;
}

const char *health_certificate(int64_t end_ms, int64_t now_ms)
{
	if (end_ms == 0 || end_ms - now_ms > warned_before_ms)
		return NULL;
	return end_ms > now_ms ? "certificate_expires" : "certificate_expired";
}

size_t health_judge(const char *alarms[HEALTH_ALARMS_MAX], struct health_base *base,
                    const struct health_run *run)
{
	size_t n = 0;
	bool known = base->runs >= RUNS_KNOWN;
	double fresh = (double)run->fresh;
	double records = run->fresh > 0 ? (double)run->records / fresh : 0;
	if (run->unreachable > 0 && run->documents == 0)
		alarms[n++] = "unreachable";
	else if (known && run->documents == 0 && base->documents >= 1)
		alarms[n++] = "zero_yield";
	if (known && fresh >= fresh_enough && base->records >= records_expected &&
	    run->records == 0)
		alarms[n++] = "no_records";
	double links = run->lists > 0 ? (double)run->links / (double)run->lists : 0;
	bool lost = run->lists > 0 && health_links_lost(links, base->links);
	bool blank = run->no_content > run->documents && run->no_content >= 3;
	if (known && (lost || blank))
		alarms[n++] = "layout_changed";
	if (run->certificate_expired)
		alarms[n++] = "certificate_expired";
	else if (run->tls_failed > 0)
		alarms[n++] = "certificate";
	if (run->wrong_site > 0)
		alarms[n++] = "wrong_site_code";
	/* What brings nothing does not become what is usual: its alarm stands until it is mended. */
	if (run->documents > 0)
		base->documents =
			moved(base->documents, (double)run->documents, base->documents <= 0);
	if (run->fresh > 0)
		base->records = moved(base->records, records, base->runs == 0);
	if (links > 0)
		base->links = moved(base->links, links, base->links <= 0);
	base->runs++;
	return n;
}
