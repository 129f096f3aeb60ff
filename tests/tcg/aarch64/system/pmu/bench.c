/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the PMU costs: round trips between Exception levels with the PMU in
 * each of the states below; reads and writes of each kind of register;
 * overflow interrupts. Prints "bench NAME PICOSECONDS" a line: the time of
 * one round trip, access or interrupt, the least of some passes.
 * scripts/bench makes ratios of them.
 *
 * Starts at EL2. With -append:
 *   pmu=0      the CPU has no PMU
 *   loops=N    turns of each pass; passes=N
 *   trips=N    no more than EL0-EL1 round trips, in the N-th state below
 *   cpus=2     likewise, while a second vCPU does the same
 */
#include "lib/guest.h"

/* The interrupt controller, as far as interrupt_loop() needs it */
typedef volatile uint32_t device_reg; /* a device answers */
#define GICD_ISENABLER0     (*(device_reg *)0x08000100ul)
#define GICD_ICENABLER0     (*(device_reg *)0x08000180ul)
#define GICC                0x08010000ul
#define PMU_INTID           23

#define PSCI_CPU_ON         0xc4000003ul
#define PERIOD              10000   /* cycles from overflow to overflow */

/*
 * What all counters do: nothing; count everywhere; count at EL0 and EL1 but
 * not at EL2, as under a kernel that filters nothing; count at the lower one
 * of two levels only; likewise, with overflow interrupts enabled.
 */
enum state { IDLE, COUNTING, HOOKED, TOGGLING, WATCHED, STATES };

static const char *const state_name[] = {
    "idle", "counting", "hooked", "toggling", "toggling-watched",
};
static unsigned loops, passes;

/* EL1's vectors while we measure: return at once from SVC #0. */
asm(".balign 0x800\n"
    "bench_vectors:\n"
    "    .skip 0x400\n"
    "    mrs x9, esr_el1\n"
    "    tbnz x9, #0, 1f\n"
    "    eret\n"
    "1:  b vectors_el1 + 0x400\n"
    "    .balign 0x800\n");

/*
 * And EL2's, for HVC #0 and for an overflow of PMEVCNTR0: acknowledge,
 * start again from x13, count in x12. x11 is GICC; see interrupt_loop().
 */
asm("bench_vectors_el2:\n"
    "    .skip 0x280\n"
    "    ldr w10, [x11, #0xc]\n"
    "    mov x9, #1\n"
    "    msr pmovsclr_el0, x9\n"
    "    msr pmevcntr0_el0, x13\n"
    "    str w10, [x11, #0x10]\n"
    "    add x12, x12, #1\n"
    "    eret\n"
    "    .balign 0x400\n"
    "    mrs x9, esr_el2\n"
    "    tbnz x9, #0, 1f\n"
    "    eret\n"
    "1:  b vectors_el2 + 0x400\n"
    "    .balign 0x800\n");

/* The vectors of one level, to measure or of the library */
#define SET_VECTORS(vbar, vectors)                                      \
    asm volatile("adrp x9, " vectors "\n\tadd x9, x9, :lo12:" vectors     \
                 "\n\tmsr " vbar ", x9\n\tisb" : : : "x9", "memory")

static void report(const char *name, const char *state, uint64_t ns,
                   unsigned turns)
{
    print("bench %s-%s %lu\n", name, state, ns * 1000 / turns);
}

/*
 * What disturbs a pass can only make it longer: the least is reported. The
 * first pass also pays for the translation of the loop.
 */
#define LEAST(run) ({                                                   \
    uint64_t least_ = UINT64_MAX;                                       \
    for (unsigned p_ = 0; p_ < passes; p_++) {                          \
        uint64_t start_ = now_ns(), time_;                              \
        run;                                                            \
        time_ = now_ns() - start_;                                      \
        least_ = time_ < least_ ? time_ : least_;                       \
    }                                                                   \
    least_;                                                             \
})

/* Round trips */

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

static void round_trips(const char *name, const char *state, enum regime r)
{
    guest_fn *fn = r == EL0 ? svc_loop : hvc_loop;
    uint64_t ns;

    SET_VECTORS("vbar_el1", "bench_vectors");
    SET_VECTORS("vbar_el2", "bench_vectors_el2");
    ns = LEAST(run_at(r, fn, loops, 0));
    SET_VECTORS("vbar_el1", "vectors_el1");
    SET_VECTORS("vbar_el2", "vectors_el2");
    report(name, state, ns, loops);
}

static uint32_t filter_of(enum state state, enum regime r)
{
    switch (state) {
    case HOOKED:
        return 0;
    case TOGGLING:
    case WATCHED:
        return only_in(r);
    default:
        return COUNT_EVERYWHERE;
    }
}

/* All counters in one state; @r is the lower one of two levels. */
static void set_state(enum state state, enum regime r)
{
    pmu_reset();
    if (state != IDLE) {
        pmu_program(filter_of(state, r) | EVENT_CPU_CYCLES);
        reg_write(PMINTENSET, state == WATCHED ? 0xffffffff : 0);
        reg_write(PMCR, PMCR_LC | PMCR_E);
    }
}

/* HOOKED is no other state than TOGGLING for EL1 and EL2. */
static void all_round_trips(void)
{
    for (enum state state = IDLE; state < STATES; state++) {
        set_state(state, EL0);
        round_trips("el0-el1", state_name[state], EL0);
        if (state != HOOKED) {
            set_state(state, EL1);
            round_trips("el1-el2", state_name[state], EL1);
        }
    }
}

/* Reads and writes from EL2: no more than the access itself */

#define TIME(name, op)                                                  \
    report(name, state, LEAST(for (unsigned i_ = 0; i_ < loops; i_++) { \
        op;                                                             \
    }), loops)

#define MRS(reg) \
    ({ uint64_t v_; asm volatile("mrs %0, " #reg : "=r"(v_)); v_; })
#define MSR(reg, value) \
    asm volatile("msr " #reg ", %0" : : "r"((uint64_t)(value)))

static void reads(const char *state)
{
    TIME("read-pmcr", MRS(pmcr_el0));
    TIME("read-pmcntenset", MRS(pmcntenset_el0));
    TIME("read-pmovsset", MRS(pmovsset_el0));
    TIME("read-pmselr", MRS(pmselr_el0));
    TIME("read-pmceid0", MRS(pmceid0_el0));
    TIME("read-pmccntr", MRS(pmccntr_el0));
    TIME("read-pmxevtyper", MRS(pmxevtyper_el0));
    TIME("read-pmxevcntr", MRS(pmxevcntr_el0));
    TIME("read-pmuserenr", MRS(pmuserenr_el0));
    TIME("read-pmintenset", MRS(pmintenset_el1));
    TIME("read-pmevcntr", MRS(pmevcntr0_el0));
    TIME("read-pmevtyper", MRS(pmevtyper0_el0));
    TIME("read-pmccfiltr", MRS(pmccfiltr_el0));
    TIME("read-mdcr_el2", MRS(mdcr_el2));
}

/*
 * What decides over counting is written with two values in turn, and bits are
 * set and cleared in turn, since to write what is there already may be
 * cheaper. write-pmcntenset and write-pmovsclr are just that.
 */
#define TURNS(value, bit) ((value) ^ (i_ & 1 ? (bit) : 0))

/* @pmcr is PMCR as @state has it, and what is left there. */
static void writes(const char *state, uint64_t pmcr)
{
    uint64_t mdcr = MRS(mdcr_el2);
    uint64_t type = MRS(pmevtyper0_el0), filter = MRS(pmccfiltr_el0);

    TIME("write-pmcr", MSR(pmcr_el0, TURNS(PMCR_LC, PMCR_E)));
    MSR(pmcr_el0, pmcr);
    TIME("write-pmcntenset", MSR(pmcntenset_el0, 1));
    TIME("write-pmcntenclr-set", {
        MSR(pmcntenclr_el0, 1);
        MSR(pmcntenset_el0, 1);
    });
    TIME("write-pmovsclr", MSR(pmovsclr_el0, 1));
    TIME("write-pmovsset-clr", {
        MSR(pmovsset_el0, 1);
        MSR(pmovsclr_el0, 1);
    });
    TIME("write-pmselr", MSR(pmselr_el0, 0));
    TIME("write-pmccntr", MSR(pmccntr_el0, 0));
    TIME("write-pmxevtyper", MSR(pmxevtyper_el0, TURNS(type, PMEVTYPER_U)));
    TIME("write-pmxevcntr", MSR(pmxevcntr_el0, 0));
    TIME("write-pmuserenr", MSR(pmuserenr_el0, PMUSERENR_EN));
    TIME("write-pmintenset-clr", {
        MSR(pmintenset_el1, 1);
        MSR(pmintenclr_el1, 1);
    });
    TIME("write-pmevcntr", MSR(pmevcntr0_el0, 0));
    TIME("write-pmevtyper", MSR(pmevtyper0_el0, TURNS(type, PMEVTYPER_U)));
    TIME("write-pmccfiltr", MSR(pmccfiltr_el0, TURNS(filter, PMEVTYPER_U)));
    MSR(pmccfiltr_el0, filter);
    TIME("write-mdcr_el2", MSR(mdcr_el2, TURNS(mdcr, MDCR_EL2_HPMD)));
    MSR(mdcr_el2, mdcr);
    MSR(pmevtyper0_el0, COUNT_EVERYWHERE | EVENT_SW_INCR);
    TIME("write-pmswinc", MSR(pmswinc_el0, 1));
}

static void accesses(void)
{
    set_state(IDLE, EL2);
    reads("idle");
    writes("idle", PMCR_LC);
    set_state(COUNTING, EL2);
    reads("counting");
    writes("counting", PMCR_LC | PMCR_E);
}

/* Overflow interrupts */

/*
 * Wait for @n of them, PMEVCNTR0 about to overflow; or give up. There may be
 * more if one follows another at once. Returns how many.
 */
static uint64_t interrupt_loop(uint64_t n, uint64_t reload)
{
    register uint64_t count asm("x12") = 0;
    register uint64_t again asm("x13") = reload;
    register uint64_t gicc asm("x11") = GICC;
    uint64_t patience = n << 20;

    asm volatile("msr daifclr, #2\n"
                 "1: subs %[patience], %[patience], #1\n\t"
                 "b.eq 2f\n\t"
                 "cmp %[count], %[n]\n\t"
                 "b.lo 1b\n"
                 "2: msr daifset, #2"
                 : [count] "+r"(count), [patience] "+r"(patience)
                 : [n] "r"(n), "r"(again), "r"(gicc)
                 : "x9", "x10", "cc", "memory");
    return count;
}

static void interrupts(void)
{
    uint64_t reload = (1ull << 32) - PERIOD, n = loops / 40 + 1;
    uint64_t least = UINT64_MAX;

    set_state(IDLE, EL2);
    MSR(pmevtyper0_el0, COUNT_EVERYWHERE | EVENT_CPU_CYCLES);
    MSR(pmevcntr0_el0, reload);
    MSR(pmintenset_el1, 1);
    MSR(pmcntenset_el0, 1);
    SET_VECTORS("vbar_el2", "bench_vectors_el2");
    write_sysreg(hcr_el2, HCR_EL2_RW | HCR_EL2_IMO);
    GICD_ISENABLER0 = 1u << PMU_INTID;
    MSR(pmcr_el0, PMCR_LC | PMCR_E);
    for (unsigned p = 0; p < passes; p++) {
        uint64_t start = now_ns();
        uint64_t count = interrupt_loop(n, reload);
        uint64_t each = (now_ns() - start) / (count ? count : 1);

        if (count < n) {
            bail_out("too few overflow interrupts");
        }
        least = each < least ? each : least;
    }
    GICD_ICENABLER0 = 1u << PMU_INTID;
    SET_VECTORS("vbar_el2", "vectors_el2");
    pmu_reset();
    report("interrupt", "overflow", least, 1);
}

/* A second vCPU: it has a stack of its own and does round trips for ever. */

void second_start(void), second_loop(void);
void second_main(void) __attribute__((noreturn));
asm("second_start:\n"
    "    mov sp, x0\n"
    "    b second_main\n"
    "second_loop:\n"
    "    svc #0\n"
    "    b second_loop\n");

static uint64_t second_stack[512] __attribute__((aligned(16)));
static volatile bool second_ready; /* set there, polled here */
static unsigned trips;

void second_main(void)
{
    cpu_init(cpu.home);
    if (cpu.version) {
        set_state(trips - 1, EL0);
    }
    SET_VECTORS("vbar_el1", "bench_vectors");
    write_sysreg(spsr_el2, 0x3c0);
    write_sysreg(elr_el2, (uintptr_t)second_loop);
    second_ready = true;
    asm volatile("eret");
    __builtin_unreachable();
}

static void start_second(void)
{
    register uint64_t x0 asm("x0") = PSCI_CPU_ON;
    register uint64_t x1 asm("x1") = 1;
    register uint64_t x2 asm("x2") = (uintptr_t)second_start;
    register uint64_t x3 asm("x3") =
        (uintptr_t)(second_stack + ARRAY_SIZE(second_stack));

    asm volatile("smc #0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x3) : "memory");
    if (x0) {
        bail_out("no second vCPU: PSCI says %ld", x0);
    }
    while (!second_ready) {
        continue;
    }
}

static void only_trips(void)
{
    bool two = guest_option("cpus=", 1) > 1;

    if (two) {
        start_second();
    }
    if (cpu.version) {
        set_state(trips - 1, EL0);
    }
    round_trips(two ? "two-vcpus" : "one-vcpu",
                cpu.version ? state_name[trips - 1] : "off", EL0);
}

int main(void)
{
    loops = guest_option("loops=", 20000);
    passes = guest_option("passes=", 7);
    trips = guest_option("trips=", 0);
    if (trips) {
        only_trips();
    } else if (guest_option("pmu=", 1)) {
        all_round_trips();
        accesses();
        interrupts();
    } else {
        round_trips("el0-el1", "off", EL0);
        round_trips("el1-el2", "off", EL1);
    }
    guest_exit(0);
}
