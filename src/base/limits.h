/*
 * Every ceiling that somebody outside can reach, and why it stands where it does.
 * The sizes seen in practice: an incident has up to 36 updates of 3,100 characters
 * and a title of 142; a page has up to 500 components; a webhook body is 60-100 KB.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* A webhook body: ten times the largest that was estimated. */
#define LIMIT_BODY_BYTES (1024 * 1024)
/* A page's document, as it comes and decompressed: twenty times the largest that was measured. */
#define LIMIT_DOCUMENT_BYTES (8 * 1024 * 1024)
/* The same with what stands around its chunks, which may be said to be anything: servers send none. */
#define LIMIT_CHUNKED_BYTES (2 * LIMIT_DOCUMENT_BYTES)
/* The headers of an answer, of its redirects and behind its body: libcurl bounds those before one. */
#define LIMIT_ANSWER_HEADER_BYTES (300 * 1024)
/* Nesting of JSON: message trees reach about 8. */
#define LIMIT_JSON_DEPTH 32
/* Values of one: in memory each takes 64 bytes, on the wire 20 of a page's document, and 3 of "[],". */
#define LIMIT_JSON_VALUES 400000
/* Nesting of XML and HTML: feeds reach 6, their texts 8; the time to read HTML grows with it. */
#define LIMIT_XML_DEPTH 64
/* The HTML of one entry of a feed; one with 36 updates of 3,106 characters has 130 KB. */
#define LIMIT_ENTRY_BYTES (256 * 1024)

/* Of a page in HTML: its head, where a feed is named. */
#define LIMIT_HEAD_BYTES (256 * 1024)

/* Lists of one document; what is beyond is left out, the newest updates are kept. */
#define LIMIT_INCIDENTS 200
#define LIMIT_UPDATES	200
/* Where they are a list of their own; each is looked up there. */
#define LIMIT_LISTED_UPDATES (LIMIT_INCIDENTS * LIMIT_UPDATES)
#define LIMIT_COMPONENTS     2000
#define LIMIT_AFFECTED	     500

/* Strings of one document, in bytes; longer ones are cut at a character. */
#define LIMIT_ID      128
#define LIMIT_WORD    64   /* a status, an impact */
#define LIMIT_TITLE   1024 /* seen: 142 */
#define LIMIT_NAME    256
#define LIMIT_TEXT    (32 * 1024) /* the text of one update; seen: 3,106 */
#define LIMIT_URL     2048
#define LIMIT_PRODUCT 1024 /* the names of the affected components, as one text */

/* One event as text: every string of it escaped to six times its length still fits. */
#define LIMIT_RECORD_BYTES (8 * (LIMIT_TEXT + LIMIT_PRODUCT + 8 * LIMIT_TITLE))

/*
 * How old a copy may be that a cache hands out in place of the page's document, while the page's
 * own server fails (stale-if-error=3600 was seen).
 */
#define LIMIT_COPY_MS (60LL * 60 * 1000)

/* A page's history that cannot be read for so long will not tell any more. */
#define LIMIT_UNREAD_MS (24LL * 60 * 60 * 1000)

/* How far the clock of a page may be ahead of ours and still be believed. */
#define LIMIT_AHEAD_MS (5LL * 60 * 1000)

/*
 * The quarantine; the oldest make room. So many of the largest bodies would be a gigabyte: the
 * bytes are those of a thousand bodies of the usual size.
 */
#define LIMIT_QUARANTINE_ROWS  1000
#define LIMIT_QUARANTINE_BYTES (64 * 1024 * 1024)

/*
 * Bodies kept beside their events; the oldest make room. Of the usual size those of some ten
 * thousand events, a year of a busy installation.
 */
#define LIMIT_BODIES_BYTES (64 * 1024 * 1024)

/* An incident's updates, and texts without ids, are looked for among so many of the newest events. */
#define LIMIT_RECENT_EVENTS 2000

/* A signature of another time may have been recorded and sent again. */
#define LIMIT_SIGNATURE_MS (5LL * 60 * 1000)

/* For so long a mail is known by its id: senders try again for three days. */
#define LIMIT_MAIL_MS (7LL * 24 * 60 * 60 * 1000)
/* Mails of a page make us read it no more often than this. */
#define LIMIT_LOOK_MS 10000

/* Configuration. */
#define LIMIT_CONFIG_BYTES (4 * 1024 * 1024)
#define LIMIT_CONFIG_LINE  198 /* inih reads lines into 200 bytes */
#define LIMIT_PROVIDERS	   10000
#define LIMIT_SECRET_FILE  4096
#define LIMIT_SECRET_MIN   8
#define LIMIT_SECRET_MAX   128
#define LIMIT_SETTING_LINE 256 /* a key or a name of others; keys of OpenAI have 164 */

/* HTTP requests that we make. */
#define LIMIT_REDIRECTS	       3
#define LIMIT_CONNECT_MS       10000
#define LIMIT_REQUEST_MS       30000
#define LIMIT_REQUESTS_AT_ONCE 256 /* 16 to 64 are enough, more only costs memory */
#define LIMIT_HEADER_BYTES     512 /* an ETag or Last-Modified worth keeping */
/*
 * A page that has not answered by then keeps no other from its turn any more, until so many times
 * as many are waited for as may be asked at once: each may still send a whole document.
 */
#define LIMIT_PLACE_MS 3000
#define LIMIT_PLACES   4

/* What a page may ask with Retry-After: beyond a day it is mistaken. */
#define LIMIT_RETRY_AFTER_S 86400

/*
 * Summaries. What is told of an incident costs money, and the more of it there is, the more room
 * for somebody who wants to lead the model astray. Two sentences have 300 bytes.
 */
#define LIMIT_SUMMARY_UPDATES	   5
#define LIMIT_SUMMARY_SOURCE_BYTES 4096
#define LIMIT_SUMMARY_ANSWER_BYTES (16 * 1024) /* before links and the like are taken out */
#define LIMIT_SUMMARY_BYTES	   800
#define LIMIT_SUMMARY_TOKENS	   500 /* some models think first, and that counts */
#define LIMIT_SUMMARY_MS	   15000
#define LIMIT_SUMMARY_TRIES	   3
#define LIMIT_SUMMARY_REFUSALS	   3 /* of the key, in a row */
/* Who reads a summary later than this has read the event long before. */
#define LIMIT_SUMMARY_AGE_MS (60 * 60 * 1000)
/* Of events that came while nobody made summaries, so many are looked at. */
#define LIMIT_SUMMARY_BACKLOG 1000

/* A web server that is silent within a request: on one machine it has all it needs to send. */
#define LIMIT_PEER_WAIT_S 10

/* Of bodies that are not signed as they should be, our own log hears so often. */
#define LIMIT_REFUSED_TOLD_MS 60000

/* Anybody may ask for /health: it counts no further, or a full store would be read each time. */
#define LIMIT_HEALTH_KEYS 10000

/* How long a writer waits for the store: a sender must have its answer within 5 s. */
#define LIMIT_STORE_WAIT_MS 4000
/* And one that comes after a wait that was in vain. */
#define LIMIT_STORE_RETRY_MS 200
/*
 * How long it then waits for the log, its lock and whoever reads it: whoever asks next waits too, and
 * it can be written later. After a wait that was in vain there is none.
 */
#define LIMIT_LOG_WAIT_MS 1000
/* Requests that may share one transaction. */
#define LIMIT_GROUP_COMMIT 128

#endif
