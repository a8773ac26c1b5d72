/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts: one statement under one key, and every record that makes it. A record joins the vintage
 * whose value it agrees with up to rounding, else it begins a new one; nothing is overwritten.
 */
#pragma once

#include <stdint.h>

#include "services/store/key.h"

struct Zhibiao__Record;
struct commit;

/*
 * The key: the head of a SHA-256 over what is measured, of whom, when and how. Codes stand for
 * names where a record has them. False for a record that makes no fact (it has no period).
 */
bool fact_key(unsigned char out[KEY_ID_SIZE], const struct Zhibiao__Record *record);
/* Adds `record`, whose seq is set, to its fact. */
void fact_add(struct commit *c, const struct Zhibiao__Record *record);
