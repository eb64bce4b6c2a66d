/*
 * info_dump: all known classes of a device as one document, so that two devices,
 * or one at two times, can be compared with diff.
 *
 * Each class is a member: null when the device lacks it, else an array of
 * instances, {"fault": NAME} when it refuses to tell. Classes and properties
 * stand in ASCII order, instances in the order of their keys. Values have the
 * types that the catalog tells, see core/device/catalog_decode.h. A property
 * that an instance lacks is left out, so that firmware of another age differs
 * in a line; so is what changes by itself and what is drawn anew by every
 * device, see left_out[]. Secrets are masked.
 */
#include "cmd/info_dump.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/out.h"
#include "core/base/text.h"
#include "core/device/catalog_decode.h"
#include "core/device/raw.h"
#include "core/wsman/value.h"

/* Most instances that one dump holds. */
#define INSTANCES_MAX 20000

/* Property NULL: the whole class. */
static const struct {
	const char *class_name;
	const char *property;
} left_out[] = {
	/* The contents of logs, and what grows with them. */
	{ "AMT_EventLogEntry", NULL },
	{ "AMT_AuditLog", "AuditState" },
	{ "AMT_AuditLog", "CurrentNumberOfRecords" },
	{ "AMT_AuditLog", "PercentageFree" },
	{ "AMT_AuditLog", "TimeOfLastRecord" },
	{ "AMT_MessageLog", "CurrentNumberOfRecords" },
	{ "AMT_MessageLog", "LastChange" },
	{ "AMT_MessageLog", "PercentageNearFull" },
	{ "AMT_MessageLog", "TimeOfLastRecord" },
	{ "AMT_RedirectionService", "AccessLog" },
	/* The state of the moment. */
	{ "AMT_GeneralSettings", "PowerSource" },
	{ "CIM_AssociatedPowerManagementService", "AvailableRequestedPowerStates" },
	{ "CIM_AssociatedPowerManagementService", "PowerState" },
	{ "CIM_AssociatedPowerManagementService", "RequestedPowerState" },
	{ "CIM_AssociatedPowerManagementService", "TransitioningToPowerState" },
	{ "CIM_Battery", "BatteryStatus" },
	{ "CIM_Battery", "ChargingStatus" },
	{ "CIM_Battery", "EstimatedChargeRemaining" },
	{ "CIM_Sensor", "CurrentState" },
	{ "IPS_HostBootReason", NULL },
	{ "IPS_OptInService", "OptInState" },
	{ "IPS_PowerManagementService", "OSPowerSavingState" },
	/* Drawn anew. */
	{ "AMT_SetupAndConfigurationService", "ProvisioningServerOTP" },
	{ "IPS_HostBasedSetupService", "ConfigurationNonce" },
};

static bool is_left_out(const char *class_name, const char *property)
{
	for (size_t i = 0; i < ARRAY_LEN(left_out); i++) {
		const char *p = left_out[i].property;
		bool same = p && property ? !strcmp(p, property) : !p && !property;

		if (same && !strcmp(left_out[i].class_name, class_name))
			return true;
	}
	return false;
}

/* ---- an instance ---- */

/*
 * Is it a secret, by the catalog or by its name? A number or a switch that is
 * called so (PasswordModel) is none.
 */
static bool is_secret(struct tree m, const struct class_value *known)
{
	const char *text = tree_text(m);

	if (known && (known->flags & VALUE_SECRET))
		return text && *text;
	if (known && known->type != VALUE_STRING && known->type != VALUE_BASE64 &&
	    catalog_fits(known, m))
		return false;
	return value_is_secret(m);
}

/* Mask the secrets of an instance of c, those in embedded objects too. */
static void mask(const struct wsman_class *c, struct tree t)
{
	for (struct tree m = tree_first(t); tree_exists(m); m = tree_next(m)) {
		if (is_secret(m, c ? class_property(c, tree_name(m)) : NULL))
			(void)!tree_set_text(m, "***");
		mask(NULL, m);
	}
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of a tree's members, each once, sorted. */
static void member_names(struct tree t, struct strv *ret)
{
	AUTO(strv_done) struct strv all = { 0 };

	for (struct tree m = tree_first(t); tree_exists(m); m = tree_next(m))
		strv_add(&all, tree_name(m));
	if (all.n)
		qsort(all.v, all.n, sizeof(*all.v), by_text);
	for (size_t i = 0; i < all.n; i++)
		if (!i || strcmp(all.v[i], all.v[i - 1]) != 0)
			strv_add(ret, all.v[i]);
}

/* Texts as they are: a quote behind one would change its place. */
static void write_key(struct json *v, struct buf *key)
{
	const char *text = tree_text(json_tree(v));

	if (text)
		buf_puts(key, text);
	else
		json_write(v, false, key);
	buf_puts(key, "\n");
}

/* An instance as JSON, and what it is sorted by: its keys, then all of it. */
struct instance {
	struct json *json;
	char *key;
};

static struct instance instance_read(const struct wsman_class *c, struct tree t)
{
	AUTO(json_freep) struct json *sent = value_json(t);
	AUTO(strv_done) struct strv names = { 0 };
	struct instance ret = { .json = json_new_object() };
	struct buf key = BUF_INIT(SIZE_MAX / 2);

	mask(c, json_tree(sent));
	member_names(t, &names);
	for (size_t i = 0; i < names.n; i++) {
		const char *name = names.v[i];
		const struct class_value *known = c ? class_property(c, name) : NULL;
		struct json *v;

		if (is_left_out(tree_name(t), name))
			continue;
		v = catalog_decode_values(known, tree_member(json_tree(sent), name));
		if (known && (known->flags & VALUE_KEY))
			write_key(v, &key);
		json_set(ret.json, name, v);
	}
	write_key(ret.json, &key);
	ret.key = buf_steal(&key);
	return ret;
}

/* ---- a class ---- */

/* One class: its instances as they come. */
struct collected {
	char *class_name;
	struct instance *v;
	size_t n;
	struct json *instead; /* null or the fault, in place of instances; else NULL */
};

struct dump {
	struct device *dev;
	const struct wsman_class *now; /* the class that is asked for */
	struct collected *v;
	size_t n;
	size_t instances;
	size_t answers; /* classes that were not refused */
	struct err refusal;
};

static void dump_done(struct dump *d)
{
	for (size_t i = 0; i < d->n; i++) {
		for (size_t k = 0; k < d->v[i].n; k++) {
			json_free(d->v[i].v[k].json);
			free(d->v[i].v[k].key);
		}
		json_free(d->v[i].instead);
		free(d->v[i].v);
		free(d->v[i].class_name);
	}
	free(d->v);
}

static struct collected *collect_class(struct dump *d, const char *class_name)
{
	for (size_t i = 0; i < d->n; i++)
		if (!strcmp(d->v[i].class_name, class_name))
			return &d->v[i];
	d->v = xreallocarray(d->v, d->n + 1, sizeof(*d->v));
	d->v[d->n] = (struct collected){ .class_name = xstrdup(class_name) };
	return &d->v[d->n++];
}

/*
 * A class brings instances of those derived from it; they wait for their own
 * turn, unless nobody knows them.
 */
static bool collect(void *arg, struct tree t, struct err *e)
{
	struct dump *d = arg;
	const char *class_name = tree_name(t);
	bool own = !strcmp(class_name, d->now->name);
	struct collected *c;

	if (!own && catalog_find(class_name))
		return true;
	if (d->instances++ == INSTANCES_MAX)
		return err_set(e, ERR_PROTO, 0, "over %d instances", INSTANCES_MAX);
	c = collect_class(d, class_name);
	c->v = xreallocarray(c->v, c->n + 1, sizeof(*c->v));
	c->v[c->n++] = instance_read(own ? d->now : NULL, t);
	return true;
}

static bool get_instance(struct dump *d, struct err *e)
{
	const struct raw_request get = { .op = RAW_GET, .class_name = d->now->name };
	AUTO(doc_freep) struct doc *doc = NULL;

	return device_raw(d->dev, &get, &doc, e) && collect(d, doc->root, e);
}

/* An answer, not a failure on the way to the device or of the login. */
static bool is_refusal(const struct err *e)
{
	return e->domain == ERR_REFUSED || (e->domain == ERR_AUTH && *e->name);
}

/* Some firmware refuses by a bare HTTP status. */
static struct json *fault_json(const struct err *e)
{
	AUTO(xfreep)
	char *name = *e->name ? xstrdup(e->name) : xasprintf("HTTP %d", e->code);
	struct json *fault = json_new_object();

	json_set(fault, "fault", json_new_string(name));
	return fault;
}

static bool dump_class(struct dump *d, const struct wsman_class *c, struct err *e)
{
	struct err failure = { 0 };
	bool ok;

	d->now = c;
	if (!c->many && (c->operations & CLASS_GET))
		ok = get_instance(d, &failure);
	else
		ok = device_raw_enumerate(d->dev, c->name, collect, d, &failure);
	if (ok) {
		collect_class(d, c->name);
	} else if (failure.domain == ERR_UNSUPPORTED) {
		collect_class(d, c->name)->instead = json_new_null();
	} else if (is_refusal(&failure)) {
		collect_class(d, c->name)->instead = fault_json(&failure);
		d->refusal = failure;
		return true;
	} else {
		*e = failure;
		return false;
	}
	d->answers++;
	return true;
}

/* ---- all of them ---- */

static bool wanted(const struct wsman_class *c, const struct strv *patterns)
{
	if (is_left_out(c->name, NULL) ||
	    !(c->operations & (CLASS_GET | CLASS_ENUMERATE)))
		return false;
	for (size_t i = 0; i < patterns->n; i++)
		if (!fnmatch(patterns->v[i], c->name, FNM_CASEFOLD))
			return true;
	return !patterns->n;
}

static bool pattern_matches(const char *pattern, const struct wsman_class *const *classes)
{
	const struct strv one = { .v = (char *[]){ (char *)pattern, NULL }, .n = 1 };

	for (size_t i = 0; classes[i]; i++)
		if (wanted(classes[i], &one))
			return true;
	return false;
}

bool info_dump_check(struct call *call, struct err *e)
{
	const struct info_dump_opts *o = call->opts;
	AUTO(xfreep) const struct wsman_class **classes = catalog_sorted();

	for (size_t i = 0; i < o->classes.n; i++) {
		const char *pattern = o->classes.v[i];
		const char *near = catalog_nearest(pattern);

		if (pattern_matches(pattern, classes))
			continue;
		if (catalog_find(pattern))
			return err_set(e, ERR_USAGE, 0, "--class: a dump leaves %s out",
				       catalog_find(pattern)->name);
		err_set(e, ERR_USAGE, 0, "--class: no known class is called \"%.60s\"",
			pattern);
		return near ? err_hint(e, "did you mean %s?", near) : false;
	}
	return true;
}

static void note(const struct dump *d, const char *class_name, size_t i, size_t n)
{
	AUTO(xfreep) char *text = NULL;

	if (!d->dev->note)
		return;
	text = xasprintf("%s: %s (%zu of %zu)", d->dev->name, class_name, i, n);
	d->dev->note(d->dev->note_arg, text);
}

static bool dump_classes(struct dump *d, const struct strv *patterns, struct err *e)
{
	AUTO(xfreep) const struct wsman_class **classes = catalog_sorted();
	size_t n = 0;
	size_t at = 0;

	for (size_t i = 0; classes[i]; i++)
		n += wanted(classes[i], patterns);
	for (size_t i = 0; classes[i]; i++) {
		if (!wanted(classes[i], patterns))
			continue;
		note(d, classes[i]->name, ++at, n);
		if (!dump_class(d, classes[i], e))
			return false;
	}
	if (d->answers || !at)
		return true;
	*e = d->refusal;
	return false;
}

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct instance *)a)->key,
		      ((const struct instance *)b)->key);
}

static int by_class(const void *a, const void *b)
{
	return strcmp(((const struct collected *)a)->class_name,
		      ((const struct collected *)b)->class_name);
}

/* What was collected of a class is handed over. */
static struct json *class_json(struct collected *c)
{
	struct json *list;

	if (c->instead)
		return STEAL(c->instead);
	list = json_new_array();
	if (c->n)
		qsort(c->v, c->n, sizeof(*c->v), by_key);
	for (size_t i = 0; i < c->n; i++)
		json_append(list, STEAL(c->v[i].json));
	return list;
}

static struct json *document(struct dump *d)
{
	struct json *doc = json_new_object();

	if (d->n)
		qsort(d->v, d->n, sizeof(*d->v), by_class);
	for (size_t i = 0; i < d->n; i++)
		json_set(doc, d->v[i].class_name, class_json(&d->v[i]));
	return doc;
}

bool info_dump(struct device *dev, const struct call *call, struct out *out,
	       struct err *e)
{
	const struct info_dump_opts *o = call->opts;
	AUTO(dump_done) struct dump d = { .dev = dev };
	AUTO(json_freep) struct json *doc = NULL;
	struct buf text = BUF_INIT(SIZE_MAX / 2);

	if (!dump_classes(&d, &o->classes, e))
		return err_wrap_operation(e, "info %s", call->verb->name);
	doc = document(&d);
	out_tree(out, json_tree(doc));
	json_write(doc, true, &text);
	buf_puts(&text, "\n");
	out_text(out, buf_steal(&text));
	return true;
}
