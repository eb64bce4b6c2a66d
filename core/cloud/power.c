/* power over REST: amt/power/state, capabilities and action. (MPS 2.34, Console) */
#include <inttypes.h>
#include <stdlib.h>

#include "core/base/text.h"
#include "core/cloud/cloud_device.h"
#include "core/wsman/wsman.h"

/* The server's own numbers: what the operating system does about Modern Standby. */
#define ACTION_OS_FULL_POWER 500u
#define ACTION_OS_POWER_SAVING 501u

// clang-format off
/* How MPS and Console call the properties. */
static const struct field cloud_power_fields[] = {
	F_ENUM(struct power_state, state, "powerstate", NULL, 0, "CIM power state"),
	F_ENUM(struct power_state, os_power_saving, "OSPowerSavingState", NULL, 0, "Modern Standby"),
	F_END,
};
// clang-format on

static const struct record cloud_power_record = {
	.name = "power state answer",
	.summary = "GET amt/power/state",
	.size = sizeof(struct power_state),
	.fields = cloud_power_fields,
};

/* One answer holds both state and OS power saving, whatever is wanted. */
static bool read_state(struct cloud_device *c, struct power_state *ret, struct err *e)
{
	AUTO(doc_freep) struct doc *doc = cloud_get(c, "amt/power/state", e);

	if (!doc)
		return false;
	if (!record_read(&cloud_power_record, doc->root, ret, e))
		return cloud_wrap(c, e);
	if (!ret->state.set) {
		err_set(e, ERR_PROTO, 0, "the answer has no powerstate");
		return cloud_wrap(c, e);
	}
	return true;
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/*
 * Labels to numbers. Those that are no CIM power states are the server's own,
 * for booting; enum power_action_names has the others.
 */
static bool read_available(struct cloud_device *c, struct rec_enums *ret, struct err *e)
{
	AUTO(doc_freep) struct doc *doc = cloud_get(c, "amt/power/capabilities", e);
	uint64_t code;

	if (!doc)
		return false;
	free(ret->codes);
	*ret = (struct rec_enums){ .set = true };
	for (struct tree t = tree_first(doc->root); tree_exists(t); t = tree_next(t)) {
		const char *text = tree_text(t);

		if (!text || !text_to_uint(text, POWER_INIT, &code) ||
		    ret->n == RECORD_LIST_MAX)
			continue;
		ret->codes = xreallocarray(ret->codes, ret->n + 1, sizeof(*ret->codes));
		ret->codes[ret->n++] = (uint32_t)code;
	}
	if (ret->n)
		qsort(ret->codes, ret->n, sizeof(*ret->codes), by_number);
	return true;
}

bool cloud_power_lists(struct cloud_device *c, uint32_t action, bool *ret, struct err *e)
{
	AUTO(doc_freep) struct doc *doc = cloud_get(c, "amt/power/capabilities", e);
	uint64_t code;

	if (!doc)
		return false;
	*ret = false;
	for (struct tree t = tree_first(doc->root); tree_exists(t); t = tree_next(t))
		*ret |= tree_text(t) && text_to_uint(tree_text(t), UINT32_MAX, &code) &&
			code == action;
	return true;
}

bool cloud_power_get(struct device *d, unsigned want, struct power_state *ret,
		     struct err *e)
{
	struct cloud_device *c = cloud_of(d);

	return read_state(c, ret, e) &&
	       (!(want & POWER_WANT_AVAILABLE) || read_available(c, &ret->available, e));
}

/*
 * Those that the server sends to the device. For others it answers, too, but
 * only clears AMT_BootSettingData, as it does before each of these: a boot
 * that was armed by other means is lost.
 */
static bool is_carried_out(uint32_t request)
{
	switch (request) {
	case POWER_ON:
	case POWER_SLEEP:
	case POWER_CYCLE:
	case POWER_HIBERNATE:
	case POWER_OFF:
	case POWER_RESET:
	case POWER_NMI:
	case POWER_OFF_GRACEFUL:
	case POWER_RESET_GRACEFUL:
		return true;
	default:
		return false;
	}
}

bool cloud_power_request(struct device *d, const struct power_request *r, struct err *e)
{
	bool saving = r->kind == POWER_REQUEST_OS_SAVING;
	AUTO(buf_done) struct buf body = BUF_INIT(64);
	const struct cloud_change change = { .method = "POST",
					     .resource = "amt/power/action",
					     .body = &body,
					     .returns = wsman_cim_returns };
	uint32_t action = r->value;

	if (saving && r->value == OS_SAVING_FULL)
		action = ACTION_OS_FULL_POWER;
	else if (saving)
		action = ACTION_OS_POWER_SAVING;
	else if (!is_carried_out(r->value))
		return err_set(e, ERR_UNSUPPORTED, 0,
			       "the management server does not carry out power request "
			       "%" PRIu32,
			       r->value);
	buf_printf(&body, "{\"action\":%" PRIu32 "}", action);
	return cloud_change(cloud_of(d), &change, e);
}
