/* SPDX-License-Identifier: Apache-2.0 */
/* From text to sentences, from a sentence to tokens. One pass, bounded steps at each byte. */
#pragma once

#include "sentence.h"

/* Told of every numeral that is part of something else (a date, a name …): account keeping. */
typedef void (*scan_numeral_fn)(void *ctx, uint32_t start, uint32_t end, enum reason reason);

struct chars;

/*
 * The sentence that begins at `at`: its end (behind 。！？ or before a line's end), the place of
 * the next one in *next, and whether it holds anything that can be a figure or a time. A sentence
 * is at most 6000 bytes; a longer one is cut at a comma or, without one, between characters.
 */
uint32_t scan_sentence_end(struct zb_span text, uint32_t at, const struct chars *chars,
                           uint32_t *next, bool *has_numeral);
/* Cuts s->from .. s->to into tokens; numerals become quantities with their units. Returns where
 * it stopped: s->to, or before it where the sentence holds more than one struct takes. */
uint32_t scan_tokens(struct sentence *s, const struct lexicon *lexicon,
                     const struct chars *chars, struct when_context *ctx, scan_numeral_fn note,
                     void *note_ctx);
/* The mark or space at text[at] and its length in bytes; TOK_TEXT: none stands there. */
enum tok_kind scan_mark_at(struct zb_span text, size_t at, size_t *len);
/* Punctuation that is a token of its own. */
bool scan_is_mark(uint32_t cp);
