/* SPDX-License-Identifier: Apache-2.0 */
/* What TLS is asked for, and what it says of certificates. */
#include "common/span.h"
#include "http_priv.h"

enum { CERTIFICATE_EXPIRED = 10 }; /* X509_V_ERR_CERT_HAS_EXPIRED, verify(1ssl) */

void http_set_tls(struct transfer *t, const struct http_request *r)
{
	const struct http_conf *conf = &t->http->conf;
	bool verify = conf->verify_tls && !r->trust_any;
	CURL *e = t->easy;
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, verify ? 1L : 0L);
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
	curl_easy_setopt(e, CURLOPT_CERTINFO, 1L);
	/* The system's own stay trusted: they are in a folder as well. */
	if (conf->ca_file[0] != '\0')
		curl_easy_setopt(e, CURLOPT_CAINFO, conf->ca_file);
}

/* When the certificate that names the server ends, wall ms; 0: no handshake of this one. Those
 * above it are not looked at: some chains carry an old one that nobody needs. */
static int64_t end_of_certificate(CURL *easy)
{
	static const struct zb_span key = ZB_S("Expire date:");
	struct curl_certinfo *chain = NULL;
	if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &chain) != CURLE_OK || chain == NULL ||
	    chain->num_of_certs < 1)
		return 0;
	for (const struct curl_slist *l = chain->certinfo[0]; l != NULL; l = l->next) {
		time_t end = zb_span_starts(zb_span_str(l->data), key)
		                     ? curl_getdate(l->data + key.n, NULL)
		                     : 0;
		if (end > 0)
			return (int64_t)end * 1000;
	}
	return 0;
}

void http_read_tls(struct http_answer *a, const struct transfer *t, CURLcode code)
{
	long verdict = 0;
	a->certificate_ms = end_of_certificate(t->easy);
	if (code == CURLE_PEER_FAILED_VERIFICATION)
		curl_easy_getinfo(t->easy, CURLINFO_SSL_VERIFYRESULT, &verdict);
	a->certificate_expired = verdict == CERTIFICATE_EXPIRED;
}
