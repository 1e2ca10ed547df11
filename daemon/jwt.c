/* A signed claim set. See jwt.h. */
#include "jwt.h"

#include "buf.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

enum { LIFE_SEC = 300 };

/* RFC 4648, 5, without padding. */
static char *
base64url(const unsigned char *bytes, size_t n)
{
	char *coded = xcalloc(n / 3 + 2, 4);

	(void)EVP_EncodeBlock((unsigned char *)coded, bytes, (int)n);
	for (char *p = coded; *p; p++)
		*p = (char)(*p == '+' ? '-' : *p == '/' ? '_' : *p == '=' ? '\0' : *p);
	return coded;
}

static char *
coded_json(json_t *json)
{
	char *text = json_dumps(json, JSON_COMPACT);
	char *coded = text ? base64url((const unsigned char *)text, strlen(text)) : NULL;

	json_decref(json);
	free(text);
	return coded ? coded : xstrdup("");
}

static EVP_PKEY *
read_key(const char *pem, struct err *e)
{
	static char no_password[] = "";
	BIO *bio = BIO_new_mem_buf(pem, (int)strlen(pem));
	EVP_PKEY *key =
	    bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, no_password) : NULL;

	BIO_free(bio);
	if (key && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
		return key;
	EVP_PKEY_free(key);
	(void)err_set(e, "the private key is no RSA key in PEM without a password");
	return NULL;
}

/* Owned; NULL with e. */
static char *
sign(EVP_PKEY *key, const char *text, struct err *e)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	const unsigned char *bytes = (const unsigned char *)text;
	unsigned char *signature = NULL;
	char *coded = NULL;
	size_t n = 0;
	bool ok = ctx && EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
	          EVP_DigestSign(ctx, NULL, &n, bytes, strlen(text)) == 1;

	if (ok) {
		signature = xcalloc(n, 1);
		ok = EVP_DigestSign(ctx, signature, &n, bytes, strlen(text)) == 1;
	}
	if (ok)
		coded = base64url(signature, n);
	else
		(void)err_set(e, "the private key cannot sign");
	free(signature);
	EVP_MD_CTX_free(ctx);
	return coded;
}

char *
jwt_assertion(
    const char *pem, const char *issuer, const char *subject, int64_t now, struct err *e)
{
	EVP_PKEY *key = read_key(pem, e);
	char *head, *claims, *both, *signature, *whole = NULL;

	if (!key)
		return NULL;
	head = coded_json(json_pack("{s:s, s:s}", "alg", "RS256", "typ", "JWT"));
	claims = coded_json(json_pack("{s:s, s:s, s:I, s:I}", "iss", issuer, "sub",
	    subject, "iat", (json_int_t)now, "exp", (json_int_t)now + LIFE_SEC));
	both = xasprintf("%s.%s", head, claims);
	signature = sign(key, both, e);
	if (signature)
		whole = xasprintf("%s.%s", both, signature);
	EVP_PKEY_free(key);
	free(head);
	free(claims);
	free(both);
	free(signature);
	return whole;
}
