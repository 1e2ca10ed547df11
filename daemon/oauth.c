/*
 * Access tokens. Two small files of a name live in state_dir, both written by replacing:
 * NAME.token.json, the token and until when nothing new is asked for, and
 * NAME.refresh.json, the rotated refresh token. The latter also holds the hash of the
 * configured first token, so that one newly given by the operator wins over it.
 */
#include "oauth.h"

#include "buf.h"
#include "jwt.h"
#include "log.h"
#include "loopback.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	ANSWER_MAX_BYTES = 64 * 1024,
	FILE_MAX_BYTES = 64 * 1024,
	TIMEOUT_SEC = 30,
	LIFETIME_DEFAULT_SEC = 3600,
	LIFETIME_MAX_SEC = 7 * 86400,
	MARGIN_SEC = 60, /* a token with less left is not handed out */
	EARLY_SEC = 300, /* renewed so long before its end, or at 80 % of a short life */
	PAUSE_SEC = 60,
	PAUSE_PERSON_SEC = 300, /* a refused grant is not asked for more often */
	PAUSE_MAX_SEC = 3600
};

struct oauth_job {
	const struct config *config;
	const struct config_oauth *setting;
	int64_t now;
	char *cache_path, *refresh_path;
	char *secret;     /* client secret; NULL for public clients */
	char *first;      /* the configured refresh token; NULL for other grants */
	char *key;        /* of the service account; NULL for other grants */
	char *refresh;    /* the one in force */
	char *source;     /* hash of what the operator configured */
	char *first_hash; /* of first alone: a rotated token descends from it */
	/* from the cache */
	char *token;
	int64_t expires, renew_at, not_before;
	char *problem;
	bool problem_retry;
};

/* --- files --- */

static bool
write_bytes(int fd, const char *bytes, size_t n)
{
	return write_all(fd, bytes, n) && fsync(fd) == 0;
}

static bool
flush_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		(void)close(fd);
	return ok;
}

/* Either the old or the new content is there after a crash, never less. */
static bool
replace_file(const char *folder, const char *path, const char *text, struct err *e)
{
	char *tmp = xasprintf("%s.new", path);
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool ok = fd >= 0 && write_bytes(fd, text, strlen(text));

	if (fd >= 0 && close(fd) < 0)
		ok = false;
	ok = ok && rename(tmp, path) == 0 && flush_folder(folder);
	if (!ok)
		(void)err_retry(e, "cannot write %s: %s", path, strerror(errno));
	free(tmp);
	return ok;
}

static bool
write_json(struct oauth_job *j, const char *path, json_t *json, struct err *e)
{
	char *text = json_dumps(json, JSON_INDENT(1) | JSON_SORT_KEYS);
	bool ok = text && replace_file(j->config->state_dir, path, text, e);

	free(text);
	json_decref(json);
	return ok;
}

/* A missing or broken file is an empty object. */
static json_t *
read_json(const char *path)
{
	struct buf text = {0};
	json_t *json = NULL;

	if (buf_read_file(&text, path, FILE_MAX_BYTES))
		json = json_loadb(buf_str(&text), text.len, 0, NULL);
	buf_free(&text);
	if (!json_is_object(json)) {
		json_decref(json);
		json = json_object();
	}
	return json;
}

static const char *
get_string(const json_t *json, const char *key)
{
	return json_string_value(json_object_get(json, key));
}

static int64_t
get_int(const json_t *json, const char *key)
{
	return json_integer_value(json_object_get(json, key));
}

/* --- what is configured and what is kept --- */

static char *
hash_of(const char *a, const char *b)
{
	char *both = xasprintf("%s\n%s", a ? a : "", b ? b : "");
	unsigned char bytes[EVP_MAX_MD_SIZE];
	struct buf hex = {0};

	if (EVP_Digest(both, strlen(both), bytes, NULL, EVP_sha256(), NULL) != 1)
		abort();
	for (size_t i = 0; i < 16; i++)
		buf_addf(&hex, "%02x", bytes[i]);
	free(both);
	return buf_steal(&hex);
}

static bool
read_secret(struct oauth_job *j, const char *file, char **out, struct err *e)
{
	char *problem = NULL;

	if (!file)
		return true;
	*out = config_secret(j->config, file, &problem);
	if (!*out)
		(void)err_set(e, "%s", problem ? problem : "a secret cannot be read");
	free(problem);
	return *out != NULL;
}

static bool
load_secrets(struct oauth_job *j, struct err *e)
{
	json_t *kept;

	if (!read_secret(j, j->setting->client_secret_file, &j->secret, e) ||
	    !read_secret(j, j->setting->refresh_token_file, &j->first, e) ||
	    !read_secret(j, j->setting->key_file, &j->key, e))
		return false;
	j->source = hash_of(j->key ? j->key : j->first, j->secret);
	j->first_hash = hash_of(j->first, NULL);
	kept = read_json(j->refresh_path);
	if (str_eq(get_string(kept, "source"), j->first_hash))
		j->refresh = xstrdup_null(get_string(kept, "refresh_token"));
	json_decref(kept);
	if (!j->refresh)
		j->refresh = xstrdup_null(j->first);
	return true;
}

static void
load_cache(struct oauth_job *j)
{
	json_t *kept = read_json(j->cache_path);

	if (str_eq(get_string(kept, "source"), j->source)) {
		j->token = xstrdup_null(get_string(kept, "access_token"));
		j->expires = get_int(kept, "expires");
		j->renew_at = get_int(kept, "renew_at");
		j->not_before = get_int(kept, "not_before");
		j->problem = xstrdup_null(get_string(kept, "problem"));
		j->problem_retry = json_is_true(json_object_get(kept, "retry"));
	}
	json_decref(kept);
}

static bool
save_cache(struct oauth_job *j, struct err *e)
{
	json_t *json = json_pack("{s:s, s:s*, s:I, s:I, s:I, s:s*, s:b}", "source",
	    j->source, "access_token", j->token, "expires", (json_int_t)j->expires,
	    "renew_at", (json_int_t)j->renew_at, "not_before", (json_int_t)j->not_before,
	    "problem", j->problem, "retry", j->problem_retry);

	if (!json)
		return err_set(e, "a token that is no UTF-8 cannot be kept");
	return write_json(j, j->cache_path, json, e);
}

static bool
save_refresh(struct oauth_job *j, struct err *e)
{
	json_t *json =
	    json_pack("{s:s, s:s}", "source", j->first_hash, "refresh_token", j->refresh);

	if (!json)
		return err_set(e, "a refresh token that is no UTF-8 cannot be kept");
	return write_json(j, j->refresh_path, json, e);
}

/* --- asking the token endpoint --- */

struct token_answer {
	struct buf body;
	long status;
	int64_t retry_after;
};

static size_t
on_body(char *bytes, size_t size, size_t count, void *data)
{
	struct token_answer *a = data;

	if (a->body.len + size * count > ANSWER_MAX_BYTES)
		return 0;
	buf_add(&a->body, bytes, size * count);
	return size * count;
}

static void
add_field(struct buf *form, CURL *curl, const char *name, const char *value)
{
	char *escaped;

	if (!value)
		return;
	escaped = curl_easy_escape(curl, value, 0);
	buf_addf(form, "%s%s=%s", form->len ? "&" : "", name, escaped ? escaped : "");
	curl_free(escaped);
}

/* RFC 7523, 2.1. */
static bool
add_assertion(const struct oauth_job *j, CURL *curl, struct buf *form, struct err *e)
{
	char *signed_by_us = jwt_assertion(
	    j->key ? j->key : "", j->setting->client_id, j->setting->subject, j->now, e);
	bool ok;

	add_field(form, curl, "assertion", signed_by_us);
	add_field(
	    form, curl, "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
	ok = signed_by_us != NULL;
	free(signed_by_us);
	return ok;
}

static bool
make_form(const struct oauth_job *j, CURL *curl, struct buf *form, struct err *e)
{
	bool jwt = str_eq(j->setting->grant, "jwt");

	if (jwt && !add_assertion(j, curl, form, e))
		return false;
	if (!jwt)
		add_field(form, curl, "grant_type", j->setting->grant);
	if (str_eq(j->setting->grant, "refresh_token"))
		add_field(form, curl, "refresh_token", j->refresh);
	add_field(form, curl, "client_id", j->setting->client_id);
	add_field(form, curl, "client_secret", j->secret);
	add_field(form, curl, "scope", j->setting->scope);
	return true;
}

static bool
url_allowed(const char *url, struct err *e)
{
	CURLU *parts = curl_url();
	char *scheme = NULL, *host = NULL;
	bool ok = parts && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
	          curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	          curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK;

	ok = ok && (str_ieq(scheme, "https") ||
	               (str_ieq(scheme, "http") && host_is_loopback(host)));
	curl_free(scheme);
	curl_free(host);
	curl_url_cleanup(parts);
	if (!ok)
		(void)err_set(e, "token_url must begin with https://");
	return ok;
}

static bool
post_form(const struct oauth_job *j, struct token_answer *a, struct err *e)
{
	char message[CURL_ERROR_SIZE] = "";
	CURL *c = curl_easy_init();
	struct buf form = {0};
	curl_off_t after = 0;
	CURLcode rc;

	if (!c)
		return err_retry(e, "libcurl cannot start");
	if (!make_form(j, c, &form, e)) {
		buf_free(&form);
		curl_easy_cleanup(c);
		return false;
	}
	(void)curl_easy_setopt(c, CURLOPT_URL, j->setting->token_url);
	(void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(c, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	(void)curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)TIMEOUT_SEC);
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)TIMEOUT_SEC);
	(void)curl_easy_setopt(c, CURLOPT_ERRORBUFFER, message);
	(void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)form.len);
	(void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, buf_str(&form));
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(c, CURLOPT_WRITEDATA, a);
	if (j->setting->ca_file) {
		(void)curl_easy_setopt(c, CURLOPT_CAINFO, j->setting->ca_file);
		(void)curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
	}
	rc = curl_easy_perform(c);
	(void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &a->status);
	(void)curl_easy_getinfo(c, CURLINFO_RETRY_AFTER, &after);
	a->retry_after = after;
	curl_easy_cleanup(c);
	if (form.data)
		explicit_bzero(form.data, form.len);
	buf_free(&form);
	if (rc == CURLE_PEER_FAILED_VERIFICATION || rc == CURLE_SSL_CACERT_BADFILE)
		return err_set(e, "token endpoint: %s", message);
	if (rc != CURLE_OK)
		return err_retry(
		    e, "token endpoint: %s", *message ? message : curl_easy_strerror(rc));
	return true;
}

/* --- reading its answer --- */

/* Goes into a SASL exchange between \1 bytes, so nothing but visible ASCII may pass. */
static bool
is_token(const char *s)
{
	if (str_empty(s))
		return false;
	for (; *s; s++)
		if (*s <= ' ' || *s >= 0x7f)
			return false;
	return true;
}

static bool
refused(const struct token_answer *a, const json_t *json, struct err *e)
{
	static const char *const passing[] = {
	    "temporarily_unavailable", "server_error", "slow_down"};
	const char *error = get_string(json, "error");
	const char *more = get_string(json, "error_description");
	bool retry = a->status == 408 || a->status == 429 || a->status >= 500;

	for (size_t i = 0; i < ARRAY_LEN(passing); i++)
		retry = retry || str_eq(error, passing[i]);
	(void)err_set(e, "token endpoint answered %ld %s%s%.160s", a->status,
	    error ? error : "", more ? ": " : "", more ? more : "");
	e->retry = retry;
	return false;
}

static bool
take_token(struct oauth_job *j, const json_t *json, struct err *e)
{
	const char *token = get_string(json, "access_token");
	const char *refresh = get_string(json, "refresh_token");
	const json_t *given = json_object_get(json, "expires_in");
	int64_t life = json_is_string(given) ? strtoll(json_string_value(given), NULL, 10)
	                                     : json_integer_value(given);

	if (!is_token(token))
		return err_retry(e, "token endpoint answered without a usable token");
	if (life <= 0)
		life = LIFETIME_DEFAULT_SEC;
	if (life > LIFETIME_MAX_SEC)
		life = LIFETIME_MAX_SEC;
	/* The old refresh token may be void already: the new one is safe on disk before
	 * anything else happens. */
	if (!str_empty(refresh) && !str_eq(refresh, j->refresh) && j->first) {
		set_str(&j->refresh, refresh);
		if (!save_refresh(j, e))
			return false;
	}
	set_str(&j->token, token);
	j->expires = j->now + life;
	j->renew_at =
	    life >= 5 * EARLY_SEC ? j->expires - EARLY_SEC : j->now + life / 5 * 4;
	j->not_before = 0;
	set_str(&j->problem, NULL);
	return save_cache(j, e);
}

/* Remembers the failure, so that neither process asks again too soon. */
static void
note_failure(struct oauth_job *j, const struct token_answer *a, const struct err *e)
{
	int64_t pause = e->retry ? PAUSE_SEC : PAUSE_PERSON_SEC;
	struct err ignored = {0};

	if (a->retry_after > 0)
		pause = a->retry_after < PAUSE_MAX_SEC ? a->retry_after : PAUSE_MAX_SEC;
	else if (e->retry && a->status == 0)
		return; /* no connection: nothing is spared by waiting */
	j->not_before = j->now + pause;
	j->problem_retry = e->retry;
	set_str(&j->problem, e->text);
	if (!save_cache(j, &ignored))
		log_warn("%s", ignored.text);
}

static bool
renew(struct oauth_job *j, struct err *e)
{
	struct token_answer a = {0};
	json_t *json;
	bool ok;

	if (!url_allowed(j->setting->token_url, e))
		return false;
	ok = post_form(j, &a, e);
	if (ok) {
		json = json_loadb(buf_str(&a.body), a.body.len, 0, NULL);
		ok = a.status == 200 ? take_token(j, json, e) : refused(&a, json, e);
		json_decref(json);
	}
	if (!ok)
		note_failure(j, &a, e);
	if (a.body.data)
		explicit_bzero(a.body.data, a.body.len);
	buf_free(&a.body);
	return ok;
}

/* --- one at a time --- */

/* What this process handed out last: only that one can have been refused. When the other
 * process has renewed since, its token is used. */
static char *last_given;

static bool
cached_is_good(const struct oauth_job *j, bool force)
{
	if (!j->token || j->now >= j->expires - MARGIN_SEC)
		return false;
	if (force && (!last_given || str_eq(last_given, j->token)))
		return false;
	return true;
}

static char *
get_token(struct oauth_job *j, bool force, struct err *e)
{
	bool good;

	if (!load_secrets(j, e))
		return NULL;
	load_cache(j);
	good = cached_is_good(j, force);
	if (good && j->now < j->renew_at)
		return xstrdup(j->token);
	/* A clock set back must not make the pause long. */
	if (j->now < j->not_before && j->not_before - j->now <= PAUSE_MAX_SEC) {
		if (good)
			return xstrdup(j->token);
		(void)err_set(e, "%s", j->problem ? j->problem : "token refused");
		e->retry = j->problem_retry;
		return NULL;
	}
	if (renew(j, e))
		return xstrdup(j->token);
	if (!good)
		return NULL;
	log_warn("token is used to its end, it could not be renewed: %s", e->text);
	return xstrdup(j->token);
}

static int
lock(const char *path, struct err *e)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	while (fd >= 0 && flock(fd, LOCK_EX) < 0) {
		if (errno == EINTR)
			continue;
		(void)close(fd);
		fd = -1;
	}
	if (fd < 0)
		(void)err_retry(e, "cannot lock %s: %s", path, strerror(errno));
	return fd;
}

static void
job_free(struct oauth_job *j)
{
	char *secrets[] = {j->secret, j->first, j->key, j->refresh, j->token};

	for (size_t i = 0; i < ARRAY_LEN(secrets); i++) {
		if (secrets[i])
			explicit_bzero(secrets[i], strlen(secrets[i]));
		free(secrets[i]);
	}
	free(j->cache_path);
	free(j->refresh_path);
	free(j->source);
	free(j->first_hash);
	free(j->problem);
}

static char *
state_path(const struct config *c, const char *name, const char *suffix)
{
	char *path = xasprintf("%s/oauth-%s%s", c->state_dir, name, suffix);

	for (char *p = path + strlen(c->state_dir) + 1; *p; p++)
		if (*p == '/' || *p < ' ')
			*p = '_';
	return path;
}

char *
oauth_token(
    const struct config *c, const char *name, int64_t now, bool force, struct err *e)
{
	struct oauth_job j = {.config = c, .now = now};
	struct err own = {0};
	char *token = NULL, *lock_path;
	int fd;

	if (!e)
		e = &own;
	j.setting = config_oauth_find(c, name);
	if (!j.setting) {
		(void)err_set(e, "there is no oauth entry named %s", name ? name : "");
		return NULL;
	}
	lock_path = state_path(c, name, ".lock");
	j.cache_path = state_path(c, name, ".token.json");
	j.refresh_path = state_path(c, name, ".refresh.json");
	fd = lock(lock_path, e);
	if (fd >= 0) {
		token = get_token(&j, force, e);
		(void)close(fd);
	}
	if (token)
		set_str(&last_given, token);
	free(lock_path);
	job_free(&j);
	return token;
}
