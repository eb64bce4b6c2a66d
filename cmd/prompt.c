/* prompt: ask on the terminal, and leave it as it was. */
#include "cmd/prompt.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };

/* For the handler; only prompt_secret() touches it, on the main thread. */
static volatile sig_atomic_t caught;

static void catch (int signo)
{
	caught = signo;
}

bool prompt_possible(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/* A byte of stdin, 0 at its end, -1; signals come in here, and nowhere else. */
static ssize_t byte_read(char *ret, const sigset_t *open)
{
	struct pollfd stdin_fd = { .fd = STDIN_FILENO, .events = POLLIN };

	for (;;) {
		if (caught)
			return -1;
		if (ppoll(&stdin_fd, 1, NULL, open) > 0)
			return read(STDIN_FILENO, ret, 1);
		if (errno != EINTR)
			return -1;
	}
}

/*
 * One line, without its newline, read byte by byte: what follows is not
 * ours. -1: end of file, a signal, or too long.
 */
static ssize_t line_read(char *buf, size_t size, const sigset_t *open)
{
	size_t n = 0;

	for (;;) {
		char c;

		if (byte_read(&c, open) <= 0)
			return -1;
		if (c == '\n')
			break;
		if (n + 1 >= size)
			return -1;
		buf[n++] = c;
	}
	buf[n] = '\0';
	return (ssize_t)n;
}

/*
 * Show text and read a line. Signals are ours meanwhile, so that the read
 * ends and the terminal is restored; then they are raised again, for
 * whoever had them before.
 */
static ssize_t ask_once(const char *text, bool echo, char *buf, size_t size)
{
	struct sigaction act = { .sa_handler = catch }, old[ARRAY_LEN(signals)];
	struct termios was, quiet;
	bool silenced = !echo && tcgetattr(STDIN_FILENO, &was) == 0;
	sigset_t ours, before, open;
	ssize_t n;

	caught = 0;
	sigemptyset(&ours);
	for (size_t i = 0; i < ARRAY_LEN(signals); i++)
		sigaddset(&ours, signals[i]);
	pthread_sigmask(SIG_BLOCK, &ours, &before);
	open = before;
	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		sigdelset(&open, signals[i]);
		sigaction(signals[i], &act, &old[i]);
		if (old[i].sa_handler == SIG_IGN) /* as under nohup */
			sigaction(signals[i], &old[i], NULL);
	}
	if (silenced) {
		quiet = was;
		quiet.c_lflag &= (tcflag_t) ~(ECHO | ECHOE | ECHOK | ECHONL);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	fputs(text, stderr);
	fflush(stderr);
	n = line_read(buf, size, &open);
	if (silenced)
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
	if (!echo || n < 0)
		fputc('\n', stderr);
	for (size_t i = 0; i < ARRAY_LEN(signals); i++)
		sigaction(signals[i], &old[i], NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (caught)
		raise(caught);
	return caught ? -1 : n;
}

/* Whoever stopped us (Ctrl-Z) and lets us go on is asked once more. */
static ssize_t ask(const char *text, bool echo, char *buf, size_t size)
{
	ssize_t n;

	do
		n = ask_once(text, echo, buf, size);
	while (caught == SIGTSTP);
	return n;
}

int prompt_signal(void)
{
	return caught;
}

bool prompt_secret(const char *text, struct secret *ret, struct err *e)
{
	char line[SECRET_MAX + 2];
	ssize_t n = ask(text, false, line, sizeof(line));
	bool ok = false;

	if (caught)
		err_set(e, ERR_CANCELLED, 0, "interrupted");
	else if (n < 0)
		err_set(e, ERR_NO_SECRET, 0, "no password was typed");
	else
		ok = secret_set(ret, line, (size_t)n, e);
	explicit_bzero(line, sizeof(line));
	return ok;
}

bool prompt_line(const char *text, char *buf, size_t size)
{
	return ask(text, true, buf, size) >= 0;
}

bool prompt_yes(const char *text)
{
	AUTO(xfreep) char *question = xasprintf("%s [y/N] ", text);
	char line[16];

	if (ask(question, true, line, sizeof(line)) < 0)
		return false;
	return !strcasecmp(line, "y") || !strcasecmp(line, "yes");
}

bool prompt_trust(const char *target, const char *key, const struct tls_peer *peer)
{
	char pin[TLS_PIN_TEXT];

	tls_pin_format(peer->sha256, pin);
	fprintf(stderr,
		"%s shows a certificate that no CA of ours vouches for and that was "
		"never "
		"seen before.\n"
		"  fingerprint  %s\n"
		"  subject      %s\n"
		"  issuer       %s\n"
		"  valid        %s to %s\n"
		"  key          %s\n"
		"It would be remembered as \"%s\".\n",
		target, pin, peer->subject, peer->issuer, peer->not_before,
		peer->not_after, peer->key, key);
	return prompt_yes("Trust it?");
}
