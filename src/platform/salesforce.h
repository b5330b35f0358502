/* What of Salesforce is of use outside the table of platforms. */
#ifndef PLATFORM_SALESFORCE_H
#define PLATFORM_SALESFORCE_H

/*
 * The key of the product that a page of Salesforce Trust is of, https://status.salesforce.com, and in
 * *api the address of its documents; both of ctx. NULL when url is that of no such page.
 */
const char *salesforce_product(void *ctx, const char *url, const char **api);

#endif
