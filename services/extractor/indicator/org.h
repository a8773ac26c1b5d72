/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a text is about, where it reports on one company: by its stock code or by who publishes
 * the report in the title. */
#pragma once

#include "document.h"

/* Fills doc->companies, and doc->owner: empty where the text is about no single company. */
void org_of_document(struct document *doc, struct zb_span title);
