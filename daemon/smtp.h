/*
 * Sending through a submission server (RFC 5321, 6409), with libcurl. One connection is
 * kept and used again. TLS is verified and never given up: with STARTTLS nothing is said
 * before it succeeded, and plain text goes to loopback hosts only.
 */
#ifndef MADOGUCHI_SMTP_H
#define MADOGUCHI_SMTP_H

#include "config.h"
#include "err.h"
#include "sink.h"

struct smtp;

/* Uses c->sink and c->desk; c is kept. NULL with e when the settings cannot be used.
 * Ignores SIGPIPE in this process. */
struct smtp *smtp_new(const struct config *c, struct err *e) MUST_CHECK;
void smtp_free(struct smtp *s);
/* One mail to one recipient. Blocks for as long as the configured timeouts allow. */
struct sink_answer smtp_send(struct smtp *s, const struct sink_mail *mail);
/* Connects and logs in, without a mail: SINK_SENT means that mail can go again. */
struct sink_answer smtp_check(struct smtp *s);

#endif
