/* consent over REST: amt/userConsentCode, and the state in amt/features. */
#include "core/device/consent.h"

#include "core/cloud/cloud_device.h"
#include "core/device/catalog.h"
#include "core/device/features.h"

bool cloud_consent_get(struct device *d, struct consent *ret, struct err *e)
{
	AUTO(features_done) struct features f = { 0 };

	if (!cloud_features_get(d, &f, e))
		return false;
	ret->required = f.consent;
	ret->state = f.opt_in_state;
	return true;
}

bool cloud_consent_call(struct device *d, const struct consent_call *c, struct err *e)
{
	/* Two of them are a GET in the server's interface, but change something. */
	static const struct {
		const char *method, *resource;
	} calls[] = {
		[CONSENT_START] = { "GET", "amt/userConsentCode" },
		[CONSENT_SUBMIT] = { "POST", "amt/userConsentCode" },
		[CONSENT_CANCEL] = { "GET", "amt/userConsentCode/cancel" },
	};
	bool submit = c->method == CONSENT_SUBMIT;
	AUTO(buf_done) struct buf body = BUF_INIT(64);
	const struct cloud_change change = { .method = calls[c->method].method,
					     .resource = calls[c->method].resource,
					     .body = submit ? &body : NULL,
					     /* The server has names from the
					      * table of another class. */
					     .returns =
						     catalog_returns(RETURNS_CONSENT) };

	/* A string: a number has no leading zeros. consent_code_check() saw the code. */
	if (submit)
		buf_printf(&body, "{\"consentCode\":\"%s\"}", c->code);
	return cloud_change(cloud_of(d), &change, e);
}
