/* SPDX-License-Identifier: Apache-2.0 */
/* Message types of the protocol; proto/README.md gives sender, receiver and meaning of each. */
#pragma once

#include <stdint.h>

enum {
	ZB_WIRE_VERSION = 1,
	ZB_WIRE_BODY_MAX = 256 << 20, /* no body is larger, whatever is configured */
};

enum zb_wire_type {
	ZB_WIRE_HELLO = 1,
	ZB_WIRE_HEARTBEAT = 2,
	ZB_WIRE_LEASE = 3,
	ZB_WIRE_DONE = 4,
	ZB_WIRE_WELCOME =
		5, /* no payload: the fetcher asks a peer it does not know to say Hello */
	ZB_WIRE_RESULT = 16,
	ZB_WIRE_STORED = 17,
	ZB_WIRE_CRAWL = 32,
	ZB_WIRE_CRAWL_REPLY = 33,
	ZB_WIRE_JOBS = 34,
	ZB_WIRE_JOBS_REPLY = 35,
	ZB_WIRE_STATUS = 36,
	ZB_WIRE_STATUS_REPLY = 37,
	ZB_WIRE_WHY = 38,
	ZB_WIRE_WHY_REPLY = 39,
	ZB_WIRE_SOURCE = 40,
	ZB_WIRE_SOURCE_REPLY = 41,
	ZB_WIRE_ERROR = 63,
	ZB_WIRE_TYPE_MAX = 64,
};
