/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the PMU costs: round trips between Exception levels with the PMU
 * idle, counting, and counting at one of the two levels only; reads and
 * writes of each kind of register. Prints "NAME PICOSECONDS" a line, the
 * time of one round trip or one access; scripts/bench makes ratios of them.
 *
 * Starts at EL2. -append pmu=0 says that the CPU has no PMU, loops=N how
 * many turns each loop takes.
 */
#include "lib/guest.h"

/* EL1's vectors while we measure: return at once from SVC #0. */
asm(".balign 0x800\n"
    "bench_vectors:\n"
    "    .skip 0x400\n"
    "    mrs x9, esr_el1\n"
    "    tbnz x9, #0, 1f\n"
    "    eret\n"
    "1:  b vectors_el1 + 0x400\n"
    "    .balign 0x800\n");

/* And EL2's, for HVC #0 */
asm("bench_vectors_el2:\n"
    "    .skip 0x400\n"
    "    mrs x9, esr_el2\n"
    "    tbnz x9, #0, 1f\n"
    "    eret\n"
    "1:  b vectors_el2 + 0x400\n"
    "    .balign 0x800\n");

static unsigned loops;

static uint64_t svc_loop(uint64_t n, uint64_t unused)
{
    asm volatile("1: svc #0\n\tsubs %0, %0, #1\n\tb.ne 1b"
                 : "+r"(n) : : "x9", "cc", "memory");
    return unused;
}

static uint64_t hvc_loop(uint64_t n, uint64_t unused)
{
    asm volatile("1: hvc #0\n\tsubs %0, %0, #1\n\tb.ne 1b"
                 : "+r"(n) : : "x9", "cc", "memory");
    return unused;
}

static void report(const char *name, uint64_t ns, unsigned turns)
{
    print("bench %s %lu\n", name, ns * 1000 / turns);
}

/* The vectors of one level, to measure or of the library */
#define SET_VECTORS(vbar, vectors)                                      \
    asm volatile("adrp x9, " vectors "\n\tadd x9, x9, :lo12:" vectors     \
                 "\n\tmsr " vbar ", x9\n\tisb" : : : "x9", "memory")

static void round_trips(const char *name, enum regime r, guest_fn *fn)
{
    uint64_t start;

    SET_VECTORS("vbar_el1", "bench_vectors");
    SET_VECTORS("vbar_el2", "bench_vectors_el2");
    run_at(r, fn, loops / 10, 0);
    start = now_ns();
    run_at(r, fn, loops, 0);
    report(name, now_ns() - start, loops);
    SET_VECTORS("vbar_el1", "vectors_el1");
    SET_VECTORS("vbar_el2", "vectors_el2");
}

static void count_all(uint32_t filter)
{
    pmu_reset();
    pmu_program(filter | EVENT_CPU_CYCLES);
    reg_write(PMCR, PMCR_LC | PMCR_E);
}

/* Reads and writes from EL2: no more than the access itself */
#define TIME(name, op) do {                                             \
    uint64_t start_ = now_ns();                                         \
    for (unsigned i_ = 0; i_ < loops; i_++) {                           \
        op;                                                             \
    }                                                                   \
    report(name, now_ns() - start_, loops);                             \
} while (0)

#define MRS(reg) \
    ({ uint64_t v_; asm volatile("mrs %0, " #reg : "=r"(v_)); v_; })
#define MSR(reg, value) \
    asm volatile("msr " #reg ", %0" : : "r"((uint64_t)(value)))

static void reads(const char *state)
{
    print("# reads, %s\n", state);
    TIME("read-pmcr", MRS(pmcr_el0));
    TIME("read-pmcntenset", MRS(pmcntenset_el0));
    TIME("read-pmintenset", MRS(pmintenset_el1));
    TIME("read-pmovsset", MRS(pmovsset_el0));
    TIME("read-pmselr", MRS(pmselr_el0));
    TIME("read-pmccntr", MRS(pmccntr_el0));
    TIME("read-pmevcntr", MRS(pmevcntr0_el0));
    TIME("read-pmxevcntr", MRS(pmxevcntr_el0));
    TIME("read-pmevtyper", MRS(pmevtyper0_el0));
    TIME("read-mdcr_el2", MRS(mdcr_el2));
}

static void writes(const char *state)
{
    uint64_t mdcr = MRS(mdcr_el2);

    print("# writes, %s\n", state);
    TIME("write-pmcr", MSR(pmcr_el0, PMCR_LC | (i_ & PMCR_E)));
    MSR(pmcr_el0, PMCR_LC | PMCR_E);
    TIME("write-pmcntenset", MSR(pmcntenset_el0, 1));
    TIME("write-pmcntenclr-set", {
        MSR(pmcntenclr_el0, 1);
        MSR(pmcntenset_el0, 1);
    });
    TIME("write-pmintenset", MSR(pmintenset_el1, 0));
    TIME("write-pmovsclr", MSR(pmovsclr_el0, 1));
    TIME("write-pmselr", MSR(pmselr_el0, 0));
    TIME("write-pmccntr", MSR(pmccntr_el0, 0));
    TIME("write-pmevcntr", MSR(pmevcntr0_el0, 0));
    TIME("write-pmevtyper", MSR(pmevtyper0_el0, EVENT_CPU_CYCLES));
    TIME("write-mdcr_el2", MSR(mdcr_el2, mdcr ^ ((i_ & 1) << 17)));
    MSR(mdcr_el2, mdcr);
    MSR(pmevtyper0_el0, COUNT_EVERYWHERE | EVENT_SW_INCR);
    TIME("write-pmswinc", MSR(pmswinc_el0, 1));
}

static void with_pmu(void)
{
    pmu_reset();
    round_trips("el0-el1-idle", EL0, svc_loop);
    round_trips("el1-el2-idle", EL1, hvc_loop);
    reads("nothing counting");
    count_all(COUNT_EVERYWHERE);
    round_trips("el0-el1-counting", EL0, svc_loop);
    round_trips("el1-el2-counting", EL1, hvc_loop);
    count_all(only_in(EL0));
    round_trips("el0-el1-toggling", EL0, svc_loop);
    count_all(only_in(EL1));
    round_trips("el1-el2-toggling", EL1, hvc_loop);
    if (cpu.counters) {
        count_all(COUNT_EVERYWHERE);
        reads("all counting");
        writes("all counting");
    }
}

int main(void)
{
    loops = guest_option("loops=", 100000);
    if (guest_option("pmu=", 1)) {
        with_pmu();
    } else {
        round_trips("el0-el1-off", EL0, svc_loop);
        round_trips("el1-el2-off", EL1, hvc_loop);
    }
    guest_exit(0);
}
