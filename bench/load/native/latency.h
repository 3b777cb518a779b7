/* The clock, and how many answers took how many microseconds. */
#ifndef GYRFALCON_LOAD_LATENCY_H
#define GYRFALCON_LOAD_LATENCY_H

#include <stdint.h>
#include <time.h>

enum { BUCKETS = 1000 * 1000 /* one per µs; the last takes all above */ };

static uint32_t histogram[BUCKETS];
static long completed;

static inline int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* Counts an answer that has been waited for since `since`. */
static inline void complete(int64_t since)
{
    int64_t microseconds = (now_ns() - since) / 1000;
    histogram[microseconds < BUCKETS ? microseconds : BUCKETS - 1]++;
    completed++;
}

static inline int percentile(double fraction)
{
    long wanted = (long)(fraction * (double)completed), seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
        seen += histogram[i];
        if (seen > wanted)
            return i;
    }
    return BUCKETS;
}

#endif
