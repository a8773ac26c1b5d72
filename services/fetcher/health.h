/* SPDX-License-Identifier: Apache-2.0 */
/* Is a source still what it was? Its last run beside the mean of those before. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct health_run {
	uint64_t documents; /* read and kept, known ones too */
	uint64_t fresh;     /* of these, new or changed */
	uint64_t records;
	uint64_t failed;     /* URLs that ended badly */
	uint64_t no_content; /* pages without text, or shells for scripts */
	uint64_t tls_failed;
	bool certificate_expired; /* why TLS failed */
	uint64_t wrong_site;      /* pages that carry another SiteIDCode */
	uint64_t unreachable;     /* dns_failed, connect_failed, timeout */
	uint64_t lists;           /* of its addresses, those whose links were read */
	uint64_t links;           /* in scope on these */
};

struct health_base {
	uint64_t runs;
	double documents; /* moving means */
	double records;   /* a document that was new */
	double links;     /* an address leads on to */
};

enum { HEALTH_ALARMS_MAX = 8 };

/* Is that what an address used to lead on to? A list whose layout changed loses its links all at
 * once, or all but a few of the frame. */
bool health_links_lost(double links, double mean);
/* The alarm for a certificate that ends then, soon or already; NULL: none, or `end_ms` is 0. */
const char *health_certificate(int64_t end_ms, int64_t now_ms);
/* The alarms of that run, as names that live for ever; returns how many. Then the run becomes
 * part of the base. */
size_t health_judge(const char *alarms[HEALTH_ALARMS_MAX], struct health_base *base,
                    const struct health_run *run);
