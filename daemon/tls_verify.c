/* The check of a server's certificate, with GnuTLS. See tls_verify.h. */
#include "tls_verify.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

enum { CHAIN_MAX = 16 };

/* Longer chains than any real one are cut; the check then fails for want of an anchor. */
static size_t
import_chain(const struct tls_cert *chain, size_t n, gnutls_x509_crt_t *out)
{
	size_t done = 0;

	for (size_t i = 0; i < n && i < CHAIN_MAX; i++) {
		gnutls_datum_t der = {0};

		if (chain[i].bytes > INT_MAX || gnutls_x509_crt_init(&out[done]) < 0)
			break;
		der.data = (unsigned char *)(uintptr_t)chain[i].der;
		der.size = (unsigned)chain[i].bytes;
		if (gnutls_x509_crt_import(out[done], &der, GNUTLS_X509_FMT_DER) < 0) {
			gnutls_x509_crt_deinit(out[done]);
			break;
		}
		done++;
	}
	return done;
}

static bool
load_trust(gnutls_x509_trust_list_t trust, const char *ca_file, struct err *e)
{
	int n;

	if (!ca_file) {
		n = gnutls_x509_trust_list_add_system_trust(trust, 0, 0);
		if (n <= 0)
			return err_set(e, "the system has no certificates of authorities "
			                  "(package ca-certificates)");
		return true;
	}
	n = gnutls_x509_trust_list_add_trust_file(
	    trust, ca_file, NULL, GNUTLS_X509_FMT_PEM, 0, 0);
	if (n < 0)
		return err_set(e, "cannot read certificates from %s: %s", ca_file,
		    gnutls_strerror(n));
	if (n == 0)
		return err_set(e, "no certificate in %s", ca_file);
	return true;
}

static bool
refused(unsigned status, const char *host, struct err *e)
{
	gnutls_datum_t text = {0};

	if (status & GNUTLS_CERT_UNEXPECTED_OWNER)
		return err_set(e, "the certificate of the server is not for %s", host);
	if (gnutls_certificate_verification_status_print(
	        status, GNUTLS_CRT_X509, &text, 0) < 0)
		return err_set(e, "the certificate of %s does not hold", host);
	(void)err_set(e, "the certificate of %s does not hold: %s", host, text.data);
	gnutls_free(text.data);
	return false;
}

static bool
check(gnutls_x509_trust_list_t trust, gnutls_x509_crt_t *certs, size_t n,
    const char *host, struct err *e)
{
	char name[256], purpose[] = GNUTLS_KP_TLS_WWW_SERVER;
	gnutls_typed_vdata_st data[2] = {
	    {.type = GNUTLS_DT_DNS_HOSTNAME, .data = (unsigned char *)name},
	    {.type = GNUTLS_DT_KEY_PURPOSE_OID, .data = (unsigned char *)purpose},
	};
	unsigned status = ~0U;
	int r;

	if (strlen(host) >= sizeof(name))
		return err_set(e, "the server's name is too long");
	memcpy(name, host, strlen(host) + 1);
	r = gnutls_x509_trust_list_verify_crt2(
	    trust, certs, (unsigned)n, data, ARRAY_LEN(data), 0, &status, NULL);
	if (r < 0)
		return err_set(e, "cannot check the certificate of %s: %s", host,
		    gnutls_strerror(r));
	/* A return of 0 alone says only that the check took place. */
	return status == 0 || refused(status, host, e);
}

bool
tls_verify(const struct tls_cert *chain, size_t n, const char *host, const char *ca_file,
    struct err *e)
{
	gnutls_x509_trust_list_t trust;
	gnutls_x509_crt_t certs[CHAIN_MAX];
	size_t certs_n;
	bool ok;

	if (gnutls_x509_trust_list_init(&trust, 0) < 0)
		return err_retry(e, "GnuTLS does not start");
	certs_n = import_chain(chain, n, certs);
	if (certs_n == 0)
		ok = err_set(e, "%s showed no certificate that can be read", host);
	else
		ok = load_trust(trust, ca_file, e) &&
		     check(trust, certs, certs_n, host, e);
	for (size_t i = 0; i < certs_n; i++)
		gnutls_x509_crt_deinit(certs[i]);
	gnutls_x509_trust_list_deinit(trust, 1);
	return ok;
}
