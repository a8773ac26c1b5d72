/* SPDX-License-Identifier: Apache-2.0 */
/* The file of authorities to trust beside the system's (fetcher.ca_file). */
#pragma once

struct zb_diag;
struct zb_settings_fetcher;

/* Whether a connection could use it; one that is not named is well. `conf_path` (NULL: none) is
 * where it was named. ZB_ECONFIG with `diag`: what is wrong, and what to do. */
int authority_check(const struct zb_settings_fetcher *settings, const char *conf_path,
                    struct zb_diag *diag);
