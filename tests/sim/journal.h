/*
 * journal: what happened, one JSON object a line, for tests to assert on.
 *
 * Each line is one write(2) to a file opened with O_APPEND, done before the
 * reply leaves: who has the reply finds the line.
 */
#ifndef AMTSIM_JOURNAL_H
#define AMTSIM_JOURNAL_H

#include "core/base/err.h"

struct device;

struct journal {
	int fd; /* -1: none kept */
	uint64_t seq;
};

/* Everything about one HTTP request; texts may be NULL. */
struct journal_request {
	uint32_t connection;
	bool tls;
	const char *method, *path;
	int status; /* 0: no reply was meant */
	const char *auth;
	const char *class_name, *action, *soap_fault;
	int64_t return_value; /* -1: no method ran */
};

bool journal_open(struct journal *j, const char *path, struct err *e) MUST_USE;
void journal_done(struct journal *j);

void journal_request(struct device *d, const struct journal_request *r);

/* A change of state; what names it. */
void journal_state(struct device *d, const char *what, unsigned from, unsigned to);

/* The same in words. */
void journal_texts(struct device *d, const char *what, const char *from, const char *to);

struct journal_member {
	const char *name;
	const char *text; /* NULL: true, or a number */
	bool is_true;
	uint64_t number;
};

/* An event with members of its own. */
void journal_members(struct device *d, const char *what, const struct journal_member *m,
		     size_t n);

/* A connection that was refused or broke before any request. */
void journal_connection(struct device *d, uint32_t connection, const char *what);

#endif
