/*
 * Salesforce's Trust API, https://api.status.salesforce.com: the instances of one product, and
 * the open incidents of all of them. The format is known second-hand: from programs that read
 * it (the Heroku CLI is one) and their tests. An incident has no title and its updates no stages.
 * Maintenances show in the instances only: how to ask for those that are open is not known.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/url.h"
#include "platform/lists.h"
#include "platform/salesforce.h"

/* The product whose instances customers are on, and what a page shows that names no other. */
#define SERVICES "Salesforce_Services"

/* The parts. */
enum { INSTANCES, INCIDENTS };

/* Core is the platform itself, the rest are services of an instance. */
static const struct word states[] = {{"OK", "operational"}, {"INFORMATIONAL_CORE", "operational"},
    {"INFORMATIONAL_NONCORE", "operational"}, {"MAINTENANCE_CORE", "under_maintenance"},
    {"MAINTENANCE_NONCORE", "under_maintenance"}, {"MINOR_INCIDENT_CORE", "degraded_performance"},
    {"MINOR_INCIDENT_NONCORE", "degraded_performance"}, {"MAJOR_INCIDENT_CORE", "major_outage"},
    {"MAJOR_INCIDENT_NONCORE", "partial_outage"}, {NULL, NULL}};

/* The few types of updates that are stages; all others stay as they are. */
static const struct word stages[] = {{"investigatingCauseOfIssue", "investigating"},
    {"herokuIncidentInvestigating", "investigating"}, {"herokuIncidentMonitoring", "monitoring"},
    {"Active", "active"}, {"Resolved", "resolved"}, {NULL, NULL}};

static bool is_instance(void *ctx, struct json *o)
{
	return json_text(ctx, o, "key", LIMIT_ID) != NULL &&
	       json_text(ctx, o, "location", LIMIT_WORD) != NULL &&
	       json_text(ctx, o, "status", LIMIT_WORD) != NULL;
}

/* An empty list could be that of anything. */
static bool recognises(void *ctx, const struct part *first)
{
	return json_is_list(first->root) && is_instance(ctx, json_list_at(first->root, 0));
}

static int read_instances(void *ctx, struct json *list, struct report *out, struct error *e)
{
	size_t n = json_list_size(list, LIMIT_COMPONENTS);

	for (size_t i = 0; i < n; i++) {
		struct json *o = json_list_at(list, i);
		struct component c = {
		    .id = json_text(ctx, o, "key", LIMIT_ID),
		    .name = json_text(ctx, o, "key", LIMIT_NAME),
		    .status = gather_word(states, json_text(ctx, o, "status", LIMIT_WORD)),
		};

		if (c.id == NULL || c.status == NULL)
			return error_set(e, E_INPUT, "the page lists an instance without a status");
		gather_component(ctx, out, &c);
	}
	return OK;
}

/* "Feature perf degradation" for "featurePerfDegradation". */
static const char *words_of(void *ctx, const char *type)
{
	struct buf out;

	buf_init(&out, ctx, 2 * LIMIT_WORD + 1);
	for (const char *c = type; *c != '\0'; c++) {
		if (c > type && isupper((unsigned char)*c))
			buf_char(&out, ' ');
		buf_char(&out,
		    (char)(c == type ? toupper((unsigned char)*c) : tolower((unsigned char)*c)));
	}
	return out.data;
}

/* What began first: its name must not change with what follows. */
static const char *title_of(void *ctx, struct json *o)
{
	const char *subject = json_text(ctx, json_member(o, "message"), "subject", LIMIT_TITLE);
	struct json *impact = json_list_at(json_list(o, "IncidentImpacts"), 0);
	const char *type = json_text(ctx, impact, "type", LIMIT_WORD);
	const char *service =
	    json_text_of(ctx, json_list_at(json_list(o, "serviceKeys"), 0), LIMIT_NAME);

	if (subject != NULL || type == NULL)
		return subject;
	return service != NULL ? mem_printf(ctx, "%s: %s", words_of(ctx, type), service)
			       : words_of(ctx, type);
}

/* The worst of what has not ended. */
static const char *impact_of(void *ctx, struct json *impacts)
{
	size_t n = json_list_size(impacts, LIMIT_AFFECTED);
	const char *worst = NULL;

	for (size_t i = 0; i < n; i++) {
		struct json *o = json_list_at(impacts, i);
		const char *severity = json_text(ctx, o, "severity", LIMIT_WORD);

		if (severity != NULL && json_time(o, "endTime") == TIME_NONE &&
		    (worst == NULL || strcmp(severity, "major") == 0))
			worst = severity;
	}
	return worst;
}

static void read_update(void *ctx, struct json *o, struct update *out)
{
	*out = (struct update){
	    .id = json_text(ctx, o, "id", LIMIT_ID),
	    .status = gather_word(stages, json_text(ctx, o, "type", LIMIT_WORD)),
	    .text = json_text(ctx, o, "message", LIMIT_TEXT),
	    .created_at = json_time(o, "createdAt"),
	};
}

static void read_incident(
    void *ctx, const struct place *place, struct json *o, struct incident *out)
{
	const char *id = json_text(ctx, o, "id", LIMIT_ID);
	const char *status = gather_word(stages, json_text(ctx, o, "status", LIMIT_WORD));

	(void)place;
	*out = (struct incident){
	    .id = id,
	    .title = title_of(ctx, o),
	    .status = status != NULL ? status : "active",
	    .impact = impact_of(ctx, json_list(o, "IncidentImpacts")),
	    .url = id != NULL ? mem_printf(ctx, "https://status.salesforce.com/incidents/%s", id)
			      : NULL,
	    .created_at = json_time(o, "createdAt"),
	    .updated_at = json_time(o, "updatedAt"),
	};
	lists_names(ctx, json_list(o, "instanceKeys"), "key", out);
	lists_updates(ctx, json_list(o, "IncidentEvents"), read_update, out);
	if (status != NULL && strcmp(status, "resolved") == 0)
		lists_close(ctx, out, out->updated_at);
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Those of this product, in the order of their ids. */
static const char **instances_of(void *ctx, const struct report *r)
{
	const char **ids = mem_array(ctx, const char *, r->n_components);

	for (size_t i = 0; i < r->n_components; i++)
		ids[i] = r->components[i].id;
	qsort(ids, r->n_components, sizeof(*ids), compare_ids);
	return ids;
}

/* Keeps of those affected the n of this product; false when there is none. */
static bool keep_ours(struct incident *in, const char **ours, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < in->n_components; i++)
		if (bsearch(&in->components[i], ours, n, sizeof(*ours), compare_ids) != NULL)
			in->components[kept++] = in->components[i];
	in->n_components = kept;
	return kept > 0;
}

static int read_incidents(
    void *ctx, const struct place *place, struct json *list, struct report *out, struct error *e)
{
	const char **ours = instances_of(ctx, out);
	size_t n = json_list_size(list, SIZE_MAX);

	for (size_t i = 0; i < n && out->n_incidents < LIMIT_INCIDENTS; i++) {
		TALLOC_CTX *own = mem_context(ctx);
		struct json *o = json_list_at(list, i);
		struct report one = {0};
		int rc = lists_incident(own, place, o, read_incident, &one, e);

		if (rc != OK)
			return rc;
		if ((keep_ours(&one.incidents[0], ours, out->n_components) ||
			json_flag(o, "affectsAll")) &&
		    !report_has_incident(out, one.incidents[0].id))
			*gather_incident(ctx, out) = one.incidents[0];
		else
			talloc_free(own); /* the list may have any number of these */
	}
	return OK;
}

static int read(void *ctx, const struct place *place, const struct part *parts, struct report *out,
    struct error *e)
{
	struct json *incidents = parts[INCIDENTS].root;
	int rc;

	if (!recognises(ctx, &parts[INSTANCES]))
		return gather_refuse(&parts[INSTANCES], "the page answered without instances", e);
	if (!json_is_list(incidents))
		return gather_refuse(&parts[INCIDENTS], "the page answered without incidents", e);
	/* The host is that of all products, and the document does not name them. */
	out->page.id = place->page_id;
	out->absent_means = "resolved";
	if ((rc = read_instances(ctx, parts[INSTANCES].root, out, e)) != OK)
		return rc;
	return read_incidents(ctx, place, incidents, out, e);
}

static bool is_trust(void *ctx, const char *url)
{
	const char *host = url_host_text(ctx, url);

	return host != NULL && (strcasecmp(host, "status.salesforce.com") == 0 ||
				   strcasecmp(host, "api.status.salesforce.com") == 0);
}

/* Its pages are at /products/KEY, and /instances/KEY of one instance. */
const char *salesforce_product(void *ctx, const char *url, const char **api)
{
	static const char folder[] = "/products/";
	const char *path = url_path(url), *key;

	if (!is_trust(ctx, url))
		return NULL;
	*api = mem_printf(ctx, "%.*s://api.status.salesforce.com", (int)strcspn(url, ":"), url);
	if (strncmp(path, folder, strlen(folder)) != 0)
		return SERVICES;
	key = path + strlen(folder);
	key = mem_strndup(ctx, key, strcspn(key, "/?#"));
	return *key == '\0' || strlen(key) > LIMIT_ID || strcmp(key, "all") == 0 ? SERVICES : key;
}

const struct platform platform_salesforce = {
    .name = "salesforce",
    .parts = {"/v1/instances/status/preview?products={id}", "/v1/incidents/active"},
    .recognises = recognises,
    .read = read,
};
