/*
 * wsman: WS-Management requests and replies (DSP0226, DSP0227) over one http
 * connection.
 *
 * A class name decides namespace and resource URI by its prefix (CIM_, AMT_,
 * IPS_). Replies are trees whose root is the instance, or the method's output.
 *
 * Errors: those of http_do(), and for faults
 *   ERR_UNSUPPORTED  DestinationUnreachable, ActionNotSupported
 *   ERR_AUTH         AccessDenied
 *   ERR_CONFLICT     AlreadyExists
 *   ERR_BUSY         Concurrency, QuotaLimit, EndpointUnavailable (tried again
 *                    first, reads only)
 *   ERR_INDETERMINATE  TimedOut (likewise)
 *   ERR_REFUSED      any other
 * where err.name is the fault's subcode and err.code the HTTP status, and
 * ERR_PROTO for a reply that is no SOAP or answers another request.
 */
#ifndef AMT_WSMAN_WSMAN_H
#define AMT_WSMAN_WSMAN_H

#include "core/net/http.h"
#include "core/record/record.h"
#include "core/record/tree.h"

struct wsman;

/*
 * http and l are borrowed. retries: how often a read that failed in transit,
 * or because the device was busy, is repeated, with growing waits; changes
 * are sent once.
 */
struct wsman *wsman_new(struct http *http, struct loop *l, unsigned retries) MUST_USE;
void wsman_free(struct wsman *w);
DEFINE_FREEP(struct wsman, wsman_free)

/* A key of an instance: a name and its text, or a reference. All borrowed. */
struct wsman_selector {
	const char *name;
	const char *value; /* NULL: ref */
	const struct wsman_ref *ref;
};

/* An instance: its class, and its keys (none where the class has one instance). */
struct wsman_ref {
	const char *class_name;
	const struct wsman_selector *selectors;
	size_t n;
};

/* An input parameter of a method, in declaration order. All borrowed. */
struct wsman_param {
	const char *name;
	const char *value; /* NULL: ref */
	const struct wsman_ref *ref;
	bool secret; /* keep the request out of traces */
};

/* Longest class name. */
#define CLASS_NAME_MAX 128

/* Is it CIM_, AMT_ or IPS_ and a name? ERR_USAGE. */
bool wsman_class_check(const char *class_name, struct err *e) MUST_USE;

bool wsman_get(struct wsman *w, const struct wsman_ref *what, struct doc **ret,
	       struct err *e) MUST_USE;

/*
 * Put the instance as the tree has it; secret keeps the request out of traces.
 * ret may be NULL, *ret may become NULL (empty body).
 */
bool wsman_put(struct wsman *w, const struct wsman_ref *what, struct tree instance,
	       bool secret, struct doc **ret, struct err *e) MUST_USE;

/* Create an instance; *ret is the reference to it, under wxf:ResourceCreated. */
bool wsman_create(struct wsman *w, const struct wsman_ref *what, struct tree instance,
		  bool secret, struct doc **ret, struct err *e) MUST_USE;

/* Delete the instance that the selectors name. */
bool wsman_delete(struct wsman *w, const struct wsman_ref *what, struct err *e) MUST_USE;

/*
 * Enumerate a class and pull to the end, whatever page size firmware likes;
 * item() gets each instance, borrowed, under its own class name: a base class
 * gives instances of its subclasses. When item() or a pull fails, the context
 * is released.
 */
bool wsman_enumerate(struct wsman *w, const char *class_name,
		     bool (*item)(void *arg, struct tree instance, struct err *e),
		     void *arg, struct err *e) MUST_USE;

/*
 * Call a method. ret (may be NULL) gets the M_OUTPUT tree. A ReturnValue other
 * than 0 is ERR_REFUSED with the number and the name that return_names has
 * (NULL: wsman_cim_returns for CIM_ classes, else wsman_pt_status).
 */
bool wsman_invoke(struct wsman *w, const struct wsman_ref *what, const char *method,
		  const struct wsman_param *params, size_t n,
		  const struct enum_name *return_names, struct doc **ret, struct err *e)
	MUST_USE;

/*
 * Call a method with the parameters that stand in a tree, of any depth and in
 * its order. *ret gets M_OUTPUT also when the ReturnValue is not 0; that there
 * is none is no failure.
 */
bool wsman_invoke_tree(struct wsman *w, const struct wsman_ref *what, const char *method,
		       struct tree input, bool secret,
		       const struct enum_name *return_names, struct doc **ret,
		       struct err *e) MUST_USE;

/* What can be shown before it is sent. */
enum wsman_op { WSMAN_PUT, WSMAN_CREATE, WSMAN_DELETE, WSMAN_INVOKE };

/*
 * Append the request as it would be sent, indented; secrets are "***".
 * method: of WSMAN_INVOKE. t: the instance or the parameters. ERR_USAGE.
 */
bool wsman_request_text(enum wsman_op op, const struct wsman_ref *what,
			const char *method, struct tree t, struct buf *ret, struct err *e)
	MUST_USE;

/* wsmid:IdentifyResponse. */
bool wsman_identify(struct wsman *w, struct doc **ret, struct err *e) MUST_USE;

/* Names of ReturnValue: CIM power and state methods, AMT's PT_STATUS. */
extern const struct enum_name wsman_cim_returns[];
extern const struct enum_name wsman_pt_status[];

/*
 * AMT version from the Server header, such as "Intel(R) Active Management
 * Technology 15.0.23.1706": two to four parts; n and the major 0 when unknown.
 */
struct amt_version {
	unsigned part[4];
	unsigned n;
	bool standard_manageability;
};
struct amt_version amt_version_parse(const char *server);

#endif
