/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The header of an official notice, in the dialect of law databases (【制定机关】…【字号】…) and that of
 * government sites (索引号：… 发文字号：…), and the signing block at its end.
 */
#pragma once

#include "page.h"

/* Lines around the article as in lines.h, the article last. */
int notice_read(struct page *page, struct zb_arena *arena, struct zb_span before,
                struct zb_span text);
