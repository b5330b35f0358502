/*
 * Text of strangers as one paragraph of plain text: what goes to the model, and what comes from
 * it.
 */
#ifndef SUMMARY_PLAIN_H
#define SUMMARY_PLAIN_H

/*
 * A copy of ctx without line ends, control and invisible characters, links (addresses of mail and
 * bare host names too) and Markdown's marks; typographic quotes and dashes are ASCII's. "" for NULL.
 */
const char *plain_text(void *ctx, const char *text);

#endif
