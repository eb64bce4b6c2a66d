/*
 * base: the few macros and the small-allocation helpers that all code uses.
 *
 * xmalloc() and friends never return NULL: out of memory ends the process
 * with status 19. They are for small things. Whatever a peer or a file sizes
 * goes through buf (buf.h), whose ceiling yields an error instead.
 */
#ifndef AMT_BASE_BASE_H
#define AMT_BASE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define NORETURN __attribute__((noreturn))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* AUTO(x_freep) struct x *v = NULL; runs x_freep(&v) when v leaves its scope. */
#define AUTO(cleanup_fn) __attribute__((cleanup(cleanup_fn)))

/* Hand over what an AUTO pointer owns: yields it and leaves NULL behind. */
#define STEAL(p)                        \
	({                              \
		__typeof__(p) p_ = (p); \
		(p) = NULL;             \
		p_;                     \
	})

/* Define fn##p(), the AUTO helper for a type whose destructor is fn(). */
#define DEFINE_FREEP(type, fn)             \
	static inline void fn##p(type **p) \
	{                                  \
		fn(*p);                    \
		*p = NULL;                 \
	}

/*
 * End the process with EXIT_NO_MEMORY and one line that says so. Also for a
 * library's failure that can have no other cause.
 */
#define EXIT_NO_MEMORY 19
NORETURN void out_of_memory(void);

void *xmalloc(size_t size) MUST_USE;
void *xcalloc(size_t n, size_t size) MUST_USE;

/* realloc to n * size bytes, checked for overflow. */
void *xreallocarray(void *p, size_t n, size_t size) MUST_USE;

/* NULL in, NULL out. */
char *xstrdup(const char *s) MUST_USE;
char *xstrndup(const char *s, size_t len) MUST_USE;
void *xmemdup(const void *p, size_t len) MUST_USE;
char *xasprintf(const char *fmt, ...) PRINTF_LIKE(1, 2) MUST_USE;
char *xvasprintf(const char *fmt, va_list ap) PRINTF_LIKE(1, 0) MUST_USE;

/* free() for AUTO on any plain pointer: AUTO(xfreep) char *s = NULL; */
void xfreep(void *pointer_to_pointer);

/* close() for AUTO on a file descriptor; -1 means none. */
void xclosep(int *fd);

#endif
