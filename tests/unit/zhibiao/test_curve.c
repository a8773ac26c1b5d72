/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zmq.h>

#include <cmocka.h>

#include "common/curve.h"

/* libzmq derives the same public key from the secret one. */
static void test_curve__libzmq_agrees(void **state)
{
	(void)state;
	for (int i = 0; i < 32; i++) {
		char public_key[ZB_CURVE_TEXT], secret_key[ZB_CURVE_TEXT];
		char derived[ZB_CURVE_TEXT];
		assert_int_equal(zb_curve_keypair(public_key, secret_key), 0);
		assert_int_equal(strlen(public_key), ZB_CURVE_TEXT - 1);
		assert_int_equal(zmq_curve_public(derived, secret_key), 0);
		assert_string_equal(derived, public_key);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_curve__libzmq_agrees),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
