/* SPDX-License-Identifier: Apache-2.0 */
/* The day of the ceremony that a text reports: what is signed there, is signed then. */
#pragma once

#include "document.h"

/* 7月30日，…签约活动在南宁举行: keeps the day in doc->event. For sentences without figures. */
void event_note(struct document *doc, const struct sentence *s);
/* 共签约项目20个: the figure is of that event, where nobody says another time. */
bool event_holds(const struct document *doc, const struct sentence *s,
                 const struct quantity *q);
