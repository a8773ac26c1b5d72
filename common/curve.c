/* SPDX-License-Identifier: Apache-2.0 */
#include "common/curve.h"

#include <string.h>

#include <sodium.h>
#include <stdint.h>

#include "common/err.h"

enum { KEY_SIZE = 32 };

static const char alphabet[] =
	"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

/* Four bytes, big endian, are five digits to the base of 85. */
static void encode_z85(char out[ZB_CURVE_TEXT], const unsigned char key[KEY_SIZE])
{
	char *to = out;
	for (int i = 0; i < KEY_SIZE; i += 4) {
		uint32_t v = (uint32_t)key[i] << 24 | (uint32_t)key[i + 1] << 16 |
		             (uint32_t)key[i + 2] << 8 | key[i + 3];
		for (int digit = 4; digit >= 0; digit--) {
			to[digit] = alphabet[v % 85];
			v /= 85;
		}
		to += 5;
	}
	*to = '\0';
}

int zb_curve_keypair(char public_key[ZB_CURVE_TEXT], char secret_key[ZB_CURVE_TEXT])
{
	unsigned char pk[crypto_box_PUBLICKEYBYTES];
	unsigned char sk[crypto_box_SECRETKEYBYTES];
	_Static_assert(sizeof(pk) == KEY_SIZE && sizeof(sk) == KEY_SIZE, "Curve25519 keys");
	if (sodium_init() < 0 || crypto_box_keypair(pk, sk) != 0)
		return ZB_ELIBRARY;
	encode_z85(public_key, pk);
	encode_z85(secret_key, sk);
	sodium_memzero(sk, sizeof(sk));
	return 0;
}

bool zb_curve_is_key(const char *text)
{
	return strlen(text) == ZB_CURVE_TEXT - 1 && strspn(text, alphabet) == ZB_CURVE_TEXT - 1;
}
