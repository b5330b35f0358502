/* A mail about a page, in the words of a report, which see. */
#ifndef MODEL_MAIL_H
#define MODEL_MAIL_H

#include <stdbool.h>
#include <stdint.h>

enum mail_kind {
	MAIL_PLAIN,	   /* nothing but its text: what it says is for us to find */
	MAIL_UPDATE,	   /* of an incident or a maintenance */
	MAIL_CONFIRMATION, /* a page asks whether we want its mails */
	MAIL_UNRECOGNIZED,
};

struct mail {
	const char *from; /* "Acme <noreply@acme.example>" */
	const char *to;
	const char *subject;
	const char *body;
	int64_t received_at;
	enum mail_kind kind;
	const char *id;		/* the same for every delivery of the mail */
	const char *tag;	/* behind the "+" of the address it was sent to */
	const char *confidence; /* of what was understood: "high", "medium", "low" */
	const char *dmarc;	/* the mail server's verdict: "pass", "fail", "none" */
	const char *verdict;	/* the same with SPF and DKIM: "spf=pass dkim=none dmarc=none" */
	const char *confirm_url;
	int64_t posted_at; /* as the mail says it, to the minute */
	bool same_status;  /* it says that the incident's status is what it was */
};

#endif
