/* SPDX-License-Identifier: Apache-2.0 */
/* From text to sentences, from a sentence to tokens. One pass, bounded steps at each byte. */
#pragma once

#include "sentence.h"

/* Told of every numeral that is part of something else (a date, a name …): account keeping. */
typedef void (*scan_numeral_fn)(void *ctx, uint32_t start, uint32_t end, enum reason reason);

/*
 * The sentence that begins at `at`: its end (behind 。！？ or before a line's end), the place of
 * the next one in *next. A sentence is at most 6000 bytes; a longer one is cut at a comma or,
 * without one, between characters.
 */
uint32_t scan_sentence_end(struct zb_span text, uint32_t at, uint32_t *next);
/* Cuts s->from .. s->to into tokens; numerals become quantities with their units. Returns where
 * it stopped: s->to, or before it where the sentence holds more than one struct takes. */
uint32_t scan_tokens(struct sentence *s, const struct lexicon *lexicon,
                     struct when_context *ctx, scan_numeral_fn note, void *note_ctx);
/* True where the bytes hold a digit or a Chinese numeral character: all others are skipped. */
bool scan_has_numeral(struct zb_span text, uint32_t from, uint32_t to);
