/* SPDX-License-Identifier: Apache-2.0 */
/* Key pairs for the bus (CurveZMQ, ZeroMQ RFC 26) as text in Z85 (RFC 32). */
#pragma once

#include <stdbool.h>

enum { ZB_CURVE_TEXT = 41 }; /* 40 characters and the 0 */

/* A new pair. 0, or ZB_ELIBRARY where the system gives no randomness. */
int zb_curve_keypair(char public_key[ZB_CURVE_TEXT], char secret_key[ZB_CURVE_TEXT]);
/* Whether `text` may be a key: 40 characters of Z85. */
bool zb_curve_is_key(const char *text);
