/* screen: text of the model machine, in --screen and in the journal. */
#include "tests/sim/screen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/text.h"
#include "tests/sim/device.h"

#define SCREEN_MAX 4096

static void add_boot(struct buf *b, const struct device *d)
{
	static const char *const lines[] = {
		[BOOT_DISK] = NULL,
		[BOOT_BIOS] = "BIOS Setup",
		[BOOT_PXE] = "PXE boot",
		[BOOT_CD] = "CD boot",
		[BOOT_DIAG] = "Diagnostics",
		[BOOT_IDER_CD] = "Boot from redirected CD",
		[BOOT_IDER_FLOPPY] = "Boot from redirected floppy",
		[BOOT_HTTPS] = "HTTPS boot",
		[BOOT_WINRE] = "Windows Recovery Environment",
		[BOOT_PBA] = "Pre-Boot Application",
	};
	AUTO(xfreep) char *host = device_expand(d, "${host}");
	const struct boot *last = &d->boot;

	if (!last->last_silent)
		buf_printf(b, "%s POST\n", host);
	if (last->last_keyboard_locked)
		buf_puts(b, "Keyboard locked\n");
	if (last->last_pause)
		buf_puts(b, "Press any key\n");
	if (last->last == BOOT_DISK)
		buf_printf(b, "%s login:\n", host);
	else
		buf_printf(b, "%s%s%s\n", lines[last->last], last->last_target ? " " : "",
			   last->last_target ? last->last_target : "");
}

static char *compose(const struct device *d)
{
	struct buf b = BUF_INIT(SCREEN_MAX);

	if (d->machine.state != POWER_ON)
		buf_puts(&b, "(no signal)\n");
	else
		add_boot(&b, d);
	if (d->consent.state == CONSENT_DISPLAYED)
		buf_printf(&b, "User consent code: %06u\n", d->consent.code);
	return buf_steal(&b);
}

/* Readers see the old text or the new, never a part. */
static bool file_write(const struct device *d, struct err *e)
{
	const struct options *o = &d->sim->opt;
	AUTO(xfreep)
	char *path = o->count > 1 ? xasprintf("%s.%u", o->screen, d->index)
				  : xstrdup(o->screen);
	AUTO(xfreep) char *new = xasprintf("%s.new", path);
	int fd = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	size_t len = strlen(d->screen);
	bool ok = fd >= 0 && write(fd, d->screen, len) == (ssize_t)len;

	xclosep(&fd);
	if (!ok || rename(new, path))
		return err_errno(e, ERR_LOCAL, "cannot write %s", path);
	return true;
}

static void journal_screen(struct device *d)
{
	AUTO(xfreep) char *line = xstrdup(d->screen);
	size_t len = strlen(line);

	line[len - 1] = '\0'; /* it ends with a newline */
	for (char *p = line; (p = strchr(p, '\n'));)
		*p = '|';
	journal_members(d, "screen",
			&(struct journal_member){ .name = "text", .text = line }, 1);
}

bool screens_open(struct sim *s, struct err *e)
{
	for (unsigned i = 0; i < s->opt.count; i++) {
		struct device *d = &s->devices[i];

		free(d->screen);
		d->screen = compose(d);
		if (s->opt.screen && !file_write(d, e))
			return false;
	}
	return true;
}

void screen_update(struct device *d)
{
	if (!d->sim->opt.screen && d->sim->journal.fd < 0)
		return;

	AUTO(xfreep) char *now = compose(d);
	struct err e;

	if (d->screen && !strcmp(d->screen, now))
		return;
	free(d->screen);
	d->screen = STEAL(now);
	journal_screen(d);
	if (d->sim->opt.screen && !file_write(d, &e))
		fprintf(stderr, "amtsim: %s\n", e.msg);
}
