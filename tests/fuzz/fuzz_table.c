/* SPDX-License-Identifier: Apache-2.0 */
#include "common/buf.h"
#include "page_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes as small tokens of table markup: spans, nesting and cells out of place. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const tokens[] = {
		"<table>",    "</table>",
		"<tr>",       "</tr>",
		"<td>",       "<td colspan=3>",
		"<th>",       "<td rowspan=70>",
		"</td>",      "<caption>单位：亿元</caption>",
		"1,234.5",    "指标",
		"<p>",        "<td colspan=0 rowspan=9999>",
		"<a href=x>", "<thead>",
	};
	struct zb_buf html;
	zb_buf_init(&html, 1 << 20);
	zb_buf_add_str(&html, "<p>全县规模以上工业增加值同比增长5.3%，增速比上月加快。</p>");
	for (size_t i = 0; i < size && i < 8192; i++)
		zb_buf_add_str(&html, tokens[data[i] % (sizeof(tokens) / sizeof(tokens[0]))]);
	if (html.err == 0)
		page_check(zb_buf_span(&html), PAGE_HTML);
	zb_buf_deinit(&html);
	return 0;
}
