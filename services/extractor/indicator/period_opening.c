/* SPDX-License-Identifier: Apache-2.0 */
#include "period_opening.h"

#include "at.h"
#include "common/utf8.h"
#include "numeral.h"
#include "period_cursor.h"

enum opening period_opening(struct zb_span text, size_t at)
{
	unsigned char c = (unsigned char)text.p[at];
	size_t len = 0;
	if (c < 0x80)
		return c >= '0' && c <= '9' ? OPENING_DIGIT
		       : c == '"'           ? OPENING_QUOTE
		       : c == 'Q'           ? OPENING_WORD
		                            : OPENING_NONE;
	switch (zb_utf8_three(text, at)) {
	case 0x4ECA: /* 今 */
	case 0x53BB: /* 去 */
	case 0x62A5: /* 报 */
	case 0x671F: /* 期 */
	case 0x524D: /* 前 */
	case 0x534A: /* 半 */
	case 0x4E2D: /* 中 */
	case 0x9996: /* 首 */
	case 0x660E: /* 明 */
	case 0x672C: /* 本 */
	case 0x4E0A: /* 上 */
	case 0x5F53: /* 当 */
	case 0x540C: /* 同 */
	case 0x5168: /* 全 */
	case 0x540E: /* 后 */
	case 0x672A: /* 未 */
	case 0x8FD1: /* 近 */
	case 0x8FC7: /* 过 */
	case 0x6700: /* 最 */
	case 0x76EE: /* 目 */
	case 0x73B0: /* 现 */
	case 0x5982: /* 如 */
	case 0x8FC4: /* 迄 */
	case 0x5E74: /* 年 */
	case 0x6628: /* 昨 */
	case 0x4E0B: /* 下 */
	case 0x7B2C: /* 第 */
	case 0x6B64: /* 此 */
	case 0x8FD9: /* 这 */
		return OPENING_WORD;
	case 0x591A: /* 多 */
	case 0x957F: /* 长 */
	case 0x5386: /* 历 */
	case 0x5DC5: /* 巅 */
	case 0x9F0E: /* 鼎 */
	case 0x65E5: /* 日 */
	case 0x5468: /* 周 */
	case 0x661F: /* 星 */
		return OPENING_RARE;
	case 0x622A: /* 截 */
	case 0x5230: /* 到 */
	case 0x81F3: /* 至 */
	case 0x529B: /* 力 */
		return OPENING_ASOF;
	case 0x201C: /* “ */
	case 0x300C: /* 「 */
	case 0x2018: /* ‘ */
	case 0xFF02: /* ＂ */
		return OPENING_QUOTE;
	case 0x5341: /* 十 */
		return OPENING_DIGIT;
	default:
		return numeral_digit(text, at, &len) >= 0 ? OPENING_DIGIT : OPENING_NONE;
	}
}

bool period_can_be_time(struct zb_span text, size_t at)
{
	static const char *const tails[] = { "年", "月", "日", "号", "个", "季", "周",
		                             "天", "小", "分", "秒", "半", "上", "前",
		                             "三", "工", "交", "昼", "多", "余", "财",
		                             "*",  "O",  "o",  "Q",  NULL };
	size_t len = 0;
	size_t end = at;
	int n = 0;
	while (end < text.n &&
	       (numeral_digit(text, end, &len) >= 0 || has_word(text, end, "十"))) {
		end += has_word(text, end, "十") ? 3 : len;
		n++;
	}
	struct cursor c = { .text = text, .at = end };
	eat_blank_before_name(&c);
	if (sees_any(&c, cursor_dashes) || any_word_at(text, c.at, tails) > 0)
		return true;
	return n == 4 && end < text.n && (text.p[end] == '.' || text.p[end] == '/');
}
