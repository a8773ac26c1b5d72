/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of mapped files that is in this process: the program, its libraries, a store. The page
 * cache has all of it anyway; what is dropped here comes back where it is touched. */
#pragma once

#include <stdint.h>

/* Bytes of files that are mapped and resident; 0 where the system does not say. */
uint64_t zb_resident_files(void);
/*
 * Drops the code and constants that only the start of the program and its libraries needed.
 * Mappings that hold a byte of the process's own (relocated data, a debugger's breakpoint) stay.
 */
void zb_resident_drop_code(void);
