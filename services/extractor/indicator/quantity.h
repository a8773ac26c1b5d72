/* SPDX-License-Identifier: Apache-2.0 */
/* A numeral with its unit, bounds and range; what it measures. */
#pragma once

#include "sentence.h"

/*
 * Reads numeral, unit and, where there is one, the second end of a range at text[at] into *q.
 * Returns the bytes read (the quote may begin later), 0 where no numeral begins here.
 * q->reason says why what was read is no record.
 */
size_t quantity_read(struct quantity *q, const struct lexicon *lexicon, struct zb_span text,
                     size_t at, size_t end);
/* Hours before which the text speaks of 利用小时: a quantity of the plant's, no duration. */
bool quantity_of_hours(struct zb_span text, size_t at);
/* Gives those that are listed one after another (1%、2%和3%) a group in common. */
void quantity_group(struct sentence *s);
/* Comparators, measure and sign of every quantity, from the tokens around it. */
void quantity_judge(struct sentence *s, const struct lexicon *lexicon);
const char *measure_text(uint8_t measure);
const char *op_text(uint8_t op);
const char *basis_text(uint8_t basis); /* NULL: none */
const char *reason_text(uint8_t reason);
