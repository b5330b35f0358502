/*
 * What a function says when it fails: a code, for what the caller can do about
 * it, and a text, for the person who reads it. Lower floors fill it in and return
 * the code; programs and flow print it, once.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

enum error_code {
	OK = 0,
	E_INPUT,  /* the bytes given are wrong; the same bytes will be wrong again */
	E_LIMIT,  /* a ceiling of limits.h was reached */
	E_CONFIG, /* a person has to change a setting, a file or its rights */
	E_BUSY,	  /* somebody else holds it, or it is full: try again later */
	E_SYSTEM, /* the machine or the network failed */
};

struct error {
	enum error_code code;
	char text[512]; /* one sentence, no final full stop; cut when longer */
};

/* Fills in *e (which may be NULL) and returns code, so that a failure is one statement. */
int error_set(struct error *e, enum error_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, with ": <text of errno>" at the end. */
int error_set_errno(struct error *e, enum error_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
