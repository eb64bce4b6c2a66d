/* run: one verb on many targets: what to ask first, the pool, what came of it. */
#include <malloc.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/app.h"
#include "cmd/confirm.h"
#include "cmd/consent_ask.h"
#include "cmd/fleet.h"
#include "cmd/progress.h"
#include "cmd/prompt.h"
#include "core/fleet/pool.h"

#define PARALLEL 16
#define INPUT_MAX 4096 /* a line of stdin in place of an argument */

struct job {
	struct result result;
	struct tls_peer *peer; /* whose certificate there may be something to do about */
	bool done;
	atomic_ullong began_ms; /* 0: not yet */
};

struct run {
	struct app *app;
	struct call call;
	struct target_list targets;
	size_t n_all; /* targets, before --shard */
	struct pace pace;
	bool paced;
	struct job *jobs;
	struct consent_ask consent; /* of the one target that there can be */
	char *input; /* read from stdin in place of an argument; NULL: nothing */
	int signal;  /* answered a question in place of words; 0: none */
	size_t told; /* jobs before this one were reported, or are skipped */
	atomic_size_t begun;
	size_t n_done, n_failed;
	size_t oldest;             /* jobs before this one are done */
	struct progress *progress; /* NULL: none is shown */
	struct reach *reach;
	struct report *report;
};

static void job_done(struct job *j)
{
	result_done(&j->result);
	free(j->peer);
	j->peer = NULL;
}

static void run_done(struct run *r)
{
	for (size_t i = 0; r->jobs && i < r->targets.n; i++)
		job_done(&r->jobs[i]);
	free(r->jobs);
	free(r->input);
	targets_done(&r->targets);
	report_free(r->report);
	if (r->call.free_state)
		r->call.free_state(r->call.state);
}

static void keep_peer(struct job *j, const struct tls_peer *peer)
{
	if (!peer)
		return;
	j->peer = xmalloc(sizeof(*j->peer));
	*j->peer = *peer;
}

/* On a worker. */
static void job_run(void *arg, size_t i, struct loop *l)
{
	struct run *r = arg;
	struct result *result = &r->jobs[i].result;
	AUTO(device_freep) struct device *dev = NULL;
	struct err e = { 0 };
	uint64_t start = loop_now_ms();

	if (!atomic_exchange(&r->jobs[i].began_ms, start))
		atomic_fetch_add(&r->begun, 1);
	if (result->err) /* by job_unprepared() */
		return;
	if (!reach_open(r->reach, &r->targets.v[i], l, &dev, &e))
		out_changed(&result->out, false); /* nothing was sent */
	else if (consent_ask_due(&r->consent))
		result->ok = consent_ask_run(&r->consent, dev, &e);
	else
		result->ok = r->call.verb->run(dev, &r->call, &result->out, &e);
	if (!result->ok)
		result_fail(result, &e);
	if (dev) {
		result->path = device_path_name(dev);
		if (r->app->inv.globals.accept_new_pin || e.domain == ERR_TLS)
			keep_peer(&r->jobs[i], device_peer(dev));
	}
	result->ms = loop_now_ms() - start;
}

/* How the pin verbs are told whose certificate path showed. Owned. */
static char *pin_target(const struct target *t, const char *path)
{
	bool say = path && !strcmp(path, "cloud") && t->via != TARGET_VIA_CLOUD;

	return xasprintf("%s%s", say ? "cloud:" : "", t->text);
}

/* Ask about a certificate never seen before. True: it is stored now, try again. */
static bool trust_asked(struct run *r, size_t i)
{
	const struct target *t = &r->targets.v[i];
	struct result *result = &r->jobs[i].result;
	const struct tls_peer *peer = r->jobs[i].peer;
	AUTO(xfreep) char *key = NULL;
	struct err e = { 0 };

	if (result->why != ERR_TLS || result->err->code != TLS_ERR_UNKNOWN || !peer)
		return false;
	/* Nobody answers forty questions with care. */
	if (r->targets.n > 1 || !app_can_ask(r->app)) {
		AUTO(xfreep) char *named = pin_target(t, result->path);

		err_hint(result->err,
			 "compare the fingerprint, then: amtctl pin accept %s", named);
		return false;
	}
	key = reach_pin_key(r->reach, t, result->path, &e);
	if (key && !prompt_trust(result->target, key, peer)) {
		r->signal = prompt_signal();
		err_set(&e, result->why, result->err->code,
			"the certificate was not accepted; nothing was sent");
	} else if (key && reach_remember_peer(r->reach, t, result->path, peer, &e)) {
		return true;
	}
	result_fail(result, &e);
	return false;
}

/* A changed certificate is never asked about; say what would allow it. */
static void change_explained(struct run *r, size_t i)
{
	struct result *result = &r->jobs[i].result;
	struct err *e = result->err;

	if (result->why != ERR_TLS || e->code != TLS_ERR_CHANGED || *e->hint ||
	    r->app->inv.globals.pin)
		return;

	AUTO(xfreep) char *named = pin_target(&r->targets.v[i], result->path);

	err_hint(e, "if the change was expected: amtctl pin forget %s", named);
}

/* --accept-new-pin: remember what was just trusted. */
static void trust_remembered(struct run *r, size_t i)
{
	struct result *result = &r->jobs[i].result;
	const struct tls_peer *peer = r->jobs[i].peer;
	struct err e = { 0 };

	/* Without a protocol there was no handshake in which it could be trusted. */
	if (!r->app->inv.globals.accept_new_pin || !peer || !*peer->protocol)
		return;
	if (!reach_remember_peer(r->reach, &r->targets.v[i], result->path, peer, &e)) {
		progress_hide(r->progress);
		err_wrap(&e, "the certificate could not be remembered");
		report_error(&r->app->view, result->target, &e);
	}
}

/*
 * Ask for what the user of the PC says, when the verb has sent nothing for want
 * of it. True: run the job again, for a step of that or for the verb.
 */
static bool consent_asked(struct run *r, size_t i)
{
	struct consent_ask *consent = &r->consent;
	struct result *result = &r->jobs[i].result;

	if (consent_ask_due(consent)) {
		struct err e = result->err ? *result->err : (struct err){ 0 };

		out_changed(&result->out, false); /* the verb, that is */
		if (consent_ask_next(consent, result->target, result->ok, &e, &r->signal))
			return true;
		result_fail(result, &e);
		return false;
	}
	if (result->ok || r->targets.n > 1 || r->call.dry_run || !app_can_ask(r->app) ||
	    (result->out.changes && result->out.changed != CHANGED_NO))
		return false;
	return consent_ask_begin(consent, result->target, result->err);
}

static void job_reset(struct run *r, size_t i)
{
	job_done(&r->jobs[i]);
	r->jobs[i].result = (struct result){ .target = r->targets.v[i].text,
					     .out = report_out(r->report, r->targets.n) };
}

static void report_job(struct run *r, size_t i)
{
	struct result *result = &r->jobs[i].result;

	if (!result->ok)
		progress_hide(r->progress);
	report_result(r->report, result);
}

/*
 * Report what has ended, in the order of the targets, so that two runs can be
 * compared. all: also what stands behind jobs that never ran.
 */
static void tell(struct run *r, bool all)
{
	for (; r->told < r->targets.n; r->told++) {
		if (r->jobs[r->told].done)
			report_job(r, r->told);
		else if (!all)
			return;
	}
}

/* -v: the way taken, and the time it took. */
static void tell_how(const struct result *result)
{
	fprintf(stderr, "amtctl: %s: %s%sended after %llu ms\n", result->target,
		result->path ? result->path : "", result->path ? " path, " : "",
		(unsigned long long)result->ms);
}

static enum pool_end job_finished(void *arg, size_t i)
{
	struct run *r = arg;

	if (trust_asked(r, i) || consent_asked(r, i)) {
		job_reset(r, i);
		return POOL_AGAIN;
	}
	change_explained(r, i);
	trust_remembered(r, i);
	if (r->app->inv.globals.verbose)
		tell_how(&r->jobs[i].result);
	r->jobs[i].done = true;
	r->n_done++;
	r->n_failed += !r->jobs[i].result.ok;
	if (r->app->view.format == FORMAT_NDJSON)
		report_job(r, i);
	else
		tell(r, false);
	return r->jobs[i].result.ok ? POOL_OK : POOL_FAILED;
}

/* A target without a secret fails alone. */
static void job_unprepared(void *arg, size_t i, const struct err *e)
{
	struct run *r = arg;

	result_fail(&r->jobs[i].result, e);
	out_changed(&r->jobs[i].result.out, false);
}

/* Jobs begin in order, so the first that is not done has run longest. */
static void run_look(void *arg, struct progress_state *ret)
{
	struct run *r = arg;
	unsigned long long began;

	while (r->oldest < r->targets.n && r->jobs[r->oldest].done)
		r->oldest++;
	ret->total = r->targets.n;
	ret->done = r->n_done;
	ret->failed = r->n_failed;
	ret->running = atomic_load(&r->begun) - r->n_done;
	if (r->oldest == r->targets.n)
		return;
	began = atomic_load(&r->jobs[r->oldest].began_ms);
	if (began) {
		ret->slowest = r->targets.v[r->oldest].text;
		ret->slowest_ms = loop_now_ms() - began;
	}
}

/* Not beside what else is written to stderr all the time. NULL: none. */
static struct progress *run_progress(struct run *r, struct loop *l)
{
	const struct globals *g = &r->app->inv.globals;
	bool events = r->app->view.format == FORMAT_NDJSON;
	bool line = progress_possible() && !g->verbose && r->app->trace != stderr;

	if (r->targets.n < 2 || g->quiet || (!events && !line))
		return NULL;
	return progress_new(l, events ? PROGRESS_EVENTS : PROGRESS_LINE,
			    r->app->view.utf8, run_look, r);
}

/*
 * Workers mostly wait, so a few arenas serve them all; and what finding the
 * targets took is given back before they begin.
 */
static void settle_memory(void)
{
	mallopt(M_ARENA_MAX, 2);
	malloc_trim(0);
}

/* The verb on every target, in the pool. */
static bool run_devices(struct run *r, int *ret_signal, struct err *e)
{
	const struct opt_uint *parallel = &r->app->inv.globals.parallel;
	struct pool_jobs jobs = {
		.n = r->targets.n,
		.parallel = parallel->set ? (unsigned)parallel->v : PARALLEL,
		.run = job_run,
		.finished = job_finished,
		.arg = r,
		.pace = r->paced ? &r->pace : NULL,
	};
	AUTO(loop_freep) struct loop *loop = NULL;
	bool ok;

	if (!app_network(r->app, e) ||
	    !reach_prepare(r->reach, &r->targets, job_unprepared, r, e))
		return false;
	settle_memory();
	loop = loop_new(e);
	if (!loop)
		return false;
	r->progress = run_progress(r, loop);
	ok = pool_run(loop, &jobs, ret_signal, e);
	progress_freep(&r->progress);
	if (!ok)
		return false;
	if (!*ret_signal)
		*ret_signal = r->signal;
	return true;
}

static bool run_here(struct run *r)
{
	for (size_t i = 0; i < r->targets.n; i++) {
		struct result *result = &r->jobs[i].result;
		uint64_t start = loop_now_ms();
		struct err e = { 0 };

		result->ok = r->call.verb->run_target(r->app, &r->targets.v[i], &r->call,
						      &result->out, &e);
		if (!result->ok)
			result_fail(result, &e);
		result->ms = loop_now_ms() - start;
		job_finished(r, i);
	}
	return true;
}

static int run_report(struct run *r, int signo)
{
	AUTO(xfreep)
	const struct result **results = xcalloc(r->targets.n, sizeof(*results));
	AUTO(xfreep) const char **skipped = xcalloc(r->targets.n, sizeof(*skipped));
	const char *failed_to = r->app->inv.globals.failed_to;
	const char *reason = r->paced ? pace_reason(&r->pace) : NULL;
	struct tally tally = { 0 };
	struct err e = { 0 };
	bool ok;

	if (r->app->view.format != FORMAT_NDJSON)
		tell(r, true);
	for (size_t i = 0; i < r->targets.n; i++) {
		const struct result *result = &r->jobs[i].result;

		if (!r->jobs[i].done) {
			skipped[tally.skipped++] = r->targets.v[i].text;
			continue;
		}
		results[i] = result;
		if (!result->ok) {
			tally_failed(&tally, result->why);
			continue;
		}
		tally.ok++;
		tally.no += result->out.answered && !result->out.yes;
	}
	report_skipped(r->report, skipped, tally.skipped,
		       signo || !reason ? "interrupted" : reason);
	ok = report_end(r->report, results, r->targets.n, &e);
	if (!ok)
		report_error(&r->app->view, NULL, &e);
	if (failed_to && !failed_to_write(failed_to, &r->targets, results, &e)) {
		report_error(&r->app->view, NULL, &e);
		ok = false;
	}
	if (!ok)
		return STATUS_LOCAL;
	return tally_status(&tally, r->call.verb->flags & VERB_PREDICATE);
}

/* "-" in place of an argument that allows it: the first line of stdin. */
static bool input_read(struct run *r, struct err *e)
{
	const struct arg *args = r->call.verb->args;

	for (size_t i = 0; args && args[i].name; i++) {
		char line[INPUT_MAX];

		if (!args[i].stdin_dash || !r->call.args[i] ||
		    strcmp(r->call.args[i], "-") != 0)
			continue;
		if (!fgets(line, sizeof(line), stdin))
			return err_set(e, ERR_USAGE, 0, "%s: nothing on stdin",
				       args[i].name);
		line[strcspn(line, "\r\n")] = '\0';
		r->input = xstrdup(line);
		r->call.args[i] = r->input;
		return true; /* once, parse.c has seen to that */
	}
	return true;
}

/* What is meant for one device is not tried on others. */
static bool number_check(const struct run *r, struct err *e)
{
	AUTO(xfreep) char *command = NULL;

	if (r->targets.n > 1 && r->call.xml)
		return err_set(e, ERR_USAGE, 0, "-o xml is for one target, not for %zu",
			       r->targets.n);
	if (r->targets.n <= 1 || !(r->call.verb->flags & VERB_ONE_TARGET))
		return true;
	command = command_name(r->app->inv.noun, r->call.verb);
	return err_set(e, ERR_USAGE, 0, "%s is for one target, not for %zu", command,
		       r->targets.n);
}

/* Before anything is sent. */
static void tell_number(const struct run *r)
{
	const char *shard = r->app->inv.globals.shard;

	if (shard)
		fprintf(stderr, "amtctl: %zu of %zu targets are of shard %s\n",
			r->targets.n, r->n_all, shard);
	else if (r->targets.n > 1)
		fprintf(stderr, "amtctl: %zu targets\n", r->targets.n);
}

static bool run_prepare(struct run *r, struct err *e)
{
	const struct globals *g = &r->app->inv.globals;
	struct pace_rules rules;

	if (!input_read(r, e))
		return false;
	if (r->call.verb->check && !r->call.verb->check(&r->call, e))
		return false;
	r->app->wait_ms = r->call.wait_ms;
	if (!app_reach(r->app, &r->reach, e) ||
	    !app_targets(r->app, &r->targets, &r->n_all, e) || !number_check(r, e))
		return false;
	if (!g->quiet)
		tell_number(r);
	if (g->failed_to && !file_replaceable(g->failed_to, e))
		return err_wrap(e, "--failed-to");
	r->paced = fleet_pace(g, r->targets.n, &rules);
	pace_init(&r->pace, &rules);
	r->jobs = xcalloc(r->targets.n, sizeof(*r->jobs));
	for (size_t i = 0; i < r->targets.n; i++)
		job_reset(r, i);
	return !r->targets.n || confirmed(r->app, &r->call, r->reach, &r->targets, e);
}

int run_targets(struct app *app, const char *command, int *ret_signal)
{
	AUTO(run_done)
	struct run r = {
		.app = app,
		.call = { .verb = app->inv.verb,
			  .opts = app->inv.opts,
			  .words = &app->inv.words,
			  .dry_run = app->inv.globals.dry_run,
			  .timeout_ms = app->inv.globals.timeout.ms,
			  .xml = app->view.format == FORMAT_XML },
	};
	struct err e = { 0 };
	bool ok;

	memcpy(r.call.args, app->inv.args, sizeof(r.call.args));
	r.report = report_new(&app->view, command, app->inv.verb);
	ok = run_prepare(&r, &e);
	if (ok && r.targets.n)
		ok = r.call.verb->run ? run_devices(&r, ret_signal, &e) : run_here(&r);
	if (!ok)
		return app_fail(&app->view, command, app->inv.verb, &e);
	return run_report(&r, *ret_signal);
}
