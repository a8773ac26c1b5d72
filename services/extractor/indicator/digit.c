/* SPDX-License-Identifier: Apache-2.0 */
#include "digit.h"

#include "common/utf8.h"

/* Chinese numerals: everyday, 大写 (GB/T 15835 and bank usage) and 〇. */
static struct sign sign_of(uint32_t cp)
{
	switch (cp) {
	case 0x3007: /* 〇 */
	case 0x96F6: /* 零 */
	case 0x25CB: /* ○ */
		return (struct sign){ SORT_DIGIT, 0 };
	case 0x4E00: /* 一 */
	case 0x58F9: /* 壹 */
		return (struct sign){ SORT_DIGIT, 1 };
	case 0x4E8C: /* 二 */
	case 0x4E24: /* 两 */
	case 0x8D30: /* 贰 */
		return (struct sign){ SORT_DIGIT, 2 };
	case 0x4E09: /* 三 */
	case 0x53C1: /* 叁 */
		return (struct sign){ SORT_DIGIT, 3 };
	case 0x56DB: /* 四 */
	case 0x8086: /* 肆 */
		return (struct sign){ SORT_DIGIT, 4 };
	case 0x4E94: /* 五 */
	case 0x4F0D: /* 伍 */
		return (struct sign){ SORT_DIGIT, 5 };
	case 0x516D: /* 六 */
	case 0x9646: /* 陆 */
		return (struct sign){ SORT_DIGIT, 6 };
	case 0x4E03: /* 七 */
	case 0x67D2: /* 柒 */
		return (struct sign){ SORT_DIGIT, 7 };
	case 0x516B: /* 八 */
	case 0x634C: /* 捌 */
		return (struct sign){ SORT_DIGIT, 8 };
	case 0x4E5D: /* 九 */
	case 0x7396: /* 玖 */
		return (struct sign){ SORT_DIGIT, 9 };
	case 0x5341: /* 十 */
	case 0x62FE: /* 拾 */
		return (struct sign){ SORT_TEN, 1 };
	case 0x767E: /* 百 */
	case 0x4F70: /* 佰 */
		return (struct sign){ SORT_TEN, 2 };
	case 0x5343: /* 千 */
	case 0x4EDF: /* 仟 */
		return (struct sign){ SORT_TEN, 3 };
	case 0x4E07: /* 万 */
	case 0x842C: /* 萬 */
		return (struct sign){ SORT_TEN, 4 };
	case 0x4EBF: /* 亿 */
	case 0x5104: /* 億 */
		return (struct sign){ SORT_TEN, 8 };
	case 0x70B9: /* 点 */
		return (struct sign){ SORT_POINT, 0 };
	case 0x51E0: /* 几 */
	case 0x6570: /* 数 */
		return (struct sign){ SORT_VAGUE, 0 };
	case 0x591A: /* 多 */
	case 0x4F59: /* 余 */
		return (struct sign){ SORT_MORE, 0 };
	case 0x534A: /* 半 */
		return (struct sign){ SORT_HALF, 0 };
	default:
		return (struct sign){ SORT_NONE, 0 };
	}
}

struct sign sign_at(struct zb_span text, size_t at)
{
	return sign_of(zb_utf8_three(text, at));
}

bool sign_is(struct zb_span text, size_t at, enum sign_sort sort)
{
	return sign_at(text, at).sort == sort;
}

int digit_arabic(struct zb_span text, size_t at, size_t *len)
{
	if (at >= text.n)
		return -1;
	unsigned char c = (unsigned char)text.p[at];
	if (c >= '0' && c <= '9') {
		*len = 1;
		return c - '0';
	}
	if (c == 0xEF && at + 2 < text.n && (unsigned char)text.p[at + 1] == 0xBC) {
		unsigned char d = (unsigned char)text.p[at + 2];
		if (d >= 0x90 && d <= 0x99) {
			*len = 3;
			return d - 0x90;
		}
	}
	return -1;
}

int numeral_digit(struct zb_span text, size_t at, size_t *len)
{
	int d = digit_arabic(text, at, len);
	if (d >= 0)
		return d;
	struct sign s = sign_at(text, at);
	if (s.sort != SORT_DIGIT)
		return -1;
	*len = 3;
	return s.value;
}
