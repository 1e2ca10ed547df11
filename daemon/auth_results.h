/*
 * What the provider's own checks say of a mail's sender: Authentication-Results (RFC
 * 8601) in the forms that providers really write.
 *
 * The verdict is about the domain of From. It passes by a dmarc=pass, spf=pass or
 * dkim=pass for exactly that domain (header.from; smtp.mailfrom; header.d, else
 * header.i). Exactly, not by the organisational domain: at a host shared by many, a
 * customer's sub-domain and the host's own signature prove nothing about another
 * customer. Where the owner of a domain wants the wider rule he publishes a DMARC record,
 * and dmarc=pass then follows it.
 */
#ifndef MADOGUCHI_AUTH_RESULTS_H
#define MADOGUCHI_AUTH_RESULTS_H

#include "mem.h"

enum auth_verdict {
	VERDICT_NONE, /* nothing is proved, for or against */
	VERDICT_PASS,
	VERDICT_FAIL /* dmarc=fail: not from whom it names */
};

/* The name of a server that writes none: Microsoft 365 begins with the results. Only the
 * topmost field of the message counts then, and it proves nothing when it has a name. */
#define AUTHSERV_UNNAMED "-"

/* fields: values of Authentication-Results, topmost first, unfolded, with nothing
 * decoded; hostile. authserv_id: the one name that is believed. from: the address in
 * From; NULL none. Linear in the length of the fields.
 *
 * The border server must take away what arrives under its name. For the case that it does
 * not, a method that an upper field has stated is not heard again from a lower one, two
 * statements that differ prove nothing, and neither does a field whose comments or
 * quotations do not end, or end where no server ends them. A failure counts wherever it
 * stands.
 *
 * Nor is it believed that the server quotes what it copies from the envelope. From the
 * first statement about spf or the envelope on, two domains behind "@" prove nothing, and
 * where one stands behind that statement only spf counts. */
enum auth_verdict auth_results_verdict(
    const struct strlist *fields, const char *authserv_id, const char *from) MUST_CHECK;

#endif
