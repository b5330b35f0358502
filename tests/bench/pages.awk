# Status pages for ./dev bench poll: awk -v dir=FOLDER -v first=1 -v last=N -f pages.awk
# writes FOLDER/pN/api/v2/summary.json in the shape of Statuspage, 30 to 150 KB of
# components, each fourth page with an open incident. The same numbers give the same bytes.

function random() {
	seed = (seed * 69069 + 12345) % 4294967296
	return seed / 4294967296
}

function id() {
	return sprintf("%06x%06x", int(random() * 16777216), int(random() * 16777216))
}

function time_text() {
	return sprintf("2026-%02d-%02dT%02d:%02d:%02d.%03dZ", 1 + int(random() * 10), 1 + int(random() * 28), \
	    int(random() * 24), int(random() * 60), int(random() * 60), int(random() * 1000))
}

function word() {
	return words[1 + int(random() * n_words)]
}

function component(n) {
	return sprintf("{\"id\":\"%s\",\"name\":\"%s %s %d\",\"status\":\"operational\",\"created_at\":\"%s\"," \
	    "\"updated_at\":\"%s\",\"position\":%d,\"description\":\"%s and %s of the %s in the %s\"," \
	    "\"showcase\":false,\"start_date\":\"2024-05-01\",\"group_id\":\"%s\",\"page_id\":\"%s\",\"group\":false," \
	    "\"only_show_if_degraded\":false}", id(), word(), word(), n, time_text(), time_text(), n, word(), word(), \
	    word(), word(), group, page)
}

function update(status) {
	return sprintf("{\"id\":\"%s\",\"status\":\"%s\",\"body\":\"We are looking at the %s of the %s in the %s.\"," \
	    "\"incident_id\":\"%s\",\"created_at\":\"%s\",\"updated_at\":\"%s\",\"display_at\":\"%s\"," \
	    "\"affected_components\":null,\"deliver_notifications\":true}", id(), status, word(), word(), word(), \
	    incident_id, opened, opened, opened)
}

function incident() {
	incident_id = id()
	opened = "2026-11-20T10:00:00.000Z"
	return sprintf("{\"id\":\"%s\",\"name\":\"Trouble with the %s\",\"status\":\"identified\",\"created_at\":\"%s\"," \
	    "\"updated_at\":\"%s\",\"impact\":\"minor\",\"shortlink\":\"https://stspg.example/%s\",\"page_id\":\"%s\"," \
	    "\"incident_updates\":[%s,%s,%s],\"components\":[]}", incident_id, word(), opened, opened, incident_id, page, \
	    update("identified"), update("investigating"), update("investigating"))
}

function page_write(n,    file, size, want, text, k) {
	seed = n
	page = sprintf("bench%07d", n)
	group = id()
	want = 30000 + n * 7919 % 120001
	file = sprintf("%s/p%d/api/v2/summary.json", dir, n)
	size = 700
	printf "{\"page\":{\"id\":\"%s\",\"name\":\"Page %d\",\"url\":\"https://p%d.example\",\"time_zone\":\"Etc/UTC\"," \
	    "\"updated_at\":\"2026-11-20T10:00:00.000Z\"},\"components\":[", page, n, n > file
	for (k = 1; size < want; k++) {
		text = component(k)
		size += length(text) + 1
		printf "%s%s", (k > 1 ? "," : ""), text > file
	}
	printf "],\"incidents\":[%s],\"scheduled_maintenances\":[],\"status\":{\"indicator\":\"%s\",\"description\":" \
	    "\"Bench\"}}", (n % 4 == 0 ? incident() : ""), (n % 4 == 0 ? "minor" : "none") > file
	close(file)
}

BEGIN {
	n_words = split("API Dashboard Search Billing Webhooks Storage Network Database Queue Login Mail Frankfurt " \
	    "Virginia Oregon Tokyo Sydney Dublin Mumbai Uploads Downloads Reports Exports Imports Backups Metrics " \
	    "Alerts Compute Images Video Voice", words, " ")
	for (n = first; n <= last; n++)
		page_write(n)
}
