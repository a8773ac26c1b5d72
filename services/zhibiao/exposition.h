/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A survey as Prometheus text, exposition format 0.0.4: names prefixed zhibiao_, base units,
 * _total on what only grows, no address in a label. Pure.
 */
#pragma once

#include "common/buf.h"
#include "survey.h"

#define EXPOSITION_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* Appends to `out`, whose `err` says whether all had room. */
void exposition_write(struct zb_buf *out, const struct survey *v);
