/* Android's C library, as far as Rust's standard library for Android asks it for something that
 * glibc gives in another shape. Linked into the programs of scripts/phone.sh and into nothing else.
 *
 * Most of what the two libraries share they share with the kernel: numbers of system calls, flags,
 * `struct stat`, `struct dirent`, `struct epoll_event`, addresses of sockets, and on arm64 they are
 * the same in both. What is below is the rest: a name of its own, or a struct that is smaller in
 * bionic, so that glibc would write past its end. The sizes and numbers are bionic's, from the
 * declarations of the crate libc for Android on 64 bits, which is what the programs are compiled
 * with. `--wrap=NAME` (phone.sh) sends a program's calls of NAME to `__wrap_NAME`.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int *__errno(void) { return &errno; }

/* A property that nobody has set; asked for the kind of processor before `main`. */
int __system_property_get(const char *name, char *value) {
  (void)name;
  *value = '\0';
  return 0;
}

/* The numbers of bionic's <bits/sysconf.h> that Rust code asks for. */
long __real_sysconf(int name);
long __wrap_sysconf(int name) {
  switch (name) {
    case 0x00: return __real_sysconf(_SC_ARG_MAX);
    case 0x06: return __real_sysconf(_SC_CLK_TCK);
    case 0x0a: return __real_sysconf(_SC_NGROUPS_MAX);
    case 0x0b: return __real_sysconf(_SC_OPEN_MAX);
    case 0x26: return __real_sysconf(_SC_IOV_MAX);
    case 0x27:
    case 0x28: return __real_sysconf(_SC_PAGESIZE);
    case 0x48: return __real_sysconf(_SC_GETPW_R_SIZE_MAX);
    case 0x60: return __real_sysconf(_SC_NPROCESSORS_CONF);
    case 0x61: return __real_sysconf(_SC_NPROCESSORS_ONLN);
    case 0x62: return __real_sysconf(_SC_PHYS_PAGES);
    case 0x6f: return __real_sysconf(_SC_HOST_NAME_MAX);
    /* C code is compiled for glibc and asks by its numbers; none of them is one of the above. */
    case _SC_PAGESIZE:
    case _SC_NPROCESSORS_CONF:
    case _SC_NPROCESSORS_ONLN: return __real_sysconf(name);
  }
  fprintf(stderr, "shim: sysconf(0x%x) has no translation\n", (unsigned)name);
  abort();
}

/* POSIX's, where glibc's plain name is its own variant that returns a text. */
int __xpg_strerror_r(int number, char *buffer, size_t size);
int __wrap_strerror_r(int number, char *buffer, size_t size) {
  return __xpg_strerror_r(number, buffer, size);
}

/* 56 bytes; glibc's has 64. */
struct bionic_attr {
  uint32_t flags;
  void *stack_base;
  size_t stack_size;
  size_t guard_size;
  int32_t policy;
  int32_t priority;
  char reserved[16];
};
_Static_assert(sizeof(struct bionic_attr) == 56, "bionic's pthread_attr_t");

int __wrap_pthread_attr_init(struct bionic_attr *attr) {
  memset(attr, 0, sizeof *attr);
  attr->stack_size = 1 << 20;
  attr->guard_size = 4096;
  return 0;
}

int __wrap_pthread_attr_destroy(struct bionic_attr *attr) {
  memset(attr, 0x42, sizeof *attr);
  return 0;
}

int __wrap_pthread_attr_setstacksize(struct bionic_attr *attr, size_t size) {
  if (size < 16384) return EINVAL;
  attr->stack_size = size;
  return 0;
}

int __real_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
int __wrap_pthread_create(pthread_t *thread, const struct bionic_attr *attr,
                          void *(*start)(void *), void *argument) {
  if (attr == NULL) return __real_pthread_create(thread, NULL, start, argument);
  pthread_attr_t real;
  pthread_attr_init(&real);
  int failed = pthread_attr_setstacksize(&real, attr->stack_size);
  if (!failed) failed = __real_pthread_create(thread, &real, start, argument);
  pthread_attr_destroy(&real);
  return failed;
}

/* 32 bytes, flags first, a set of 64 signals; glibc's has 152. */
struct bionic_sigaction {
  int flags;
  void *handler;
  uint64_t mask;
  void (*restorer)(void);
};

int __real_sigaction(int, const struct sigaction *, struct sigaction *);
int __wrap_sigaction(int number, const struct bionic_sigaction *new, struct bionic_sigaction *old) {
  struct sigaction wanted, found;
  memset(&wanted, 0, sizeof wanted);
  if (new) {
    wanted.sa_handler = (void (*)(int))new->handler;
    wanted.sa_flags = new->flags;
    for (int bit = 0; bit < 64; bit++)
      if (new->mask >> bit & 1) sigaddset(&wanted.sa_mask, bit + 1);
  }
  int failed = __real_sigaction(number, new ? &wanted : NULL, &found);
  if (old && !failed) {
    memset(old, 0, sizeof *old);
    old->handler = (void *)found.sa_handler;
    old->flags = found.sa_flags;
    for (int bit = 0; bit < 64; bit++)
      if (sigismember(&found.sa_mask, bit + 1) == 1) old->mask |= 1ull << bit;
  }
  return failed;
}

/* The name before the address, as in the BSDs; glibc has it the other way round. */
struct bionic_addrinfo {
  int flags, family, socktype, protocol;
  socklen_t addrlen;
  char *canonname;
  struct sockaddr *addr;
  struct bionic_addrinfo *next;
};

/* Names of hosts are not looked up here: everything is on loopback and named by its number. */
int __wrap_getaddrinfo(const char *node, const char *service, const struct bionic_addrinfo *hints,
                       struct bionic_addrinfo **found) {
  (void)node, (void)service, (void)hints, (void)found;
  return 8; /* bionic's EAI_NONAME */
}

void __wrap_freeaddrinfo(struct bionic_addrinfo *found) { (void)found; }
