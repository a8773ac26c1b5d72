/* SPDX-License-Identifier: Apache-2.0 */
/* Opens the store of the data folder read-only, as every command that looks at it does. */
#pragma once

struct base;
struct options;

/* EXIT_DONE, or EXIT_FAILED after saying on standard error what is wrong and what to do. */
int reading_open(struct base **out, const struct options *o);
