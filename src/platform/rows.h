/*
 * The platforms, in the order in which they are asked: the narrower shape first. A row is the
 * name of a platform, whose struct platform_NAME is in a file of its own.
 */
#ifndef PLATFORM_ROWS_H
#define PLATFORM_ROWS_H

/* clang-format off */
#define PLATFORM_ROWS(ROW) \
	ROW(incidentio) \
	ROW(statuspage) \
	ROW(instatus) \
	ROW(betterstack) \
	ROW(slack) \
	ROW(google) \
	ROW(aws) \
	ROW(heroku) \
	ROW(salesforce) \
	ROW(uptimekuma) \
	ROW(cstate) \
	ROW(statusio) \
	ROW(cachet) \
	ROW(cachet3) \
	ROW(feed_history) \
	ROW(feed_atom) \
	ROW(feed_rss) \
	ROW(feed_index) \
	ROW(feed) \
	ROW(feed_linked)
/* clang-format on */

#endif
