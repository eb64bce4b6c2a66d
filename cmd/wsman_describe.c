/* amtctl wsman classes, describe: what is known of the firmware's classes. */
#include <string.h>

#include "cmd/out.h"
#include "cmd/wsman.h"
#include "core/device/catalog.h"
#include "core/wsman/wsman.h"

/* Columns that a line of text may take. */
#define TEXT_WIDTH 80

struct class_row {
	rec_string name;
	rec_string since;
	struct strv operations;
	rec_string summary;
};

struct value_name {
	struct rec_uint code;
	rec_string name;
};

/* A property, or a parameter of a method. */
struct value_doc {
	rec_string name;
	rec_string type;
	struct rec_bool array, key, writable, secret;
	struct rec_bool out, required;
	rec_string class;
	rec_string unit;
	rec_string since;
	struct rec_bool bits;
	struct rec_list values;
	rec_string summary;
};

struct method_doc {
	rec_string name;
	rec_string since;
	rec_string summary;
	struct rec_list parameters;
	rec_string returns;
	struct rec_list return_values;
};

struct class_doc {
	rec_string name;
	rec_string parent;
	rec_string since;
	rec_string until;
	struct rec_bool many;
	struct strv operations;
	rec_string summary;
	struct rec_list properties;
	struct rec_list methods;
};

// clang-format off
static const struct field class_row_fields[] = {
	F_STRING(struct class_row, name, NULL, 0, "name of the class"),
	F_STRING(struct class_row, since, NULL, 0, "first AMT version that has it"),
	F_STRINGS(struct class_row, operations, NULL, 0, "what can be done with it besides its methods"),
	F_STRING(struct class_row, summary, NULL, 0, "what it is for"),
	F_END,
};

static const struct field value_name_fields[] = {
	F_UINT(struct value_name, code, NULL, 0, "the number"),
	F_STRING(struct value_name, name, NULL, 0, "what it means"),
	F_END,
};

static const struct record value_name_record = {
	.name = "wsman_value",
	.summary = "what a number means",
	.size = sizeof(struct value_name),
	.fields = value_name_fields,
};

static const struct field property_doc_fields[] = {
	F_STRING(struct value_doc, name, NULL, 0, "name of the property"),
	F_STRING(struct value_doc, type, NULL, 0,
		 "bool, uint8 to uint64, sint32, sint64, string, datetime, interval, base64, ref or instance"),
	F_BOOL(struct value_doc, array, NULL, 0, "there may be several values"),
	F_BOOL(struct value_doc, key, NULL, 0, "it tells instances apart, --selector takes it"),
	F_BOOL(struct value_doc, writable, NULL, 0, "it can be changed"),
	F_BOOL(struct value_doc, secret, NULL, 0, "it is written only"),
	F_STRING(struct value_doc, class, NULL, 0, "class that a reference leads to; null: any"),
	F_STRING(struct value_doc, unit, NULL, 0, "unit of the number"),
	F_STRING(struct value_doc, since, NULL, 0, "first AMT version that has it; null: as the class"),
	F_BOOL(struct value_doc, bits, NULL, 0, "values are of bits, which add up"),
	F_LIST(struct value_doc, values, &value_name_record, NULL, "what its numbers mean"),
	F_STRING(struct value_doc, summary, NULL, 0, "what it tells"),
	F_END,
};

static const struct record property_doc_record = {
	.name = "wsman_property",
	.summary = "a property of a class",
	.size = sizeof(struct value_doc),
	.fields = property_doc_fields,
};

static const struct field param_doc_fields[] = {
	F_STRING(struct value_doc, name, NULL, 0, "name of the parameter"),
	F_STRING(struct value_doc, type, NULL, 0, "as of properties"),
	F_BOOL(struct value_doc, out, NULL, 0, "the method returns it"),
	F_BOOL(struct value_doc, array, NULL, 0, "there may be several values"),
	F_BOOL(struct value_doc, required, NULL, 0, "it must be given"),
	F_BOOL(struct value_doc, secret, NULL, 0, "it is a secret"),
	F_STRING(struct value_doc, class, NULL, 0, "class that a reference leads to; null: any"),
	F_STRING(struct value_doc, unit, NULL, 0, "unit of the number"),
	F_BOOL(struct value_doc, bits, NULL, 0, "values are of bits, which add up"),
	F_LIST(struct value_doc, values, &value_name_record, NULL, "what its numbers mean"),
	F_STRING(struct value_doc, summary, NULL, 0, "what it is"),
	F_END,
};

static const struct record param_doc_record = {
	.name = "wsman_parameter",
	.summary = "a parameter of a method",
	.size = sizeof(struct value_doc),
	.fields = param_doc_fields,
};

static const struct field method_doc_fields[] = {
	F_STRING(struct method_doc, name, NULL, 0, "name of the method"),
	F_STRING(struct method_doc, since, NULL, 0, "first AMT version that has it; null: as the class"),
	F_STRING(struct method_doc, summary, NULL, 0, "what it does"),
	F_LIST(struct method_doc, parameters, &param_doc_record, NULL, "in the order that the firmware wants"),
	F_STRING(struct method_doc, returns, NULL, 0,
		 "list that its ReturnValue is from: PT_STATUS, CIM, or own; null: it returns none"),
	F_LIST(struct method_doc, return_values, &value_name_record, NULL, "what its ReturnValue means"),
	F_END,
};

static const struct record method_doc_record = {
	.name = "wsman_method",
	.summary = "a method of a class",
	.size = sizeof(struct method_doc),
	.fields = method_doc_fields,
};

static const struct field class_doc_fields[] = {
	F_STRING(struct class_doc, name, NULL, 0, "name of the class"),
	F_STRING(struct class_doc, parent, NULL, 0, "class that it is a kind of"),
	F_STRING(struct class_doc, since, NULL, 0, "first AMT version that has it"),
	F_STRING(struct class_doc, until, NULL, 0, "first AMT version without it; null: it is still there"),
	F_BOOL(struct class_doc, many, NULL, 0, "there may be several instances"),
	F_STRINGS(struct class_doc, operations, NULL, 0, "what can be done with it besides its methods"),
	F_STRING(struct class_doc, summary, NULL, 0, "what it is for"),
	F_LIST(struct class_doc, properties, &property_doc_record, NULL, "in the order of the wire"),
	F_LIST(struct class_doc, methods, &method_doc_record, NULL, "its methods"),
	F_END,
};

const struct arg wsman_class_args[] = {
	{ .name = "CLASS", .complete = COMPLETE_CLASS,
	  .help = "a class such as CIM_Card or AMT_GeneralSettings" },
	{ 0 },
};
// clang-format on

const struct record wsman_class_row_record = {
	.name = "wsman_class_row",
	.summary = "a class that amtctl knows",
	.size = sizeof(struct class_row),
	.fields = class_row_fields,
};

const struct record wsman_class_record = {
	.name = "wsman_class",
	.summary = "what amtctl knows of a class",
	.size = sizeof(struct class_doc),
	.fields = class_doc_fields,
};

static void operations_of(const struct wsman_class *c, struct strv *ret)
{
	static const struct {
		unsigned bit;
		const char *name;
	} all[] = {
		{ CLASS_GET, "get" },       { CLASS_ENUMERATE, "enumerate" },
		{ CLASS_PUT, "put" },       { CLASS_CREATE, "create" },
		{ CLASS_DELETE, "delete" },
	};

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (c->operations & all[i].bit)
			strv_add(ret, all[i].name);
}

bool wsman_classes(struct app *app, const struct call *call, struct out *out,
		   struct err *e)
{
	AUTO(xfreep) const struct wsman_class **all = catalog_sorted();

	(void)app;
	(void)call;
	(void)e;
	for (size_t i = 0; all[i]; i++) {
		struct class_row row = { .name = (char *)all[i]->name, /* not freed */
					 .since = (char *)all[i]->since,
					 .summary = (char *)all[i]->help };

		operations_of(all[i], &row.operations);
		out_record(out, &wsman_class_row_record, &row);
		strv_done(&row.operations);
	}
	return true;
}

static char *copy(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

static struct rec_bool flag(unsigned flags, unsigned bit)
{
	return (struct rec_bool){ .set = true, .v = flags & bit };
}

static void names_doc(const struct enum_name *names, struct rec_list *ret)
{
	for (const struct enum_name *n = names; n && n->name; n++) {
		struct value_name *item = rec_list_add(ret, &value_name_record);

		item->code = (struct rec_uint){ .set = true, .v = n->code };
		item->name = xstrdup(n->name);
	}
}

static void values_doc(const struct class_value *values, const struct record *r,
		       struct rec_list *ret)
{
	for (const struct class_value *v = values; v && v->name; v++) {
		struct value_doc *d = rec_list_add(ret, r);

		*d = (struct value_doc){
			.name = xstrdup(v->name),
			.type = xstrdup(value_type_name(v->type)),
			.array = flag(v->flags, VALUE_ARRAY),
			.key = flag(v->flags, VALUE_KEY),
			.writable = flag(v->flags, VALUE_WRITABLE),
			.secret = flag(v->flags, VALUE_SECRET),
			.out = flag(v->flags, VALUE_OUT),
			.required = flag(v->flags, VALUE_REQUIRED),
			.class = copy(v->of),
			.unit = copy(v->unit),
			.since = copy(v->since),
			.bits = flag(v->flags, VALUE_BITS),
			.summary = xstrdup(v->help),
		};
		names_doc(v->names, &d->values);
	}
}

static const struct enum_name *return_names(enum method_returns returns)
{
	if (returns == RETURNS_CIM)
		return wsman_cim_returns;
	if (returns == RETURNS_PT_STATUS)
		return wsman_pt_status;
	return catalog_returns(returns);
}

static void class_doc(const struct wsman_class *c, struct class_doc *ret)
{
	*ret = (struct class_doc){
		.name = xstrdup(c->name),
		.parent = copy(c->parent),
		.since = xstrdup(c->since),
		.until = copy(c->until),
		.many = { true, c->many },
		.summary = xstrdup(c->help),
	};
	operations_of(c, &ret->operations);
	values_doc(c->properties, &property_doc_record, &ret->properties);
	for (const struct class_method *m = c->methods; m && m->name; m++) {
		struct method_doc *d = rec_list_add(&ret->methods, &method_doc_record);

		*d = (struct method_doc){
			.name = xstrdup(m->name),
			.since = copy(m->since),
			.summary = xstrdup(m->help),
			.returns = copy(m->returns == RETURNS_NOTHING     ? NULL
					: m->returns == RETURNS_CIM       ? "CIM"
					: m->returns == RETURNS_PT_STATUS ? "PT_STATUS"
									  : "own"),
		};
		values_doc(m->params, &param_doc_record, &d->parameters);
		names_doc(return_names(m->returns), &d->return_values);
	}
}

/* "2 enabled, 3 disabled", in lines that begin with blanks. */
static void names_text(const char *before, const struct enum_name *names, unsigned indent,
		       struct buf *to)
{
	size_t at = indent + strlen(before);

	buf_printf(to, "%*s%s", (int)indent, "", before);
	for (const struct enum_name *n = names; n->name; n++) {
		AUTO(xfreep)
		char *item = xasprintf("%s%u %s%s", n == names ? "" : " ", n->code,
				       n->name, n[1].name ? "," : "");

		if (at + strlen(item) > TEXT_WIDTH) {
			at = indent + (*before ? 2 : 0);
			buf_printf(to, "\n%*s", (int)at, "");
			at += strlen(item) - 1;
			buf_puts(to, item + 1);
			continue;
		}
		buf_puts(to, item);
		at += strlen(item);
	}
	buf_puts(to, "\n");
}

static char *type_text(const struct class_value *v)
{
	return xasprintf("%s%s", value_type_name(v->type),
			 v->flags & VALUE_ARRAY ? "[]" : "");
}

/* The facts that a line has in brackets behind its help. */
static char *facts_text(const struct class_value *v)
{
	struct buf b = BUF_INIT(1024);
	const struct {
		bool say;
		const char *before, *what;
	} facts[] = {
		{ v->unit, "in ", v->unit },
		{ v->of, "", v->of },
		{ v->flags & VALUE_KEY, "key", "" },
		{ v->flags & VALUE_REQUIRED, "required", "" },
		{ (v->flags & (VALUE_WRITABLE | VALUE_SECRET)) == VALUE_WRITABLE,
		  "writable", "" },
		{ (v->flags & (VALUE_WRITABLE | VALUE_SECRET)) ==
			  (VALUE_WRITABLE | VALUE_SECRET),
		  "write only", "" },
		{ v->since, "AMT ", v->since },
	};

	for (size_t i = 0; i < ARRAY_LEN(facts); i++)
		if (facts[i].say)
			buf_printf(&b, "%s%s%s", b.len ? ", " : " (", facts[i].before,
				   facts[i].what);
	if (b.len)
		buf_puts(&b, ")");
	return buf_steal(&b);
}

static void values_text(const struct class_value *values, bool params, struct buf *to)
{
	int names = 0;
	int types = 0;

	for (const struct class_value *v = values; v && v->name; v++) {
		AUTO(xfreep) char *type = type_text(v);

		names = (int)strlen(v->name) > names ? (int)strlen(v->name) : names;
		types = (int)strlen(type) > types ? (int)strlen(type) : types;
	}
	for (const struct class_value *v = values; v && v->name; v++) {
		AUTO(xfreep) char *type = type_text(v);
		AUTO(xfreep) char *facts = facts_text(v);

		buf_printf(to, "  %s%-*s  %-*s  %s%s\n",
			   !params                ? ""
			   : v->flags & VALUE_OUT ? "  out "
						  : "  in  ",
			   names, v->name, types, type, v->help, facts);
		if (v->names)
			names_text(v->flags & VALUE_BITS ? "bits " : "", v->names,
				   params ? 10 : 6, to);
	}
}

static char *class_text(const struct wsman_class *c)
{
	struct buf b = BUF_INIT(1 << 20);
	AUTO(strv_done) struct strv operations = { 0 };

	buf_printf(&b, "%s: %s\n", c->name, c->help);
	if (c->parent)
		buf_printf(&b, "a kind of %s\n", c->parent);
	buf_printf(&b, "since AMT %s%s%s, %s instance%s:", c->since,
		   c->until ? ", until " : "", c->until ? c->until : "",
		   c->many ? "several" : "one", c->many ? "s" : "");
	operations_of(c, &operations);
	for (size_t i = 0; i < operations.n; i++)
		buf_printf(&b, " %s", operations.v[i]);
	buf_puts(&b, "\n\nproperties\n");
	values_text(c->properties, false, &b);
	if (c->methods)
		buf_puts(&b, "\nmethods\n");
	for (const struct class_method *m = c->methods; m && m->name; m++) {
		buf_printf(&b, "  %s: %s%s%s%s\n", m->name, m->help,
			   m->since ? " (AMT " : "", m->since ? m->since : "",
			   m->since ? ")" : "");
		values_text(m->params, true, &b);
		if (m->returns == RETURNS_PT_STATUS)
			buf_puts(&b, "    returns PT_STATUS\n");
		else if (return_names(m->returns))
			names_text("returns ", return_names(m->returns), 4, &b);
	}
	return buf_steal(&b);
}

bool wsman_describe(struct app *app, const struct call *call, struct out *out,
		    struct err *e)
{
	const struct wsman_class *c = catalog_find(call->args[0]);
	struct class_doc doc;

	(void)app;
	if (!c) {
		const char *near = catalog_nearest(call->args[0]);

		err_set(e, ERR_NOT_FOUND, 0,
			"wsman describe: amtctl knows no class \"%.60s\"; \"amtctl wsman "
			"get\" may read it all the same",
			call->args[0]);
		if (near)
			return err_hint(e, "did you mean %s?", near);
		return err_hint(e, "amtctl wsman classes lists what there is");
	}
	class_doc(c, &doc);
	out_record(out, &wsman_class_record, &doc);
	record_done(&wsman_class_record, &doc);
	out_text(out, class_text(c));
	return true;
}
