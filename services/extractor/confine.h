/* SPDX-License-Identifier: Apache-2.0 */
/* The system calls that a child which reads a file may make; all others fail with EPERM. */
#pragma once

enum confine {
	CONFINE_WORK,    /* memory, its two descriptors, its end */
	CONFINE_PROGRAM, /* and what starting a program takes: files opened for reading */
};

/* For the rest of the process's life, and what it executes. 0 or -1 with errno. Needs
 * PR_SET_NO_NEW_PRIVS. On machines we have no list for it does nothing. */
int confine_calls(enum confine what);
