/* SPDX-License-Identifier: Apache-2.0 */
#include "chars.h"

#include "common/utf8.h"
#include "numeral.h"
#include "period.h"
#include "rank.h"
#include "scan.h"

/* Characters outside the numerals that a figure can be said with: 半, 年 (去年), 首, 翻, 倍. */
static bool tells_of_figures(struct zb_span s)
{
	return numeral_may_begin(s, 0) || zb_span_eq(s, ZB_S("半")) ||
	       zb_span_eq(s, ZB_S("年")) || zb_span_eq(s, ZB_S("首")) ||
	       zb_span_eq(s, ZB_S("翻")) || zb_span_eq(s, ZB_S("倍"));
}

static uint8_t flags_of(struct zb_span s, uint32_t cp)
{
	uint8_t f = 0;
	if (numeral_may_begin(s, 0) || cp == 0x2212 || cp == 0xFF0D) /* −, － */
		f |= CHAR_NUMBER;
	if (when_may_begin(s, 0))
		f |= CHAR_TIME;
	if (rank_may_begin(s, 0))
		f |= CHAR_RANK;
	if (scan_is_mark(cp))
		f |= CHAR_MARK;
	if (tells_of_figures(s))
		f |= CHAR_NUMERAL;
	if (cp == 0x3002 || cp == 0xFF01 || cp == 0xFF1F || cp == 0xFF0C ||
	    cp == 0xFF0E) /* 。！？，． */
		f |= CHAR_STOP;
	return f;
}

void chars_init(struct chars *chars)
{
	for (uint32_t cp = 0; cp < 65536; cp++) {
		char text[4];
		int n = zb_utf8_put(text, cp);
		chars->flags[cp] = n == 3 ? flags_of(zb_span(text, 3), cp) : 0;
	}
}
