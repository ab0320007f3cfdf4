/*
 * What a stub library answers, read anew at every call from the file "<library>.script" beside the library, so that a
 * running program can be told something else. Every call is appended to "<library>.calls": name, thread, argument.
 *
 *   rc FUNCTION CODE              the function returns this code
 *   rc FUNCTION:DEVICE CODE       the same for one device
 *   hang FUNCTION                 the function never returns
 *   block FUNCTION                the function does not return before the script is another, or a minute has passed
 *   values FUNCTION:DEVICE A B | C D
 *                                 what the first call with this script gives, and all later ones
 *   devices N, self, processes …  see the libraries
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int anchor;

static const char *beside(const char *suffix, char *to, size_t size) {
  Dl_info info;
  dladdr(&anchor, &info);
  snprintf(to, size, "%s.%s", info.dli_fname, suffix);
  return to;
}

/* The rest of the first line that begins with these two words; 0 if there is none. */
static int line_of(const char *verb, const char *subject, char *rest, size_t size) {
  char path[4096], line[1024], start[256];
  FILE *script = fopen(beside("script", path, sizeof path), "r");
  int found = 0;
  if (!script) return 0;
  int length = snprintf(start, sizeof start, subject ? "%s %s " : "%s ", verb, subject);
  while (!found && fgets(line, sizeof line, script)) {
    line[strcspn(line, "\n")] = 0;
    size_t end = strlen(line);
    if (end < sizeof line - 1) {
      line[end] = ' ';
      line[end + 1] = 0;
    }
    if (!strncmp(line, start, length)) {
      snprintf(rest, size, "%s", line + length);
      found = 1;
    }
  }
  fclose(script);
  return found;
}

static long long number_of(const char *verb, long long otherwise) {
  char rest[1024];
  return line_of(verb, NULL, rest, sizeof rest) ? strtoll(rest, NULL, 0) : otherwise;
}

/* Notes the call; the code that the script wants, or 0. */
static int called(const char *function, long device) {
  char path[4096], subject[128], rest[1024];
  FILE *calls = fopen(beside("calls", path, sizeof path), "a");
  if (calls) {
    fprintf(calls, "%s %ld %ld\n", function, (long)syscall(SYS_gettid), device);
    fclose(calls);
  }
  snprintf(subject, sizeof subject, "%s:%ld", function, device);
  if (line_of("rc", subject, rest, sizeof rest) || line_of("rc", function, rest, sizeof rest)) return atoi(rest);
  if (line_of("hang", function, rest, sizeof rest)) for (;;) pause();
  for (int ms = 0; ms < 60000 && line_of("block", function, rest, sizeof rest); ms++) usleep(1000);
  return 0;
}

#define MOST_COUNTERS 256
static struct { char name[96]; int calls; } counters[MOST_COUNTERS];
static struct stat counted;

/* Calls with this script. */
static int calls_before(const char *subject) {
  char path[4096];
  struct stat now;
  if (stat(beside("script", path, sizeof path), &now)) return 0;
  if (now.st_ino != counted.st_ino || now.st_mtim.tv_sec != counted.st_mtim.tv_sec ||
      now.st_mtim.tv_nsec != counted.st_mtim.tv_nsec) {
    memset(counters, 0, sizeof counters);
    counted = now;
  }
  for (int i = 0; i < MOST_COUNTERS; i++) {
    if (!counters[i].name[0]) snprintf(counters[i].name, sizeof counters[i].name, "%s", subject);
    if (!strcmp(counters[i].name, subject)) return counters[i].calls++;
  }
  return 0;
}

/* The n numbers that the script has for this call, if it has any. */
static void scripted(const char *function, long device, int n, double *to) {
  char subject[96], rest[1024];
  snprintf(subject, sizeof subject, "%s:%ld", function, device);
  if (!line_of("values", subject, rest, sizeof rest)) return;
  char *at = rest;
  for (int skip = calls_before(subject); skip > 0 && strchr(at, '|'); skip--) at = strchr(at, '|') + 1;
  for (int i = 0; i < n; i++) to[i] = strtod(at, &at);
}
