/* enumerate: Enumerate, Pull and Release. */
#include "tests/sim/enumerate.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "tests/sim/classes.h"
#include "tests/sim/device.h"

#define CONTEXT_TEXT 37

/* The counter with its bytes reversed, then zeros. */
static void context_format(uint32_t id, char ret[CONTEXT_TEXT])
{
	snprintf(ret, CONTEXT_TEXT, "%02X%02X%02X%02X-0000-0000-0000-000000000000",
		 id & 0xff, id >> 8 & 0xff, id >> 16 & 0xff, id >> 24);
}

static struct context *context_new(struct device *d)
{
	uint64_t now = loop_now_ms();

	for (size_t i = 0; i < d->sim->opt.contexts; i++) {
		struct context *c = &d->enumeration.v[i];

		if (c->id && c->expires_ms > now)
			continue;
		*c = (struct context){ .id = ++d->enumeration.last_id,
				       .expires_ms = now + d->sim->opt.context_ms };
		return c;
	}
	return NULL;
}

static struct context *context_find(struct device *d, const struct request *q)
{
	AUTO(xfreep)
	char *text = node_text(node_child(q->body, NS_WSEN, "EnumerationContext"));

	for (size_t i = 0; i < d->sim->opt.contexts; i++) {
		struct context *c = &d->enumeration.v[i];
		char have[CONTEXT_TEXT];

		context_format(c->id, have);
		if (c->id && c->class == q->class && c->expires_ms > loop_now_ms() &&
		    !strcmp(text, have))
			return c;
	}
	return NULL;
}

static bool mode_parse(const xmlNode *body, enum enumeration_mode *ret)
{
	xmlNode *n = node_child(body, NS_WSMAN, "EnumerationMode");
	AUTO(xfreep) char *text = node_text(n);

	*ret = !strcmp(text, "EnumerateEPR")            ? MODE_EPR
	       : !strcmp(text, "EnumerateObjectAndEPR") ? MODE_OBJECT_AND_EPR
							: MODE_OBJECT;
	return !n || *ret != MODE_OBJECT;
}

const struct soap_fault *enumerate_start(struct reply *r, const struct request *q)
{
	struct device *d = r->device;
	enum enumeration_mode mode;
	char text[CONTEXT_TEXT];

	if (!node_is(q->body, NS_WSEN, "Enumerate"))
		return soap_fault_get(SOAP_SCHEMA_VALIDATION);
	if (node_child(q->body, NS_WSMAN, "Filter") ||
	    node_child(q->body, NS_WSEN, "Filter"))
		return soap_fault_get(SOAP_CANNOT_PROCESS_FILTER);
	if (!mode_parse(q->body, &mode))
		return soap_fault_get(SOAP_UNSUPPORTED_FEATURE);

	struct context *c = context_new(d);

	if (!c)
		return soap_fault_get(SOAP_CONCURRENCY);
	c->class = q->class;
	c->mode = mode;
	context_format(c->id, text);
	reply_begin(r, q, NS_WSEN, NULL, false);
	buf_printf(&r->xml,
		   "<g:EnumerateResponse><g:EnumerationContext>%s</g:EnumerationContext>"
		   "</g:EnumerateResponse>",
		   text);
	reply_end(r);
	return NULL;
}

/* MaxElements: one when absent; 0 for what is no count. */
static uint64_t max_elements(const xmlNode *body)
{
	xmlNode *n = node_child(body, NS_WSEN, "MaxElements");
	AUTO(xfreep) char *text = node_text(n);
	uint64_t max;

	if (!n)
		return 1;
	return text_to_uint(text, UINT32_MAX, &max) ? max : 0;
}

/* Items of class c or below, from the n-th on. */
static const struct inst *item(const struct device *d, const struct class *c, size_t n)
{
	size_t cursor = 0;

	for (const struct inst *i; (i = store_next(&d->store, &cursor));) {
		if (class_is_a(i->class, c) && n-- == 0)
			return i;
	}
	return NULL;
}

static void write_epr(struct reply *r, const struct inst *i)
{
	AUTO(ref_freep) struct ref *ref = inst_ref(i);

	buf_puts(&r->xml, "<b:EndpointReference>");
	reply_epr(r, ref);
	buf_puts(&r->xml, "</b:EndpointReference>");
}

static void write_item(struct reply *r, const struct inst *i, enum enumeration_mode mode)
{
	switch (mode) {
	case MODE_OBJECT:
		reply_inst(r, i);
		break;
	case MODE_EPR:
		write_epr(r, i);
		break;
	case MODE_OBJECT_AND_EPR:
		buf_puts(&r->xml, "<c:Item>");
		reply_inst(r, i);
		write_epr(r, i);
		buf_puts(&r->xml, "</c:Item>");
		break;
	}
}

/*
 * One reply holds instances of one class only, bound to prefix h. The end is
 * told with the last item, or with one more Pull where the firmware does so.
 */
const struct soap_fault *enumerate_pull(struct reply *r, const struct request *q)
{
	struct device *d = r->device;
	struct context *c = context_find(d, q);
	uint64_t max = max_elements(q->body), given = 0;

	if (!node_is(q->body, NS_WSEN, "Pull") || !max)
		return soap_fault_get(SOAP_SCHEMA_VALIDATION);
	if (!c)
		return soap_fault_get(SOAP_INVALID_CONTEXT);

	bool one = c->class->flags & CLASS_ONE_PER_PULL;
	const struct inst *first = item(d, c->class, c->next), *i = first;
	const struct class *class = first ? first->class : c->class;
	AUTO(xfreep) char *uri = class_uri(class);
	struct reply items = {
		.device = d, .xml = BUF_INIT(REPLY_MAX), .prefix = 'h', .common = 'i'
	};
	char text[CONTEXT_TEXT];

	for (; i && i->class == class && given < (one ? 1 : max); given++) {
		write_item(&items, i, c->mode);
		i = item(d, c->class, ++c->next);
	}

	bool end = !i && !(given && (one || d->sim->opt.late_end));

	context_format(c->id, text);
	c->expires_ms = loop_now_ms() + d->sim->opt.context_ms;
	reply_begin(r, q, NS_WSEN, uri, class->flags & CLASS_COMMON);
	buf_puts(&r->xml, "<g:PullResponse>");
	if (!end)
		buf_printf(&r->xml, "<g:EnumerationContext>%s</g:EnumerationContext>",
			   text);
	buf_printf(&r->xml, "<g:Items>%s</g:Items>", buf_cstr(&items.xml));
	if (end) {
		buf_puts(&r->xml, "<g:EndOfSequence></g:EndOfSequence>");
		c->id = 0;
	}
	buf_puts(&r->xml, "</g:PullResponse>");
	reply_end(r);
	buf_done(&items.xml);
	return NULL;
}

const struct soap_fault *enumerate_release(struct reply *r, const struct request *q)
{
	struct context *c = context_find(r->device, q);

	if (!node_is(q->body, NS_WSEN, "Release"))
		return soap_fault_get(SOAP_SCHEMA_VALIDATION);
	if (!c)
		return soap_fault_get(SOAP_INVALID_CONTEXT);
	c->id = 0;
	reply_begin(r, q, NULL, NULL, false);
	reply_end(r);
	return NULL;
}
