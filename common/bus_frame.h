/* SPDX-License-Identifier: Apache-2.0 */
/* What a frame is to the bus: of common/bus*.c only. */
#pragma once

#include <zmq.h>

#include "common/bus.h"

struct zb_frame {
	zmq_msg_t msg;
};
